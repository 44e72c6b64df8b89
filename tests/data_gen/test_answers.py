"""The truth about customers agrees with what they did."""

from __future__ import annotations

import numpy
import pytest

from data_gen.lifetimes import expected_repeats
from data_gen.purchases import curve_of
from data_gen.seasons import AHEAD


def test_active_customers_order_as_often_as_expected(small_world):
    """Of who was still there 90 days before the end: the orders that the truth would have expected then are those that came."""
    customers, days = small_world.latent["customers"].frame, small_world.config.days
    time, cut = small_world.latent["business_time"], small_world.config.days - AHEAD
    there = customers["ordering"] & ~customers["wholesale"] & (customers["first_at"] < cut) & (customers["dropped_at"] >= cut)
    who = numpy.flatnonzero(there)
    kind = curve_of(customers, who)
    left = time.passed[kind, days] - time.passed[kind, cut]
    expected = expected_repeats(customers["rate"].to_numpy()[who], customers["drop_out"].to_numpy()[who], left)
    orders = small_world.latent["orders"]
    came = orders[(orders["day"] >= cut) & (orders["kind"] == "organic") & orders["customer"].isin(who)]
    assert len(came) == pytest.approx(expected.sum(), rel=0.06)
    often = who[expected > numpy.quantile(expected, 0.9)]
    assert came["customer"].isin(often).sum() == pytest.approx(expected[numpy.isin(who, often)].sum(), rel=0.1)


def test_who_dropped_out_has_no_later_order(small_world):
    truth, orders = small_world.truth["customers"], small_world.tables["orders"]
    last = orders[orders["status"] != "test"].groupby("customer_id")["ordered_at"].max().rename("last")
    gone = truth[truth["dropped_out_at"].notna()].merge(last, on="customer_id")
    late = gone["last"] - gone["dropped_out_at"]
    assert (late.dt.days <= 1).all()
    assert (gone["is_alive"] == 0).all()
    assert (gone["expected_orders_90_days"] == 0).all()


def test_most_customers_are_known_to_be_gone_or_there(small_world):
    truth = small_world.truth["customers"]
    never = ~truth["customer_id"].isin(small_world.tables["orders"]["customer_id"])
    assert (truth.loc[never, "expected_orders_90_days"] == 0).all()
    assert 0.4 < truth["is_alive"].mean() < 0.7
    assert truth.loc[truth["is_alive"] == 1, "expected_orders_90_days"].gt(0).all()


def test_spending_follows_what_drives_it(small_world):
    """Mean order values of customers with several orders go with their planted factor."""
    orders = small_world.tables["orders"].merge(small_world.tables["regions"].drop(columns="currency"), on="region")
    rates = small_world.tables["exchange_rates"].groupby("currency")["rate"].mean()
    value = numpy.log(orders["gross_cents"] * orders["currency"].map(rates))
    means = value.groupby(orders["customer_id"]).agg(["mean", "size"])
    truth = small_world.truth["customers"].set_index("customer_id")
    several = means[(means["size"] >= 5) & (truth["is_wholesale"].reindex(means.index) == 0)]
    factor = numpy.log(truth["spend_factor"].reindex(several.index))
    assert numpy.corrcoef(several["mean"], factor)[0, 1] > 0.7
    assert numpy.polyfit(factor, several["mean"], 1)[0] == pytest.approx(0.85, abs=0.2)


def test_frequency_and_value_are_independent(small_world):
    """The model of spending needs it."""
    truth = small_world.truth["customers"]
    retail = truth[truth["is_wholesale"] == 0]
    of_kind = retail.groupby("archetype")
    within = [numpy.corrcoef(group["daily_rate"], numpy.log(group["spend_factor"]))[0, 1] for _, group in of_kind]
    assert numpy.abs(within).max() < 0.12
