"""The books add up, to the unit, for every product, warehouse and day."""

from __future__ import annotations

import numpy
import pandas
import pytest

from data_gen.supply.books import month_ends
from data_gen.tables import arrow_table, declared
from data_gen.world import World
from tests.data_gen.supply.shop import supplied_world

PLACE = ["product_id", "warehouse_id"]
MADE = [
    *("purchase_orders", "purchase_order_lines", "receipts", "quality_inspections"),
    *("stock_movements", "stock_snapshots", "stock_counts"),
]


def units_by(frame: pandas.DataFrame, by: list[str], units: str) -> dict[tuple, int]:
    summed = frame.groupby(by)[units].sum()
    return summed[summed != 0].to_dict()


def test_every_table_is_as_declared_and_its_key_unique(world: World):
    for name in MADE:
        arrow_table(name, world.tables[name])
        assert not world.tables[name].duplicated(list(declared()[name].key)).any(), name


def test_the_same_seed_gives_the_same_books_and_another_seed_others():
    one, again, other = (supplied_world(seed=seed, orders=2_000, products=60, months=12) for seed in (5, 5, 6))
    for name in MADE:
        pandas.testing.assert_frame_equal(one.tables[name], again.tables[name])
    assert not one.tables["stock_movements"].equals(other.tables["stock_movements"])


def test_stock_is_never_negative(world: World):
    movements = world.tables["stock_movements"]
    daily = movements.groupby([*PLACE, "moved_on"])["units"].sum()
    assert daily.groupby(PLACE).cumsum().min() >= 0


def test_snapshots_are_the_movements_until_then(world: World):
    movements, snapshots = world.tables["stock_movements"], world.tables["stock_snapshots"]
    taken = snapshots["snapshot_on"].unique()
    assert len(taken) == world.config.size.months + 1
    for day in taken:
        until = movements[movements["moved_on"] <= day].groupby(PLACE)["units"].sum()
        shown = snapshots[snapshots["snapshot_on"] == day].set_index(PLACE)["on_hand_units"]
        assert shown.sort_index().equals(until.sort_index().astype(shown.dtype).rename("on_hand_units")), day


def test_sales_are_what_orders_say(world: World):
    orders = world.tables["orders"].query("status == 'placed'")
    sold = world.tables["order_items"].merge(orders, on="order_id")
    sold["moved_on"] = sold["ordered_at"].dt.normalize()
    movements = world.tables["stock_movements"].query("kind == 'Sale'").assign(units=lambda frame: -frame["units"])
    assert units_by(sold, [*PLACE, "moved_on"], "quantity") == units_by(movements, [*PLACE, "moved_on"], "units")


def test_resaleable_returns_come_back_and_no_others(world: World):
    returns = world.tables["returns"].merge(world.tables["orders"], on="order_id")
    resold = returns[(returns["is_resaleable"] == 1) & returns["processed_on"].notna()].rename(columns={"processed_on": "moved_on"})
    movements = world.tables["stock_movements"].query("kind == 'Return'")
    assert units_by(resold, [*PLACE, "moved_on"], "quantity") == units_by(movements, [*PLACE, "moved_on"], "units")


def test_books_work_before_there_are_returns():
    world = supplied_world(orders=2_000, products=60, months=12, returns=False)
    assert "Return" not in set(world.tables["stock_movements"]["kind"])
    assert world.tables["stock_movements"].groupby(PLACE)["units"].sum().min() >= 0


def test_receipts_and_their_defects_are_in_the_books(world: World):
    tables = world.tables
    lines = tables["receipts"].merge(tables["purchase_order_lines"], on=["purchase_order_id", "line_number"])
    received = lines.merge(tables["purchase_orders"][["purchase_order_id", "warehouse_id"]], on="purchase_order_id")
    movements = tables["stock_movements"].query("kind == 'Receipt'").rename(columns={"moved_on": "received_on"})
    by = [*PLACE, "received_on"]
    assert units_by(received, by, "received_units") == units_by(movements, by, "units")
    bad = received.merge(tables["quality_inspections"], on="receipt_id").query("defective_units > 0")
    lost = tables["stock_movements"].query("kind == 'Loss'").rename(columns={"moved_on": "received_on"}).set_index(by)["units"]
    assert (-lost.reindex(pandas.MultiIndex.from_frame(bad[by])).to_numpy() >= bad["defective_units"].to_numpy()).all()


def test_transfers_leave_the_sum_of_all_warehouses_alone(world: World):
    transfers = world.tables["stock_movements"].query("kind == 'Transfer'")
    assert len(transfers)
    assert (transfers.groupby(["product_id", "moved_on"])["units"].sum() == 0).all()


def test_unit_costs_are_those_of_the_day(world: World):
    movements = world.tables["stock_movements"].sample(500, random_state=1)
    history = world.tables["cost_history"].sort_values("valid_from")
    for row in movements.itertuples():
        known = history[(history["product_id"] == row.product_id) & (history["valid_from"] <= row.moved_on)]
        assert row.unit_cost_cents == known["cost_cents"].iloc[-1]


def test_month_ends_are_last_days_of_months_and_the_last_day():
    opening = numpy.datetime64("2024-01-15")
    assert (opening + month_ends(opening, 60)).astype(str).tolist() == ["2024-01-31", "2024-02-29", "2024-03-14"]


def test_stock_outs_are_runs_of_empty_days_without_sales(world: World):
    outs, stock, places = world.truth["stock_outs"], world.latent["stock"], world.latent["stock_places"]
    there = stock.on_hand - stock.missing - stock.transit
    product, warehouse = pandas.Index(places.product_ids), pandas.Index(places.warehouse_ids)
    assert 0.005 < outs["days"].sum() / places.stocked.sum() / places.days < 0.08
    for row in outs.sample(200, random_state=1).itertuples():
        place = product.get_loc(row.product_id) * places.warehouses + warehouse.get_loc(row.warehouse_id)
        first, last = ((date.to_datetime64().astype("datetime64[D]") - places.opening).astype(int) for date in (row.from_date, row.to_date))
        assert (there[first : last + 1, place] == 0).all()
        assert (
            places.sales[first + 1 : last + 1, place]
            <= places.returned[first + 1 : last + 1, place] + stock.movements["Receipt"][first + 1 : last + 1, place]
        ).all()
        assert row.books_showed_stock == (stock.on_hand[first, place] > 0)


def test_lost_units_are_what_the_expected_rate_asks_for(world: World):
    outs = world.truth["stock_outs"]
    expected = (outs["expected_units_a_day"] * (outs["days"] - 1)).sum()
    assert outs["lost_units"].sum() == pytest.approx(expected, abs=4 * numpy.sqrt(expected))
