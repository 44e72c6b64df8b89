"""Periods and what they are compared with."""

from __future__ import annotations

import datetime

import pytest

from dashapp.errors import UserError
from dashapp.periods import Period, compared, custom, day_number, day_of

AS_OF = datetime.date(2026, 9, 30)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def test_the_previous_period_is_the_same_number_of_days_just_before() -> None:
    found = compared(Period(day("2026-09-01"), day("2026-09-30")), "previous", AS_OF)
    assert (found.first, found.last, found.partial) == (day("2026-08-02"), day("2026-08-31"), False)


def test_t_cmp_1_last_year_meets_mondays_with_mondays() -> None:
    current = Period(day("2026-09-03"), AS_OF)
    found = compared(current, "last_year", AS_OF)
    assert found.days == current.days == 28
    assert found.first.weekday() == current.first.weekday()
    assert (current.first - found.first).days == 364


def test_t_cmp_2_a_period_that_is_not_over_meets_the_same_elapsed_days_and_says_so() -> None:
    found = compared(Period(day("2026-09-21"), day("2026-10-20")), "previous", AS_OF)
    assert (found.first, found.last, found.partial) == (day("2026-08-22"), day("2026-08-31"), True)


def test_t_cmp_2_a_custom_period_is_cut_to_the_same_share() -> None:
    found = compared(Period(day("2026-09-21"), day("2026-10-20")), "2026-01-01..2026-03-01", AS_OF)
    assert (found.first, found.days, found.partial) == (day("2026-01-01"), 20, True)


@pytest.mark.parametrize("text", ["yesterday", "2026-02-01..2026-01-01", "2026-01-01..", "2026-13-01..2026-13-02"])
def test_a_custom_comparison_says_what_is_wrong(text: str) -> None:
    with pytest.raises(UserError, match="compare is"):
        custom(text)


@pytest.mark.parametrize(
    ("first", "last", "words", "brief"),
    [
        ("2026-09-30", "2026-09-30", "30 Sep 2026", "30 Sep"),
        ("2026-09-01", "2026-09-30", "1–30 Sep 2026", "1–30 Sep"),
        ("2026-08-28", "2026-09-03", "28 Aug – 3 Sep 2026", "28 Aug – 3 Sep"),
        ("2025-12-31", "2026-01-29", "31 Dec 2025 – 29 Jan 2026", "31 Dec – 29 Jan"),
    ],
)
def test_a_period_is_written_as_people_write_it(first: str, last: str, words: str, brief: str) -> None:
    period = Period(day(first), day(last))
    assert (period.words, period.brief) == (words, brief)


def test_day_numbers_count_from_1970() -> None:
    assert day_number(datetime.date(1970, 1, 1)) == 0
    assert day_of(day_number(AS_OF)) == AS_OF


def test_a_card_names_the_months_of_a_long_period() -> None:
    assert Period(datetime.date(2022, 11, 29), datetime.date(2024, 11, 27)).brief == "Nov 2022 – Nov 2024"
    assert Period(datetime.date(2025, 12, 31), datetime.date(2026, 1, 29)).brief == "31 Dec – 29 Jan"
