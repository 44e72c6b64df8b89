"""Days known from the calendars of the past."""

from __future__ import annotations

import datetime

import pytest

from data_gen.holidays import DIWALI, black_friday, easter

Day = datetime.date


@pytest.mark.parametrize(
    "sunday",
    [Day(1818, 3, 22), Day(1943, 4, 25), Day(2000, 4, 23), Day(2008, 3, 23), Day(2024, 3, 31), Day(2025, 4, 20), Day(2038, 4, 25)],
)  # fmt: skip
def test_easter(sunday):
    assert easter(sunday.year) == sunday


@pytest.mark.parametrize("friday", [Day(2018, 11, 23), Day(2019, 11, 29), Day(2023, 11, 24), Day(2024, 11, 29), Day(2025, 11, 28)])
def test_black_friday(friday):
    assert black_friday(friday.year) == friday


def test_every_year_of_the_world_has_its_holidays(world):
    found = world.tables["holidays"]
    for year in (2025, 2026):
        of_year = found[found["holiday_date"].str[:4] == str(year)]
        assert {"Christmas Day", "Easter Sunday", "Black Friday", "Cyber Monday", "Diwali"} <= set(of_year["holiday"])
        assert datetime.date(year, *DIWALI[year]).isoformat() in set(of_year["holiday_date"])
    assert found.loc[found["holiday"] == "Black Friday", "country"].eq("All").all()
