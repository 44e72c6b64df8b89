"""A small generated shop with its influencers in a warehouse, and what its orders and posts come to by pandas."""

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
from data_gen.service.returns import returns
from data_gen.stages import STAGES
from data_gen.tables import declared
from data_gen.world import World, make_world, write_world
from jobs.build import build
from jobs.demo_load import load_demo
from queries.versions import Version

CONFIG = Config(seed=31, size=Size(1_500, 4_500, 160, 12, 0), as_of=datetime.date(2026, 3, 12))
SOLD = ("orders", "order_items", "products", "customers", "regions", "exchange_rates", "returns", "cost_history")
COSTS = ("fee", "commission", "agency", "gift", "gift_shipping")
FROM = ("data_gen.influencers", "data_gen.service")


@cache
def shop_world() -> World:
    """The world, before anything is damaged on purpose, with the tables of sales and influencers only. Tests change nothing in it."""
    settled, returned = (STAGES.index(stage) + 1 for stage in (settle_orders, returns))
    stages = [*STAGES[:settled], *(stage for stage in STAGES[settled:returned] if stage.__module__.startswith(FROM))]
    world = make_world(CONFIG, stages)
    kept = {name for name in declared() if name.startswith("influencer")} | set(SOLD)
    world.tables = {name: frame for name, frame in world.tables.items() if name in kept}
    return world


def published(settings: Settings) -> Version:
    """Load the shop as the demo and build."""
    with tempfile.TemporaryDirectory() as folder:
        write_world(shop_world(), Path(folder), ("parquet",))
        load_demo(settings, Path(folder), lambda _step: None)
    return build(settings)


@cache
def all_orders() -> pandas.DataFrame:
    """Every order with its value, what came back, what its goods cost, in EUR cents, and whether it was a customer's first."""
    tables = shop_world().tables
    frame = tables["orders"].assign(day=lambda frame: frame["ordered_at"].dt.normalize())
    rates = tables["exchange_rates"].set_index(["rate_date", "currency"])["rate"]
    rate = rates.reindex(pandas.MultiIndex.from_arrays([frame["day"], frame["currency"]])).to_numpy()
    frame = frame[frame["status"] != "test"].assign(rate=rate[frame["status"] != "test"])
    frame = frame.assign(stands=frame["status"] == "placed", goods=frame["gross_cents"] - frame["discount_cents"])
    back = tables["returns"][tables["returns"]["status"] == "processed"]
    frame["returned"] = frame["order_id"].map(back.groupby("order_id")["value_cents"].sum()).fillna(0)
    frame["demand"] = frame["goods"] * frame["rate"]
    frame["net"] = (frame["goods"] - frame["returned"]) * frame["rate"] * frame["stands"]
    bought = tables["order_items"][["order_id", "product_id", "quantity"]]
    restocked = back.loc[back["is_resaleable"] == 1, ["order_id", "product_id", "quantity"]]
    moved = pandas.concat([bought, restocked.assign(quantity=-restocked["quantity"])]).merge(frame[["order_id", "day"]], on="order_id")
    frame["cost"] = frame["order_id"].map(cost_of(moved).groupby(moved["order_id"]).sum()) * frame["stands"]
    first = frame.groupby("customer_id")["day"].transform("min")
    return frame.assign(is_new=first == frame["day"], is_known=frame["customer_id"].notna())


def cost_of(moved: pandas.DataFrame) -> pandas.Series:
    """Cents of each line: its units at the cost of its product on the day."""
    history = shop_world().tables["cost_history"].sort_values("valid_from")
    lines = moved.reset_index(names="place").assign(place=numpy.arange(len(moved))).sort_values("day")
    lines["day"], history["valid_from"] = lines["day"].astype("datetime64[s]"), history["valid_from"].astype("datetime64[s]")
    found = pandas.merge_asof(lines, history, left_on="day", right_on="valid_from", by="product_id").sort_values("place")
    return pandas.Series((found["quantity"] * found["cost_cents"]).to_numpy(), moved.index)


@cache
def all_posts() -> pandas.DataFrame:
    """Every post with its influencer, its costs and the orders credited to it, by post_id."""
    tables = shop_world().tables
    frame = tables["influencer_posts"].merge(tables["influencers"], on="influencer_id").set_index("post_id")
    frame["day"] = frame["posted_at"].dt.normalize()
    lines = tables["influencer_payouts"].merge(tables["influencer_contracts"], on="contract_id")
    gifts = tables["influencer_gifts"].groupby("post_id")
    for name, summed in (
        ("fee", lines[lines["basis"] == "Post"].groupby("post_id")["amount_cents"].sum()),
        ("commission", lines[lines["basis"] == "Order"].groupby("post_id")["amount_cents"].sum()),
        ("agency", lines.groupby("post_id")["agency_cents"].sum()),
        ("gift", gifts["cost_cents"].sum()),
        ("gift_shipping", gifts["shipping_cents"].sum()),
    ):
        frame[name] = summed.reindex(frame.index).fillna(0)
    frame["investment"] = frame[list(COSTS)].sum(axis=1)
    credited = tables["influencer_tracking"].merge(all_orders(), on="order_id").groupby("post_id")
    for name, values in (
        ("orders", credited.size()),
        ("new", credited.apply(lambda rows: (rows["is_new"] & rows["is_known"]).sum(), include_groups=False)),
        ("existing", credited.apply(lambda rows: (~rows["is_new"] & rows["is_known"]).sum(), include_groups=False)),
        *((name, credited[name].sum()) for name in ("demand", "net", "cost")),
    ):
        frame[name] = values.reindex(frame.index).fillna(0)
    rates = tables["influencer_media_rates"].sort_values("valid_from")
    sponsored = frame.loc[frame["is_sponsored"] == 1, ["day", "platform", "impressions"]].reset_index().sort_values("day")
    sponsored["day"], rates["valid_from"] = sponsored["day"].astype("datetime64[s]"), rates["valid_from"].astype("datetime64[s]")
    valued = pandas.merge_asof(sponsored, rates, left_on="day", right_on="valid_from", by="platform").set_index("post_id")
    frame["media_value"] = numpy.floor(valued["impressions"] * valued["cpm_cents"] / 1000 + 0.5)
    followers = tables["influencer_followers"].set_index(["influencer_id", "month"])["followers"]
    month = frame["day"].to_numpy().astype("datetime64[M]").astype("datetime64[s]")
    frame["followers"] = followers.reindex(pandas.MultiIndex.from_arrays([frame["influencer_id"], month])).to_numpy()
    return frame
