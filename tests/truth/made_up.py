"""Tables that agree with their declarations and mean nothing: ids refer to what is there, everything else is drawn at random."""

from __future__ import annotations

import datetime

import numpy
import pandas

from data_gen.config import Config, Size
from data_gen.tables import declared
from data_gen.world import World

ROWS = {
    "regions": 4, "categories": 5, "brands": 6, "vendors": 5, "products": 400, "price_history": 1200, "customers": 900,
    "customer_demographics": 900, "orders": 4000, "order_items": 9000, "payments": 3500, "refunds": 900, "returns": 1200,
    "payment_attempts": 4000,
}  # fmt: skip
REFERENCES = {"order_id": "orders", "customer_id": "customers", "product_id": "products", "payment_id": "payments"}


def made_up_world(seed: int, flaws: bool) -> World:
    """A world of random tables, the last day of which is 2025-12-31."""
    world = World(Config(seed, Size(900, 4000, 400, 24, 0), datetime.date(2025, 12, 31), flaws=flaws))
    random = numpy.random.default_rng(seed)
    for name, rows in ROWS.items():
        table = declared()[name]
        columns = {column: _values(random, world, name, column, rows) for column in table.columns}
        frame = pandas.DataFrame(columns)
        world.tables[name] = frame.drop_duplicates(list(table.key)).reset_index(drop=True)
    _settle(world.tables)
    return world


def _values(random: numpy.random.Generator, world: World, name: str, column: str, rows: int) -> object:
    kind = declared()[name].columns[column]
    empty = (random.random(rows) < 0.3) if column in declared()[name].optional else numpy.zeros(rows, dtype=bool)
    if kind == "id" and declared()[name].key == (column,):
        return [f"{name[:2].upper()}{number}" for number in random.permutation(rows) + 10 * rows]
    if column in REFERENCES:
        owners = world.tables[REFERENCES[column]][column].to_numpy()
        return pandas.Series(random.choice(owners, rows), dtype=object).where(~empty, None)
    if kind in ("date", "timestamp"):
        moments = numpy.datetime64("2024-01-01T00:00:00") + random.integers(0, 630 * 86400, rows).astype("timedelta64[s]")
        moments[empty] = numpy.datetime64("NaT")
        return moments.astype("datetime64[D]").astype("datetime64[s]") if kind == "date" else moments
    if kind in ("integer", "money", "boolean"):
        return pandas.Series(random.integers(1, 3 if kind != "money" else 9999, rows), dtype="Int64").where(~empty)
    if kind == "decimal":
        return random.random(rows)
    return pandas.Series(random.choice([f"{column} {number}" for number in range(5)], rows), dtype=object).where(~empty, None)


def _settle(tables: dict[str, pandas.DataFrame]) -> None:
    """Orders are cancelled after they are placed, their totals are sums, and products are described."""
    tables["products"]["description"] = tables["products"]["description"].fillna("description of it")
    orders = tables["orders"]
    cancelled = orders["cancelled_at"].notna()
    orders.loc[cancelled, "cancelled_at"] = orders.loc[cancelled, "ordered_at"] + pandas.Timedelta(hours=2)
    orders["total_cents"] = orders["gross_cents"] - orders["discount_cents"] + orders["shipping_cents"] + orders["tax_cents"]
