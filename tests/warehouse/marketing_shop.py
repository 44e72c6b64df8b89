"""A small generated shop with its marketing in a warehouse."""

from __future__ import annotations

import datetime
import tempfile
from functools import cache
from pathlib import Path

import numpy
import pandas

from dashapp.settings import Settings
from data_gen.config import Config, Size
from data_gen.orders import settle_orders
from data_gen.stages import STAGES
from data_gen.tables import declared
from data_gen.world import World, make_world, write_world
from jobs.build import build
from jobs.demo_load import load_demo
from queries.versions import Version

CONFIG = Config(seed=29, size=Size(700, 2_000, 160, 12, 1_500), as_of=datetime.date(2026, 3, 12))
SOLD = ("orders", "order_items", "products", "customers", "regions", "exchange_rates", "returns")


@cache
def shop_world() -> World:
    """The world, before anything is damaged on purpose, with the tables of sales and marketing only. Tests change nothing in it."""
    flaws = STAGES.index(settle_orders) + 1
    stages = [*STAGES[:flaws], *(stage for stage in STAGES[flaws:] if not stage.__module__.startswith("data_gen.flaws"))]
    world = make_world(CONFIG, stages)
    kept = {name for name, table in declared().items() if table.domain == "marketing"} | set(SOLD)
    world.tables = {name: frame for name, frame in world.tables.items() if name in kept}
    return world


def published(settings: Settings) -> Version:
    """Load the shop as the demo and build."""
    with tempfile.TemporaryDirectory() as folder:
        write_world(shop_world(), Path(folder), ("parquet",))
        load_demo(settings, Path(folder), lambda _step: None)
    return build(settings)


def raw(name: str) -> pandas.DataFrame:
    """A generated table."""
    return shop_world().tables[name]


def days(values: pandas.Series) -> numpy.ndarray:
    """The days of a column of dates or times."""
    return values.to_numpy().astype("datetime64[D]")


def day_numbers(values: pandas.Series) -> numpy.ndarray:
    """The same, counted as dim_date counts them."""
    return days(values).astype(int)
