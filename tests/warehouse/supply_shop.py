"""The shop of tests/data_gen/supply in a warehouse, and what pandas makes of its stock."""

from __future__ import annotations

from functools import cache

import pandas
from sqlalchemy import insert

from dashapp.db.engines import warehouse_engine
from dashapp.settings import Settings
from data_gen.tables import arrow_table
from data_gen.world import World
from jobs.build import build
from jobs.shop_tables import shop_tables
from queries.versions import Version
from tests.data_gen.supply.shop import supplied_world
from tests.warehouse.raw_rows import load

PLACE = ["product_id", "warehouse_id"]
TABLES = (
    *("products", "vendors", "vendor_contracts", "warehouses", "purchase_orders", "purchase_order_lines", "receipts"),
    *("quality_inspections", "stock_movements", "stock_snapshots", "stock_counts"),
)


@cache
def small_world() -> World:
    """Eight months of forty products at four warehouses. Tests only read it."""
    return supplied_world(seed=7, orders=4_000, products=40, months=8)


def published(settings: Settings, world: World) -> Version:
    """Load the orders and everything that supply made of them, and build."""
    lines = world.tables["order_items"].merge(world.tables["orders"], on="order_id").merge(world.tables["products"], on="product_id")
    lines = lines.assign(
        source="demo", currency="EUR", amount=lines["quantity"] * 10.0, ordered_at=lines["ordered_at"].dt.strftime("%Y-%m-%d %H:%M:%S")
    )
    kept = ["source", "order_id", "line_number", "ordered_at", "status", "currency", "product_id", "product_name", "category", "brand"]
    number = load(settings, lines[[*kept, "quantity", "amount"]].to_dict("records"))
    with warehouse_engine(settings).begin() as connection:
        for name in TABLES:
            rows = arrow_table(name, world.tables[name]).to_pylist()
            connection.execute(insert(shop_tables()[name]), [{**row, "load_id": number} for row in rows])
    return build(settings)


def levels(world: World) -> pandas.DataFrame:
    """Units in the books on every evening from the opening on, with cost and whether on sale: the slow way, from the movements."""
    movements = world.tables["stock_movements"].pivot_table(index="moved_on", columns=PLACE, values="units", aggfunc="sum")
    days = pandas.date_range(world.config.first_day, world.config.as_of)
    units = movements.reindex(days).fillna(0).cumsum()
    opened = world.tables["stock_movements"].query("kind == 'Opening'").set_index(PLACE)["moved_on"]
    long = units.rename_axis("day").stack(PLACE, future_stack=True).rename("units").reset_index()
    long = long[long["day"] >= opened.reindex(pandas.MultiIndex.from_frame(long[PLACE])).to_numpy()]
    delisted = world.tables["products"].set_index("product_id")["delisted_on"].reindex(long["product_id"]).to_numpy()
    return long.assign(on_sale=pandas.isna(delisted) | (long["day"].to_numpy() <= delisted), month=long["day"].dt.to_period("M"))


def months(world: World) -> pandas.DataFrame:
    """What fct_inventory_months should hold, by product, warehouse and snapshot."""
    snapshots = world.tables["stock_snapshots"].copy()
    snapshots["month"] = snapshots["snapshot_on"].dt.to_period("M")
    evening = levels(world)
    evening["out"] = evening["on_sale"] & (evening["units"] == 0)
    by = [*PLACE, "month"]
    summed = evening.groupby(by).agg(active_days=("on_sale", "sum"), stock_out_days=("out", "sum"), unit_days=("units", "sum"))
    moved = world.tables["stock_movements"].copy()
    moved["month"] = moved["moved_on"].dt.to_period("M")
    moved["cost"] = -moved["units"] * moved["unit_cost_cents"] * moved["kind"].isin(["Sale", "Return"])
    kinds = moved.pivot_table(index=by, columns="kind", values="units", aggfunc="sum").fillna(0)
    kinds["cost_of_goods_cents"] = moved.groupby(by)["cost"].sum()
    found = snapshots.set_index(by).join(summed).join(kinds).fillna(0).reset_index()
    found["opening_units"] = found["on_hand_units"] - found[["Receipt", "Sale", "Return", "Loss", "Transfer"]].sum(axis=1)
    return found
