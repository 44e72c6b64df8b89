"""Filters and the query string they live in."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashapp.errors import UserError
from dashapp.filters import BASES, DIMENSIONS, GRAINS, Filters

AS_OF = datetime.date(2026, 9, 30)
TEXTS = st.lists(st.text(min_size=1, max_size=12), max_size=3, unique=True).map(tuple)
DAYS = st.dates(datetime.date(2020, 1, 1), datetime.date(2026, 12, 31))
PAIRS_OF_DAYS = st.lists(DAYS, min_size=2, max_size=2).map(sorted)
COMPARISONS = st.sampled_from([(), ("previous",), ("last_year", "previous"), ("2020-01-01..2020-02-01",)])


@given(PAIRS_OF_DAYS, COMPARISONS, TEXTS, TEXTS, st.sampled_from(BASES), st.sampled_from((None, *GRAINS)))
def test_filters_survive_the_address(days, compare, brands, countries, basis, grain) -> None:
    filters = Filters(days[0], days[1], compare=compare, brand=brands, country=countries, currency="EUR", basis=basis, grain=grain)
    assert Filters.from_search(filters.to_search()) == filters


def test_the_default_is_the_thirty_days_that_end_on_the_as_of_day() -> None:
    period = Filters().period(AS_OF)
    assert (period.first, period.last, period.days) == (datetime.date(2026, 9, 1), AS_OF, 30)
    assert Filters().to_search() == ""


def test_a_comma_is_part_of_a_name_and_a_list_repeats_its_key() -> None:
    filters = Filters.from_search("?country=Galicia%2C+North&country=Spain&utm_source=mail")
    assert filters.country == ("Galicia, North", "Spain")


def test_no_comparison_is_a_choice() -> None:
    assert Filters.from_search("", ("previous",)).compare == ("previous",)
    assert Filters.from_search("?compare=none", ("previous",)).compare == ()


def test_a_page_keeps_only_the_dimensions_it_offers() -> None:
    filters = Filters(brand=("A",), country=("B",)).only(("dates", "country"))
    assert (filters.brand, filters.country) == ((), ("B",))
    assert set(filters.dimensions()) <= set(DIMENSIONS)


@pytest.mark.parametrize(
    ("search", "message"),
    [
        ("?from=tomorrow", "from is 'tomorrow'"),
        ("?from=2026-02-02&to=2026-02-01", "must not be after"),
        ("?basis=evnt", "Did you mean 'event'"),
        ("?currency=pounds", "three-letter code"),
        ("?grain=dya", "Did you mean 'day'"),
        ("?compare=previous&compare=last_year&compare=2026-01-01..2026-01-02", "At most 2"),
        ("?compare=then", "Allowed: previous, last_year"),
    ],
)
def test_a_bad_value_names_the_parameter_and_what_is_allowed(search: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        Filters.from_search(search)


def test_a_first_day_after_the_data_is_explained() -> None:
    with pytest.raises(UserError, match="Choose an earlier first day"):
        Filters(date_from=datetime.date(2027, 1, 1)).period(AS_OF)
