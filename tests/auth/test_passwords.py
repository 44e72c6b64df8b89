"""Hashes cost what they should, and passwords that could be guessed are refused with what is needed."""

from __future__ import annotations

import math
import threading
import time
from dataclasses import replace
from pathlib import Path

import argon2
import pytest

from dashapp.auth import passwords
from dashapp.auth.passwords import (
    hashed,
    matches,
    new_one_time_password,
    one_time_hash,
    one_time_matches,
    require_strong,
    require_unlisted,
)
from dashapp.errors import SettingError, UserError
from dashapp.settings import Settings

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
    assert [len(group) for group in password.split("-")] == [5] * 5
    # A fast hash is enough from 112 bits on.
    assert 25 * math.log2(len(passwords._ALPHABET)) > 112
    stored = one_time_hash(password)
    assert one_time_matches(f" {password.upper()} ", stored)
    assert not one_time_matches(new_one_time_password(), stored)
    assert not one_time_matches(password, None)


@pytest.mark.parametrize("changed", [GOOD.title(), f"{GOOD} ", f" {GOOD}", GOOD[:-1], GOOD.replace(" ", "")])
def test_a_password_counts_as_it_was_typed(changed: str) -> None:
    assert not matches(changed, hashed(GOOD))
    long = GOOD * 7
    assert not matches(long[:-1], hashed(long))


def test_long_passwords_of_any_letters_are_taken() -> None:
    for password in (
        GOOD + "x" * 38,
        " ".join(f"horse{number}" for number in range(25)),
        "七つの海を越えて行く船と猫と青い空",
        "-_%& \t#;:+~äöüß€",
    ):
        require_strong(password, "ann")
        assert matches(password, hashed(password))


def test_leaked_passwords_and_the_name_of_the_shop_are_refused(settings: Settings, tmp_path: Path) -> None:
    leaked = tmp_path / "leaked.txt"
    leaked.write_bytes(b"correcthorsebatterystaple\r\nViolet Kettle Harbour Nine\n\xff\xfe\nlast one without an end")
    given = replace(settings, leaked_list=leaked, shop_name="Corner Shop")
    for refused in (GOOD, "CorrectHorseBatteryStaple", "last one without an end"):
        require_unlisted(refused, settings)
        with pytest.raises(UserError, match="list of leaked ones"):
            require_unlisted(refused, given)
    with pytest.raises(UserError, match="name of the shop"):
        require_unlisted("my corner-shop in Leeds", given)
    require_unlisted("violet kettle harbour", given)


def test_a_list_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"LEAKED_LIST is '.*none\.txt'. There is no such file"):
        Settings.from_environment({"VAR_DIR": str(tmp_path), "LEAKED_LIST": str(tmp_path / "none.txt")})


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
