"""Guessing gets slower; nobody is locked out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select

from dashapp.auth import throttle
from dashapp.auth.throttle import ACCOUNT, ADDRESS, PAIR, Rule, admit, forgive, network
from dashapp.auth.users import reset_password
from dashapp.db.accounts import SIGN_IN_ATTEMPTS
from tests.auth.conftest import PASSWORD, Browser, Clock

HERE, THERE = "203.0.113.7", "198.51.100.9"


def _fail(engine: Engine, account: str, address: str, now: int, times: int = 1) -> int:
    """So many failures, each as soon as it is allowed; the moment after."""
    for _ in range(times):
        while wait := admit(engine, account, address, now).wait:
            now += wait
    return now


def test_waits_double_up_to_the_longest() -> None:
    assert [PAIR.wait(failures) for failures in (0, 3, 4, 5, 6, 12, 13, 500)] == [0, 0, 2, 4, 8, 512, 900, 900]


def test_pair_is_slowed_after_the_free_failures(engine: Engine) -> None:
    now = _fail(engine, "ann", HERE, 1_000_000, PAIR.free + 1)
    assert admit(engine, "ann", HERE, now).wait == 2
    assert admit(engine, "ann", HERE, now + 1).wait == 1
    assert admit(engine, "ann", THERE, now).wait == 0
    assert admit(engine, "bob", HERE, now).wait == 0


def test_trying_too_early_is_not_counted(engine: Engine) -> None:
    now = _fail(engine, "ann", HERE, 1_000_000, PAIR.free + 1)
    assert [admit(engine, "ann", HERE, now).wait for _ in range(50)] == [2] * 50
    assert admit(engine, "ann", HERE, now + 2).wait == 0


def test_successes_do_not_count(engine: Engine) -> None:
    now = 1_000_000
    for _ in range(ADDRESS.free * 3):
        admission = admit(engine, "ann", HERE, now)
        assert admission.wait == 0
        forgive(engine, admission)
    with engine.connect() as connection:
        assert connection.execute(select(func.sum(SIGN_IN_ATTEMPTS.c.failures))).scalar_one() == 0


def test_success_clears_the_pair_but_not_the_address(engine: Engine) -> None:
    now = _fail(engine, "ann", HERE, 1_000_000, PAIR.free)
    forgive(engine, admit(engine, "ann", HERE, now))
    now = _fail(engine, "ann", HERE, now, PAIR.free)
    assert admit(engine, "ann", HERE, now).wait == 0
    with engine.connect() as connection:
        most = connection.execute(select(func.max(SIGN_IN_ATTEMPTS.c.failures))).scalar_one()
    assert most == 2 * PAIR.free + 1


def test_address_that_tries_many_names_is_slowed(engine: Engine) -> None:
    now = 1_000_000
    for number in range(ADDRESS.free + 1):
        assert admit(engine, f"user{number}", HERE, now).wait == 0
    assert admit(engine, "somebody else", HERE, now).wait == 2
    assert admit(engine, "somebody else", THERE, now).wait == 0


def test_busy_address_is_forgiven_as_time_passes(engine: Engine) -> None:
    """One typo a minute from a large office, and successes between, never add up."""
    now = 1_000_000
    for minute in range(3 * ADDRESS.free):
        assert admit(engine, f"typo{minute}", HERE, now).wait == 0
        success = admit(engine, "ann", HERE, now + 30)
        assert success.wait == 0
        forgive(engine, success)
        now += ADDRESS.leak


def test_account_attacked_from_everywhere_is_slowed_never_locked(engine: Engine) -> None:
    now = 1_000_000
    for number in range(60):
        address = f"192.0.2.{number}"
        _fail(engine, "ann", address, now)
    wait = admit(engine, "ann", HERE, now).wait
    assert wait == ACCOUNT.longest
    for second in range(wait):
        admit(engine, "ann", f"198.51.100.{second}", now + second)
    assert admit(engine, "ann", HERE, now + wait).wait == 0


def test_many_tries_at_once_are_many_failures(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        admitted = [answer.wait == 0 for answer in pool.map(lambda _: admit(engine, "ann", HERE, 1_000_000), range(24))]
    assert sum(admitted) == PAIR.free + 1


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("not an address", "unknown"),
    ],
)
def test_network(address: str, expected: str) -> None:
    assert network(address) == expected


def test_names_are_not_kept_and_old_counters_go(engine: Engine) -> None:
    _fail(engine, "my secret password", HERE, 1_000_000)
    with engine.connect() as connection:
        assert all(len(key) == 64 for key in connection.execute(select(SIGN_IN_ATTEMPTS.c.key)).scalars())
    assert throttle.forget(engine, 1_000_000 + throttle.FORGOTTEN_AFTER) == 0
    assert throttle.forget(engine, 1_000_001 + throttle.FORGOTTEN_AFTER) == 3


def test_clock_going_backwards_forgives_nothing() -> None:
    assert throttle.Count(5, 1000, 1000).leaked(Rule(1, 10, 10), 900).failures == 5


@pytest.mark.usefixtures("ann")
def test_page_says_how_long_to_wait(browser: Browser, clock: Clock) -> None:
    for _ in range(PAIR.free + 1):
        assert browser.sign_in(password="wrong password here").status_code == 401
    answer = browser.sign_in()
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")
    assert "Wait 2 seconds" in answer.text
    unknown = Browser(browser.client.application.test_client(), THERE)
    for _ in range(PAIR.free + 1):
        assert unknown.sign_in("nobody", "wrong password here").status_code == 401
    assert unknown.sign_in("nobody").status_code == 429
    clock.forward(2)
    assert browser.sign_in().status_code == 303


@pytest.mark.usefixtures("ann")
def test_correct_one_time_password_always_works(server: Flask, browser: Browser, engine: Engine) -> None:
    password = reset_password(engine, "ann")
    for _ in range(PAIR.free + 3):
        browser.sign_in(password="wrong password here")
    assert browser.sign_in(password=PASSWORD).status_code == 429
    assert browser.sign_in(password=password).status_code == 303
