"""Hashes cost what they should, and passwords that could be guessed are refused with what is needed."""

from __future__ import annotations

import threading
import time

import argon2
import pytest

from dashapp.auth import passwords
from dashapp.auth.passwords import hashed, matches, new_one_time_password, one_time_hash, one_time_matches, require_strong
from dashapp.errors import UserError

GOOD = "violet kettle harbour nine"


def test_hash_is_argon2id_of_19_mebibytes_two_rounds_one_lane() -> None:
    for stored in (hashed(GOOD), passwords._NOBODYS):
        found = argon2.extract_parameters(stored)
        assert (found.type, found.memory_cost, found.time_cost, found.parallelism) == (argon2.Type.ID, 19 * 1024, 2, 1)


def test_matches_only_its_own() -> None:
    stored = hashed("café " + GOOD)
    assert matches("cafe\u0301 " + GOOD, stored)
    assert not matches(GOOD, stored)
    assert not matches(GOOD, None)
    assert not matches("x" * 100_000, stored)


def test_broken_hash_is_an_error_not_a_wrong_password() -> None:
    with pytest.raises(argon2.exceptions.InvalidHashError):
        matches(GOOD, "plain text")


def test_at_most_two_hashes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, guard = 0, 0, threading.Lock()

    class Slow:
        def hash(self, _password: str) -> str:
            nonlocal running, most
            with guard:
                running += 1
                most = max(most, running)
            time.sleep(0.02)
            with guard:
                running -= 1
            return ""

    monkeypatch.setattr(passwords, "_HASHER", Slow())
    threads = [threading.Thread(target=hashed, args=("x",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


def test_one_time_passwords_forgive_how_they_are_typed() -> None:
    password = new_one_time_password()
    assert [len(group) for group in password.split("-")] == [5] * 4
    stored = one_time_hash(password)
    assert one_time_matches(f" {password.upper()} ", stored)
    assert not one_time_matches(new_one_time_password(), stored)
    assert not one_time_matches(password, None)


@pytest.mark.parametrize("password", [GOOD, "Tr0ub4dor&3 horse", "7f3k-9xm2-qqzp-41", "мой длинный пароль", "ab12cd34ef56gh"])
def test_strong_passwords(password: str) -> None:
    require_strong(password, "ann")


@pytest.mark.parametrize(
    ("password", "needed"),
    [
        ("elevenchars", "12 to 200"),
        ("x" * 201, "12 to 200"),
        ("I am Ann from sales", "sign-in name"),
        ("password2026", "tried first"),
        ("P@ssw0rd123456", "tried first"),
        ("!!Welcome2026!!", "tried first"),
        ("qwertyuiop123", "tried first"),
        ("abcdefghijkl", "tried first"),
        ("987654321098", "tried first"),
        ("aaaaaaaaaaaaaa", "tried first"),
        ("tally7tally7tally7", "tried first"),
    ],
)
def test_weak_passwords_say_what_is_needed(password: str, needed: str) -> None:
    with pytest.raises(UserError, match=needed):
        require_strong(password, "ann")
