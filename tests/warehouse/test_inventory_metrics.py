"""Metrics of stock and purchasing equal what pandas computes from the raw tables, under a filter."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace

import pandas
import pytest

import queries
from dashapp.auth.scope import Scope
from dashapp.auth.viewer import OPERATOR
from dashapp.filters import Filters
from dashapp.settings import Settings
from data_gen.world import World
from queries.bind import Parameter
from queries.compile import statement
from queries.metrics import ask
from queries.portable import problems
from queries.registry import Fact, facts
from queries.warehouse import Warehouse
from tests.warehouse.supply_shop import PLACE, months, published, small_world

FACTS = {"fct_stock_movements", "fct_inventory_months", "fct_purchase_order_lines", "fct_stock_counts"}
FIRST, LAST = datetime.date(2025, 10, 1), datetime.date(2025, 12, 31)
FILTERS = Filters(date_from=FIRST, date_to=LAST, brand=("Almhart",), category=("Category 1", "Category 2", "Category 4"))


@pytest.fixture(scope="module")
def world() -> World:
    return small_world()


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory, world: World) -> Iterator[Warehouse]:
    settings = Settings.from_environment({"VAR_DIR": str(tmp_path_factory.mktemp("supply"))})
    published(settings, world)
    opened = queries.open(settings)
    yield opened
    opened.close()


def asked(warehouse: Warehouse, *names: str, filters: Filters | None = FILTERS) -> dict[str, float]:
    return ask(warehouse, names, filters=filters, viewer=OPERATOR).frame.iloc[0].to_dict()


def chosen(world: World, frame: pandas.DataFrame, day: str) -> pandas.DataFrame:
    """Rows of the filtered products within the period."""
    products = world.tables["products"][["product_id", "brand", "category"]]
    joined = frame.merge(products, on="product_id")
    joined = joined[joined["brand"].isin(FILTERS.brand) & joined["category"].isin(FILTERS.category)]
    return joined[joined[day].between(pandas.Timestamp(FIRST), pandas.Timestamp(LAST))]


def test_inventory_metrics(warehouse: Warehouse, world: World):
    found = chosen(world, months(world), "snapshot_on")
    in_stock = (found["active_days"] - found["stock_out_days"]).astype(float)
    pace = (-found["Sale"]).div(in_stock.where(in_stock > 0))
    value, snapshots = found["on_hand_units"] * found["unit_cost_cents"], found["snapshot_on"].nunique()
    value_days, cost = (found["unit_days"] * found["unit_cost_cents"]).sum(), found["cost_of_goods_cents"].sum()
    expected = {
        "inventory_units": found["on_hand_units"].sum() / snapshots,
        "inventory_value": value.sum() / snapshots / 100,
        "cost_of_goods_from_stock": cost / 100,
        "inventory_turnover": 365 * cost / value_days,
        "days_inventory_outstanding": value_days / cost,
        "days_of_inventory_left": found["on_hand_units"].sum() / pace.sum(),
        "sell_through": -found["Sale"].sum() / (found["opening_units"] + found["Receipt"]).sum(),
        "stock_out_rate": found["stock_out_days"].sum() / found["active_days"].sum(),
        "stock_out_rate_by_demand": (found["stock_out_days"] * pace).sum() / (found["active_days"] * pace).sum(),
        "estimated_lost_units": (found["stock_out_days"] * pace).sum(),
        "unsold_stock_value": value[found["Sale"] == 0].sum() / snapshots / 100,
    }
    assert snapshots == 3
    assert asked(warehouse, *expected) == pytest.approx(expected)


def test_stock_of_several_months_is_a_mean_and_of_one_month_its_end(warehouse: Warehouse, world: World):
    by_month = ask(warehouse, ("inventory_value", "in_transit_units"), by=("month",), filters=FILTERS, viewer=OPERATOR).frame
    whole = asked(warehouse, "inventory_value", "in_transit_units")
    assert len(by_month) == 3
    assert by_month[["inventory_value", "in_transit_units"]].mean().to_dict() == pytest.approx(whole)
    ends = chosen(world, world.tables["stock_snapshots"], "snapshot_on")
    expected = (ends["on_hand_units"] * ends["unit_cost_cents"]).groupby(ends["snapshot_on"]).sum() / 100
    assert by_month["inventory_value"].tolist() == pytest.approx(expected.tolist())


def test_days_out_of_stock_do_not_lower_the_pace(warehouse: Warehouse, world: World):
    """One product in one warehouse and month, out of stock part of the time: its pace is that of the other days."""
    found = months(world).query("Sale < 0 and stock_out_days >= 10 and active_days > stock_out_days and on_hand_units > 0").iloc[0]
    first, last = found["snapshot_on"].replace(day=1), found["snapshot_on"]
    filters = Filters(date_from=first.date(), date_to=last.date(), product=(found["product_id"],))
    frame = ask(warehouse, ("days_of_inventory_left",), by=("warehouse",), filters=filters, viewer=OPERATOR).frame.set_index("warehouse")
    pace = -found["Sale"] / (found["active_days"] - found["stock_out_days"])
    assert frame.loc[found["warehouse_id"], "days_of_inventory_left"] == pytest.approx(found["on_hand_units"] / pace)


def test_units_on_order_do_not_touch_sell_through(warehouse: Warehouse):
    declared = facts_by_name()["fct_inventory_months"].metrics["sell_through"]
    assert "transit" not in declared.numerator + declared.denominator
    assert asked(warehouse, "in_transit_units")["in_transit_units"] > 0


def facts_by_name() -> dict[str, Fact]:
    return {fact.name: fact for fact in facts()}


def test_purchasing_metrics(warehouse: Warehouse, world: World):
    tables = world.tables
    lines = tables["purchase_order_lines"].merge(tables["purchase_orders"], on="purchase_order_id")
    inspected = tables["receipts"].merge(tables["quality_inspections"], on="receipt_id")
    by = ["purchase_order_id", "line_number"]
    summed = inspected.groupby(by)[["received_units", "inspected_units", "defective_units"]].sum()
    summed["last"] = inspected.groupby(by)["received_on"].max()
    found = chosen(world, lines.merge(summed.reset_index(), on=by, how="left"), "expected_on")
    closed, regular = found["closed_on"].notna(), found["order_type"] == "Regular"
    due = closed | (found["expected_on"] < pandas.Timestamp(world.config.as_of))
    on_time, complete = found["closed_on"] <= found["expected_on"], found["received_units"] >= found["ordered_units"]
    received = found["received_units"].fillna(0)
    expected = {
        "purchase_orders": found["purchase_order_id"].nunique(),
        "purchase_order_lines": len(found),
        "purchased_value": (found["ordered_units"] * found["unit_cost_cents"]).sum() / 100,
        "vendor_otif_rate": (on_time & complete).sum() / due.sum(),
        "vendor_on_time_rate": on_time.sum() / due.sum(),
        "vendor_complete_rate": (complete & due).sum() / due.sum(),
        "vendor_fill_rate": received[due].sum() / found.loc[due, "ordered_units"].sum(),
        "late_purchase_order_lines": (due & ~on_time).sum(),
        "vendor_lead_time": (found["last"] - found["ordered_on"])[closed & regular].dt.days.mean(),
        "defect_rate": found["defective_units"].sum() / found["inspected_units"].sum(),
        "rush_order_share": (~regular).mean(),
    }
    agreed, taken = (found["expected_on"] - found["ordered_on"]).dt.days, (found["last"] - found["ordered_on"]).dt.days
    kept = (agreed / taken).clip(upper=1)[closed & taken.notna()].mean()
    points = 40 * expected["vendor_otif_rate"] + 25 * (1 - expected["defect_rate"]) + 15 * kept
    expected["vendor_score"] = points * 100 / 80
    assert 0 < expected["vendor_otif_rate"] < 1
    assert asked(warehouse, *expected) == pytest.approx(expected)


def test_movement_metrics(warehouse: Warehouse, world: World):
    found = chosen(world, world.tables["stock_movements"], "moved_on")
    value = found["units"] * found["unit_cost_cents"] / 100
    units = found.groupby("kind")["units"].sum()
    expected = {
        "received_units": units["Receipt"],
        "received_value": value[found["kind"] == "Receipt"].sum(),
        "units_from_stock": -units["Sale"],
        "restocked_units": units["Return"],
        "written_off_units": -units["Loss"],
        "written_off_value": -value[found["kind"] == "Loss"].sum(),
    }
    assert asked(warehouse, *expected) == pytest.approx(expected)
    by_warehouse = ask(warehouse, tuple(expected), by=("warehouse",), filters=FILTERS, viewer=OPERATOR).frame
    assert len(by_warehouse) == 4
    assert by_warehouse[list(expected)].sum().to_dict() == pytest.approx(expected)


def test_count_metrics(warehouse: Warehouse, world: World):
    counts = world.tables["stock_counts"].copy()
    counts["latest"] = counts["counted_on"] == counts.groupby(PLACE)["counted_on"].transform("max")
    found = chosen(world, counts, "counted_on")
    due = found["system_units"] - found["in_transit_units"]
    missing = (due - found["counted_units"]).clip(lower=0) * found["unit_cost_cents"]
    expected = {
        "stock_counts": len(found),
        "stock_accuracy": (due == found["counted_units"]).mean(),
        "shrinkage_rate": missing.sum() / (due * found["unit_cost_cents"]).sum(),
        "missing_stock_value": missing[found["latest"]].sum() / 100,
    }
    assert 0.5 < expected["stock_accuracy"] < 1
    assert asked(warehouse, *expected) == pytest.approx(expected)


def test_a_vendor_is_found_by_its_id_and_shown_by_its_name(warehouse: Warehouse, world: World):
    frame = ask(warehouse, ("purchase_order_lines",), by=("vendor",), filters=None, viewer=OPERATOR, labels=True).frame
    lines = world.tables["purchase_order_lines"].merge(world.tables["purchase_orders"], on="purchase_order_id")
    lines = lines[lines["expected_on"] <= pandas.Timestamp(world.config.as_of)]
    assert frame.set_index("vendor")["purchase_order_lines"].to_dict() == lines.groupby("vendor_id").size().to_dict()
    assert (frame["vendor_name"] == "Maker " + frame["vendor"]).all()


def test_stock_can_be_filtered_by_vendor_and_warehouse(warehouse: Warehouse, world: World):
    snapshots = world.tables["stock_snapshots"].merge(world.tables["products"], on="product_id")
    vendors, last = ("V03", "V05"), pandas.Timestamp(world.config.as_of)
    found = snapshots[snapshots["vendor_id"].isin(vendors) & (snapshots["warehouse_id"] == "W1") & (snapshots["snapshot_on"] == last)]
    filters = Filters(date_from=last.date(), date_to=last.date(), vendor=vendors, warehouse=("W1",))
    assert len(found) > 1
    assert asked(warehouse, "inventory_units", filters=filters)["inventory_units"] == found["on_hand_units"].sum()


@pytest.mark.parametrize("fact", sorted(FACTS))
def test_every_metric_compiles_to_portable_sql_for_every_dimension(fact: str):
    declared = facts_by_name()[fact]
    for by in ((), *((name,) for name in declared.dimensions)):
        made = statement(tuple(declared.metrics), by)
        header = {"summary": "x", "grain": ", ".join(by) or "x", "columns": {column.name: {} for column in made.columns}}
        header["params"] = {name: _written(parameter) for name, parameter in made.parameters.items()}
        assert [problem for problem in problems(made.text, header) if "grain" not in problem] == []


def _written(parameter: Parameter) -> str | list[str]:
    if parameter.choices:
        return list(parameter.choices)
    kind = f"list of {parameter.type}" if parameter.many else parameter.type
    return f"{kind}?" if parameter.optional else kind


def test_a_viewer_of_one_vendor_sees_only_that_vendor(warehouse: Warehouse, world: World):
    vendor = world.tables["stock_movements"].merge(world.tables["products"], on="product_id")["vendor_id"].iloc[0]
    viewer = replace(OPERATOR, scope=Scope(vendors=(vendor,)))
    lines = (
        world.tables["stock_movements"].merge(world.tables["products"], on="product_id").query("vendor_id == @vendor and kind == 'Receipt'")
    )
    frame = ask(warehouse, ("received_units",), filters=None, viewer=viewer).frame
    assert frame["received_units"].iloc[0] == lines["units"].sum()
