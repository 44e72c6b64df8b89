"""A whole generated shop in a warehouse, and the part of it that the tests of its marts ask about."""

from __future__ import annotations

import datetime
from pathlib import Path

import pandas

from dashapp.filters import Filters
from dashapp.settings import Settings
from data_gen.config import Config, Size
from data_gen.world import World
from jobs.build import build
from jobs.demo_load import load_demo

CONFIG = Config(11, Size(700, 2_000, 150, 12, 300), datetime.date(2026, 3, 31))
FILTERS = Filters(date_from=datetime.date(2025, 7, 1), date_to=datetime.date(2026, 2, 28), country=("Germany", "India"))


def loaded(settings: Settings, folder: Path) -> Settings:
    """Load the shop of a folder as the demo, and build."""
    load_demo(settings, folder, lambda *_: None)
    build(settings)
    return settings


def in_period(moments: pandas.Series) -> pandas.Series:
    """Which moments lie in the period of the filters."""
    days = pandas.to_datetime(moments).dt.normalize()
    return days.between(pandas.Timestamp(FILTERS.date_from), pandas.Timestamp(FILTERS.date_to))


def in_countries(world: World, regions: pandas.Series) -> pandas.Series:
    """Which regions lie in the countries of the filters."""
    countries = world.tables["regions"].set_index("region")["country"]
    return regions.map(countries).isin(FILTERS.country)
