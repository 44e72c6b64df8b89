"""What a carelessly typed value stands for, and that nothing uncertain is corrected."""

from __future__ import annotations

import pytest

from analytics.corrections import as_declared, international, iso_date, known_domain, trimmed


@pytest.mark.parametrize(("value", "meant"), [(" a@b.example ", "a@b.example"), ("\ta", "a"), ("a b", None), ("   ", None), ("", None)])
def test_spaces_around_a_value(value: str, meant: str | None):
    assert trimmed(value) == meant


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("KITCHEN ", "Kitchen"),
        ("kitchen", "Kitchen"),
        ("Kitchen", None),
        ("Home  decor", "Home decor"),
        ("Kitchens", None),
        ("tea", None),
    ],
)
def test_a_word_as_it_is_declared(value: str, meant: str | None):
    assert as_declared(value, {"Kitchen", "Home decor", "Tea", "TEA"}) == meant


@pytest.mark.parametrize(("value", "meant"), [("ann@gmial.com", "ann@gmail.com"), ("ann@gmail.com", None), ("ann@shop.example", None),
                                              ("anngmail.com", None), ("an n@gmial.com", None)])  # fmt: skip
def test_only_a_domain_that_is_a_slip_away_is_corrected(value: str, meant: str | None):
    assert known_domain(value) == meant


@pytest.mark.parametrize(("value", "country", "meant"), [("030 123456", "Germany", "+4930123456"), ("+49 30 123456", None, "+4930123456"),
                                                         ("+4930123456", "Germany", None), ("030 123456", None, None),
                                                         ("123", "Germany", None), ("030 123456 ext 9", "Germany", None)])  # fmt: skip
def test_a_number_that_exists_in_international_form(value: str, country: str | None, meant: str | None):
    assert international(value, country) == meant


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("2026/03/07", "2026-03-07"),
        ("2026-3-7 10:20:30", "2026-03-07 10:20:30"),
        ("2026-03-07T10:20:30", "2026-03-07 10:20:30"),
        ("07.03.2026", "2026-03-07"),
        ("25/12/2026 08:00", "2026-12-25 08:00"),
        ("12/25/2026", "2026-12-25"),
        ("05/05/2026", "2026-05-05"),
        ("03/07/2026", None),
        ("31.02.2026", None),
        ("2026-03-07 10:20:30", None),
        ("07.03-2026", None),
        ("soon", None),
    ],
)
def test_a_day_that_can_be_read_in_one_way_only(value: str, meant: str | None):
    assert iso_date(value) == meant
