"""Parcels leave after the order, keep most promises, and know nothing of the future."""

from __future__ import annotations

import dataclasses
import datetime

import numpy
import pandas
import pytest

from data_gen.service.shipments import STRIKE_DAYS, STRUCK, shipments
from data_gen.tables import arrow_table
from tests.data_gen.service.shop import CONFIG, ordered, shared


@pytest.fixture
def parcels() -> pandas.DataFrame:
    world = shared()
    return world.tables["shipments"].merge(
        world.tables["orders"][["order_id", "ordered_at", "status"]], on="order_id", suffixes=("", "_of_order")
    )


def test_shipments_are_as_declared(parcels: pandas.DataFrame):
    assert arrow_table("shipments", shared().tables["shipments"]).num_rows == len(parcels)
    assert parcels["shipment_id"].is_unique


def test_a_parcel_moves_forwards_and_never_into_the_future(parcels: pandas.DataFrame):
    for earlier, later in (("ordered_at", "shipped_at"), ("shipped_at", "first_scan_at"), ("first_scan_at", "delivered_at")):
        both = parcels[parcels[earlier].notna() & parcels[later].notna()]
        assert (both[earlier] < both[later]).all(), later
    assert parcels[["shipped_at", "first_scan_at", "delivered_at"]].max().max() < pandas.Timestamp(CONFIG.end)
    assert not (parcels["delivered_at"].dt.day_of_week == 6).any()
    assert not (parcels["shipped_at"].dt.day_of_week == 6).any()


def test_only_placed_orders_are_sent_and_nearly_all_of_the_old_ones_in_one_parcel(parcels: pandas.DataFrame):
    assert set(parcels["status_of_order"]) == {"placed"}
    orders = shared().tables["orders"]
    old = orders[(orders["status"] == "placed") & (orders["ordered_at"] < pandas.Timestamp("2026-03-01"))]
    assert old["order_id"].isin(parcels["order_id"]).all()
    assert 1.01 < len(parcels) / parcels["order_id"].nunique() < 1.05


def test_status_says_what_happened(parcels: pandas.DataFrame):
    assert ((parcels["status"] == "delivered") == parcels["delivered_at"].notna()).all()
    missing = parcels[parcels["delivered_at"].isna() & (parcels["shipped_at"] < pandas.Timestamp("2026-02-15"))]
    assert set(missing["status"]) == {"lost"}
    assert 0.002 < len(missing) / len(parcels) < 0.007


def test_most_promises_are_kept_and_fewer_during_the_strike(parcels: pandas.DataFrame):
    came = parcels[parcels["delivered_at"].notna()]
    late = came["delivered_at"].dt.normalize() > came["promised_on"]
    truth = shared().truth["carrier_delays"].iloc[0]
    assert truth["carrier"] == STRUCK
    began, ended = pandas.Timestamp(truth["begins_on"]), pandas.Timestamp(truth["ends_on"])
    assert (ended - began).days == STRIKE_DAYS - 1
    struck = (came["carrier"] == STRUCK) & came["ordered_at"].between(began, ended + pandas.Timedelta(days=1))
    ordinary = came["ordered_at"].dt.month.isin(range(1, 11)) & ~struck
    assert 0.03 < late[ordinary].mean() < 0.12
    assert late[struck].mean() > 3 * late[ordinary].mean()


def test_weight_is_that_of_the_lines_and_cost_grows_with_it(parcels: pandas.DataFrame):
    world = shared()
    items = world.tables["order_items"].merge(world.tables["products"], on="product_id")
    grams = (items["quantity"] * items["weight_grams"]).groupby(items["order_id"]).sum()
    old = parcels[parcels["ordered_at"] < pandas.Timestamp("2026-03-01")]
    sent = old.groupby("order_id")["weight_grams"].sum()
    assert len(sent) > 10_000
    assert (sent == grams[sent.index]).all()
    assert parcels["cost_cents"].min() > 0
    assert numpy.corrcoef(parcels["weight_grams"], parcels["cost_cents"])[0, 1] > 0.5


def test_nine_in_ten_parcels_and_more_can_be_tracked(parcels: pandas.DataFrame):
    assert parcels.loc[parcels["tracking_number"].isna(), "first_scan_at"].isna().all()
    assert 0.95 < parcels["tracking_number"].notna().mean() < 0.995


def test_ids_tell_nothing_of_time(parcels: pandas.DataFrame):
    order = parcels.sort_values("shipment_id")["shipped_at"].rank()
    assert abs(numpy.corrcoef(numpy.arange(len(order)), order)[0, 1]) < 0.03


def test_a_seed_gives_the_same_parcels_and_another_gives_others():
    again = ordered()
    shipments(again)
    assert again.tables["shipments"].equals(shared().tables["shipments"])
    other = ordered(dataclasses.replace(CONFIG, seed=12, as_of=datetime.date(2026, 3, 31)))
    shipments(other)
    assert not other.tables["shipments"]["shipped_at"].equals(again.tables["shipments"]["shipped_at"])


def test_an_order_is_picked_and_packed_once(parcels: pandas.DataFrame):
    items = shared().tables["order_items"].groupby("order_id")
    whole = parcels[parcels["ordered_at"] < pandas.Timestamp(CONFIG.as_of) - pandas.Timedelta(days=30)]
    spent = whole.groupby("order_id")[["handling_cents", "packaging_cents"]]
    charged = spent.sum()
    assert (spent.agg(lambda cents: (cents > 0).sum()) == 1).all(axis=None)
    assert numpy.corrcoef(items.size().loc[charged.index], charged["handling_cents"])[0, 1] > 0.999
    assert numpy.corrcoef(items["quantity"].sum().loc[charged.index], charged["packaging_cents"])[0, 1] > 0.999
