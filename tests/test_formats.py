"""Numbers as people write them, by locale."""

from __future__ import annotations

import pytest

from dashapp import formats


@pytest.mark.parametrize(
    ("value", "currency", "locale", "expected"),
    [
        (373.42, "GBP", "en-GB", "£373.42"),
        (0.0, "GBP", "en-GB", "£0.00"),
        (1234.5, "GBP", "en-GB", "£1,235"),
        (12400.0, "GBP", "en-GB", "£12.4k"),
        (-12400.0, "GBP", "en-GB", "−£12.4k"),
        (999950.0, "GBP", "en-GB", "£1M"),
        (3400000.0, "USD", "en-US", "$3.4M"),
        (1.5e9, "USD", "en-US", "$1.5B"),
        (340000.0, "INR", "en-IN", "₹3.4\u202fL"),
        (12400000.0, "INR", "en-IN", "₹1.24\u202fCr"),
        (12400000.0, "INR", "en-GB", "₹1.24\u202fCr"),
        (12400.0, "EUR", "de-DE", "12,4\u202fTsd.\u00a0€"),
        (12400.0, "CHF", "en-GB", "CHF\u00a012.4k"),
        (500.4, "JPY", "en-GB", "¥500"),
        (-0.001, "GBP", "en-GB", "£0.00"),
        (None, "GBP", "en-GB", "–"),
        (float("nan"), "GBP", "en-GB", "–"),
    ],
)
def test_money_is_shortened(value: float | None, currency: str, locale: str, expected: str) -> None:
    assert formats.money(value, currency, locale) == expected


@pytest.mark.parametrize(
    ("value", "currency", "locale", "expected"),
    [
        (12345678.9, "INR", "en-IN", "₹1,23,45,678.90"),
        (1234567.8, "GBP", "en-GB", "£1,234,567.80"),
        (1234.5, "EUR", "de-DE", "1.234,50\u00a0€"),
        (0.125, "GBP", "en-GB", "£0.13"),
        (-5.0, "USD", "en-US", "−$5.00"),
    ],
)
def test_exact_money_has_every_digit(value: float, currency: str, locale: str, expected: str) -> None:
    assert formats.exact_money(value, currency, locale) == expected


@pytest.mark.parametrize(("value", "expected"), [(0.0, "£0"), (250.0, "£250"), (2500.0, "£2.5k"), (50000.0, "£50k"), (-1e6, "−£1M")])
def test_axis_money_has_no_digit_too_many(value: float, expected: str) -> None:
    assert formats.axis_money(value, "GBP") == expected


@pytest.mark.parametrize(
    ("value", "locale", "expected"),
    [
        (12345, "en-GB", "12,345"),
        (1234567, "en-IN", "12,34,567"),
        (1234567, "de-DE", "1.234.567"),
        (7, "en-GB", "7"),
        (-1200, "en-GB", "−1,200"),
    ],
)
def test_integers_are_grouped(value: int, locale: str, expected: str) -> None:
    assert formats.integer(value, locale) == expected


def test_counts_are_exact_below_a_million() -> None:
    assert (formats.short_integer(541909), formats.short_integer(1234567)) == ("541,909", "1.23M")


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.0823, "+8.2\u202f%"), (11.407, "+1,141\u202f%"), (-0.03, "−3.0\u202f%"), (0.0001, "0.0\u202f%"), (0.0, "0.0\u202f%"), (None, "–")],
)
def test_a_change_carries_its_sign(value: float | None, expected: str) -> None:
    assert formats.change(value) == expected


@pytest.mark.parametrize(
    ("locale", "expected"),
    [("en-GB", "30 Sep 2026"), ("en-US", "Sep 30, 2026"), ("en-IN", "30 Sep 2026"), ("de-DE", "30. Sept. 2026"), ("xx-XX", "30 Sep 2026")],
)
def test_days_follow_the_locale(locale: str, expected: str) -> None:
    assert formats.day("2026-09-30", locale) == expected


@pytest.mark.parametrize(
    ("grain", "expected"),
    [("day", "Wed 30 Sep 2026"), ("week", "week of 30 Sep 2026"), ("month", "Sep 2026"), ("quarter", "Q3 2026"), ("year", "2026")],
)
def test_steps_are_named(grain: str, expected: str) -> None:
    assert formats.step("2026-09-30", grain) == expected


@pytest.mark.parametrize(
    ("value", "kind", "exact", "expected"),
    [
        (12400.0, "money", False, "£12.4k"),
        (12400.0, "money", True, "£12,400.00"),
        (0.5, "ratio", False, "50.0\u202f%"),
        (1.005, "decimal", False, "1.01"),
        (True, "boolean", False, "yes"),
        ("2026-09-30", "date", False, "30 Sep 2026"),
        ("2026-09-30T14:05:00", "timestamp", False, "30 Sep 2026 14:05"),
        ("O-1", "id", False, "O-1"),
        (None, "text", False, "–"),
    ],
)
def test_a_value_is_written_by_its_type(value: object, kind: str, exact: bool, expected: str) -> None:
    assert formats.shown(value, kind, "GBP", exact=exact) == expected
