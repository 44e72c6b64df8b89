"""Codes by time, against the vectors of RFC 6238 (its eight digits end in our six)."""

from __future__ import annotations

import base64

import pytest

from dashapp.auth.totp import STEP_SECONDS, address_for_apps, code_at, new_secret, step_of

SECRET = base64.b32encode(b"12345678901234567890").decode()
VECTORS = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}


@pytest.mark.parametrize(("moment", "code"), VECTORS.items())
def test_vectors_of_rfc_6238(moment: int, code: str) -> None:
    assert code_at(SECRET, moment // STEP_SECONDS) == code[-6:]
    assert step_of(SECRET, code[-6:], moment) == moment // STEP_SECONDS


def test_a_clock_may_be_one_step_off_and_no_more() -> None:
    here = 1_000_000
    now = here * STEP_SECONDS + 15
    found = [step_of(SECRET, code_at(SECRET, here + off), now) for off in range(-2, 3)]
    assert found == [None, here - 1, here, here + 1, None]


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "٣٤٥٦٧٨", "1" * 5000, "\ud800"])
def test_odd_codes_are_only_wrong(code: str) -> None:
    assert step_of(SECRET, code, 59) is None


def test_spaces_are_allowed() -> None:
    assert step_of(SECRET, " 287 082 ", 59) == 1


def test_secrets_differ_and_hold_160_bits() -> None:
    assert new_secret() != new_secret()
    assert len(base64.b32decode(new_secret())) == 20


def test_address_for_apps_escapes_names() -> None:
    address = address_for_apps(SECRET, "ann & bob?secret=x", "Tallyroom")
    assert address == f"otpauth://totp/Tallyroom%3Aann%20%26%20bob%3Fsecret%3Dx?secret={SECRET}&issuer=Tallyroom"
