"""The synthetic shop before anything is damaged, in a warehouse: what the books and metrics of finance are checked against."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy
import pandas

from dashapp.settings import Settings
from data_gen.config import Config, Size
from data_gen.finance.plans import plans
from data_gen.stages import STAGES
from data_gen.tables import declared, write_table
from data_gen.world import World, make_world
from jobs.build import build
from jobs.demo_load import load_demo
from queries.versions import Version

CONFIG = Config(seed=5, size=Size(700, 2_400, 150, 14, 300), as_of=datetime.date(2026, 10, 14))
# What orders are, and what goes into the profit and loss.
NEEDED = {
    *("orders", "order_items", "regions", "products", "customers", "exchange_rates", "cost_history", "returns", "shipments"),
    *("ad_days", "campaigns", "influencer_payouts", "influencer_contracts", "influencer_gifts", "influencer_posts", "influencers"),
}


@cache
def shop() -> World:
    """One world for all tests; they only read it."""
    return make_world(CONFIG, STAGES[: STAGES.index(plans) + 1])


def published(settings: Settings, folder: Path) -> Version:
    """Load the shop as the demo, and build."""
    for name, frame in shop().tables.items():
        if name in NEEDED or declared()[name].domain == "finance":
            write_table(name, frame, folder, ("parquet",))
    load_demo(settings, folder, lambda step: None)
    return build(settings)


def euros(cents: pandas.Series | numpy.ndarray, rate: pandas.Series | numpy.ndarray) -> numpy.ndarray:
    """Cents of a currency as cents of the reporting currency, half up, as definitions.md has it."""
    return numpy.floor(numpy.asarray(cents) * numpy.asarray(rate) * 1.00000000000001 + 0.5)


@cache
def orders() -> pandas.DataFrame:
    """Live orders with country, order day and the rate of that day."""
    tables = shop().tables
    found = tables["orders"].query("status != 'test'").merge(tables["regions"][["region", "country"]], on="region")
    found["rate_date"] = found["ordered_at"].astype("datetime64[s]").dt.normalize()
    kept = tables["exchange_rates"].assign(rate_date=lambda frame: frame["rate_date"].astype("datetime64[s]"))
    return found.merge(kept, on=["rate_date", "currency"])


def of_orders(name: str) -> pandas.DataFrame:
    """A table with the order of each row."""
    return shop().tables[name].merge(orders(), on="order_id", suffixes=("", "_of_order"))


@cache
def lines() -> pandas.DataFrame:
    """Lines of live orders with category and amounts in cents of the reporting currency, each converted by itself."""
    tables = shop().tables
    found = of_orders("order_items").merge(tables["products"][["product_id", "category", "brand"]], on="product_id")
    found["gross"] = euros(found["unit_price_cents"] * found["quantity"], found["rate"])
    found["discount"] = euros(found["discount_cents"], found["rate"])
    found["unit_cost"] = unit_costs(found)
    found["cost"] = found["unit_cost"] * found["quantity"]
    return found


@cache
def returned() -> pandas.DataFrame:
    """Processed returns with category, value in the reporting currency and the cost that went back on the shelf."""
    tables = shop().tables
    found = of_orders("returns").query("status == 'processed'").merge(tables["products"][["product_id", "category"]], on="product_id")
    found["value"] = euros(found["value_cents"], found["rate"])
    found["cost"] = -unit_costs(found) * found["quantity"] * found["is_resaleable"].fillna(0).astype(int)
    return found


def events() -> pandas.DataFrame:
    """Sales, cancellations and returns, each on its own day, with net sales and costs in cents of the reporting currency."""
    sold = lines().assign(moment=lines()["ordered_at"], net=lines()["gross"] - lines()["discount"], sign=1)
    cancelled = sold[sold["status"] == "cancelled"].assign(moment=lambda frame: frame["cancelled_at"], sign=-1)
    back = returned().assign(moment=returned()["processed_on"].astype("datetime64[s]"), net=-returned()["value"], sign=1)
    kept = ["moment", "region", "channel", "category", "order_id", "net", "cost", "sign"]
    every = pandas.concat([frame[kept] for frame in (sold, cancelled, back)], ignore_index=True)
    return every.assign(net=every["net"] * every["sign"], cost=every["cost"] * every["sign"])


def unit_costs(rows: pandas.DataFrame) -> numpy.ndarray:
    """The cost of each row's product on the day of its order, looked up one product at a time."""
    history = {
        product: (kept["valid_from"].to_numpy("datetime64[D]"), kept["cost_cents"].to_numpy())
        for product, kept in shop().tables["cost_history"].sort_values("valid_from").groupby("product_id")
    }
    days = rows["ordered_at"].to_numpy("datetime64[D]")
    found = [
        history[product][1][numpy.searchsorted(history[product][0], day, side="right") - 1]
        for product, day in zip(rows["product_id"], days, strict=True)
    ]
    return numpy.array(found)


def spread(table: str, amount: str) -> pandas.DataFrame:
    """A month's amounts on their days: the cents that are whole by the end of each day, less those of the day before."""
    rows = shop().tables[table]
    days = rows.assign(days=rows["month"].dt.days_in_month)
    every = days.loc[days.index.repeat(days["days"])]
    position = every.groupby(level=0).cumcount()
    cents = (every[amount] * (position + 1)) // every["days"] - (every[amount] * position) // every["days"]
    return every.assign(cents=cents, moment=every["month"] + pandas.to_timedelta(position, unit="D"))


def refunds_expected(end: pandas.Timestamp) -> int:
    """Cents that are expected to be given back after a day, without tax."""
    return sum(amount for amount, _ in _expected_back(end))


def goods_expected(end: pandas.Timestamp) -> int:
    """Cents that the goods cost which come back with it fit for sale."""
    return sum(int(numpy.floor(amount * share + 0.5)) for amount, share in _expected_back(end))


def _expected_back(end: pandas.Timestamp) -> Iterator[tuple[int, float]]:
    """By category and IFRS 15: the part of older sales that came back times newer sales, less what came back of these; cost per cent."""
    sold, back = (rows[rows["ordered_at"].dt.normalize() <= end] for rows in (lines(), returned()))
    back = back[back["processed_on"] <= end]
    for category in sold["category"].unique():
        amounts = []
        for rows, values in ((sold, sold["gross"] - sold["discount"]), (back, back["value"]), (back, -back["cost"])):
            age = (end - rows["ordered_at"].dt.normalize()).dt.days
            here = rows["category"] == category
            amounts.append((values[here & age.between(60, 239)].sum(), values[here & (age < 60)].sum()))
        (old, new), (old_back, new_back), (old_cost, _) = amounts
        if old:
            yield max(0, int(numpy.floor(new * (old_back / old) + 0.5) - new_back)), old_cost / old_back if old_back else 0.0
