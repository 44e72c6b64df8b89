"""What needs stock, sales and balances at once: the cash conversion cycle and what stock earns; and two ways to count orders."""

from __future__ import annotations

import datetime

import pandas
import pytest

from dashapp.auth.viewer import OPERATOR
from dashapp.filters import Filters
from dashapp.settings import Settings
from data_gen.world import World
from queries.metrics import ask
from queries.warehouse import Warehouse
from tests.warehouse.core_shop import FILTERS, in_countries, in_period
from tests.warehouse.raw_rows import table

MONTHS = Filters(date_from=datetime.date(2025, 9, 1), date_to=datetime.date(2025, 11, 30))


def asked(warehouse: Warehouse, filters: Filters, *names: str) -> dict[str, float]:
    return ask(warehouse, names, filters=filters, viewer=OPERATOR).frame.iloc[0].to_dict()


def test_the_cash_conversion_cycle_adds_up_what_its_parts_say(warehouse: Warehouse) -> None:
    inventory = asked(warehouse, MONTHS, "days_inventory_outstanding")["days_inventory_outstanding"]
    found = asked(warehouse, MONTHS, "dso", "dpo", "cash_conversion_cycle")
    assert found["cash_conversion_cycle"] == pytest.approx(inventory + found["dso"] - found["dpo"])
    assert inventory > 1


def test_gmroi_is_a_years_gross_profit_by_average_stock(world: World, warehouse: Warehouse) -> None:
    first, last = (moment(day) for day in (MONTHS.date_from, MONTHS.date_to))
    profit = asked(warehouse, MONTHS, "cm1")["cm1"] * 100
    days = pandas.date_range(world.config.first_day, last)
    moved = world.tables["stock_movements"]
    place = ["product_id", "warehouse_id"]
    evenings = moved.pivot_table(index="moved_on", columns=place, values="units", aggfunc="sum").reindex(days).fillna(0).cumsum()
    costs = world.tables["stock_snapshots"].set_index(["snapshot_on", *place])["unit_cost_cents"]
    value_days = 0.0
    for month, units in evenings.loc[first:].groupby(pandas.Grouper(freq="ME")):
        value_days += (units.sum() * costs.loc[month].reindex(units.columns).fillna(0)).sum()
    found = asked(warehouse, MONTHS, "gmroi")["gmroi"]
    assert found == pytest.approx(365 * profit / value_days)


def moment(day: datetime.date | None) -> pandas.Timestamp:
    return pandas.Timestamp(str(day))


def test_orders_with_everything_and_those_cancelled(world: World, warehouse: Warehouse) -> None:
    orders = world.tables["orders"].query("status != 'test'")
    mine = orders[in_period(orders["ordered_at"]) & in_countries(world, orders["region"])]
    gone = orders[in_countries(world, orders["region"]) & orders["cancelled_at"].notna()]
    found = asked(warehouse, FILTERS, "orders", "total_sales", "aov_total", "cancelled_order_rate")
    assert found["orders"] == len(mine)
    assert found["aov_total"] == pytest.approx(found["total_sales"] / len(mine))
    assert found["cancelled_order_rate"] == pytest.approx(in_period(gone["cancelled_at"].dropna()).sum() / len(mine))


def test_orders_on_time_in_full(world: World, warehouse: Warehouse, shop: Settings) -> None:
    orders = world.tables["orders"].query("status != 'test'")
    mine = orders[in_period(orders["ordered_at"]) & in_countries(world, orders["region"])]
    sent = world.tables["shipments"].merge(mine[["order_id"]], on="order_id")
    came = sent["delivered_at"].dt.normalize()
    sent["good"] = came <= sent["promised_on"]
    sent["due"] = came.notna() | (sent["promised_on"] < pandas.Timestamp(world.config.as_of))
    sent["late"] = sent["due"] & ~sent["good"]
    by_order = sent.groupby("order_id")[["good", "due", "late"]].agg({"good": "min", "due": "min", "late": "max"})
    due = by_order["due"] | by_order["late"]
    found = asked(warehouse, FILTERS, "order_otif_rate")["order_otif_rate"]
    assert found == pytest.approx((by_order["good"] & due).sum() / due.sum())
    assert 0.5 < found < 1
    assert table(shop, "fct_order_service", "order_key").eval("is_on_time_in_full <= is_due").all()
