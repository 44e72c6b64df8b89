"""What is said of telephone numbers by looking at them."""

from __future__ import annotations

import pandas
import pytest

from analytics.contacts.phones import check_phone, check_phones


@pytest.mark.parametrize(
    ("given", "country", "normal"),
    [
        ("07400 123456", "United Kingdom", "+447400123456"),
        ("0044 7400-123-456", "GB", "+447400123456"),
        ("+44 7400 123456", None, "+447400123456"),
        ("(212) 736-5000", "United States", "+12127365000"),
        ("+49 1512 3456789 ext. 12", "Germany", "+4915123456789"),
    ],
)
def test_every_spelling_of_a_number_is_one_number(given: str, country: str | None, normal: str):
    check = check_phone(given, country)
    assert (check.verdict, check.normal, check.is_possible, check.is_valid) == ("valid", normal, True, True)


def test_possible_and_valid_are_kept_apart():
    """Ten digits are right for the United States; an area code that begins with 1 does not exist."""
    check = check_phone("123 555 0123", "United States")
    assert (check.is_possible, check.is_valid, check.verdict) == (True, False, "doubtful")
    assert check.normal == "+11235550123"


@pytest.mark.parametrize(
    ("given", "country", "reason"),
    [
        ("074", "United Kingdom", "length"),
        ("07400 123456 78901", "United Kingdom", "length"),
        ("+45 123456789", "Denmark", "length"),
        ("0000000000", "Germany", "filler"),
        ("1234567", "France", "filler"),
        ("07400 home", "United Kingdom", "letters"),
        ("none", "United Kingdom", "letters"),
        ("1", "United Kingdom", "no_number"),
    ],
)
def test_what_cannot_be_a_number_is_refused(given: str, country: str, reason: str):
    check = check_phone(given, country)
    assert check.verdict == "invalid"
    assert reason in check.reasons


@pytest.mark.parametrize(("code", "verdict"), [("+45", "invalid"), ("+65", "doubtful")])
def test_behind_the_code_of_a_wrong_country_the_own_number_is_suggested(code: str, verdict: str):
    """Denmark has no number of ten digits; Singapore has, but none that begins with 7."""
    check = check_phone(f"{code} 7400123456", "United Kingdom")
    assert (check.verdict, check.suggestion) == (verdict, "+447400123456")


def test_a_number_cut_short_that_some_numbers_are_as_short_as_is_doubted():
    check = check_phone("07400 123", "United Kingdom")
    assert (check.verdict, check.reasons) == ("doubtful", ("not_assigned",))


def test_a_number_without_country_is_doubted_not_refused():
    check = check_phone("07400 123456", "Atlantis")
    assert (check.verdict, check.reasons, check.normal) == ("doubtful", ("no_country",), None)


def test_letters_that_stand_for_digits_are_doubted():
    check = check_phone("1-800-FLOWERS", "United States")
    assert (check.verdict, check.suggestion) == ("doubtful", "+18003569377")


def test_many_numbers_are_checked_once_each():
    phones, countries = pandas.Series(["07400 123456", None, "07400 123456"]), pandas.Series(["GB", "GB", None], dtype=object)
    checks = check_phones(phones, countries)
    assert checks["07400 123456", "GB"].normal == "+447400123456"
    assert checks["07400 123456", None].normal is None
    assert len(checks) == 2
