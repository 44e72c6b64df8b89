"""What was planted in the vendors can be found in the deliveries, and nothing else."""

from __future__ import annotations

import numpy
import pandas
import pytest
from scipy import stats

from data_gen.supply.vendor_terms import LATE_FACTOR, LATE_VENDORS, delayed
from data_gen.world import World


@pytest.fixture(scope="module")
def lines(world: World) -> pandas.DataFrame:
    """Closed regular lines with lead time as a part of the agreed one, units received, and whether the strike touched them."""
    tables, strike = world.tables, world.truth["supply_events"].iloc[0]
    received = tables["receipts"].groupby(["purchase_order_id", "line_number"])["received_units"].sum().rename("received")
    found = tables["purchase_order_lines"].dropna(subset="closed_on").merge(tables["purchase_orders"].query("order_type == 'Regular'"))
    found = found.merge(received.reset_index(), how="left")
    agreed = (found["expected_on"] - found["ordered_on"]).dt.days
    found["lead"] = (found["closed_on"] - found["ordered_on"]).dt.days / agreed
    found["touched"] = found["closed_on"].between(strike["from_date"], strike["to_date"] + pandas.Timedelta(days=25))
    return found


def before_and_after(lines: pandas.DataFrame, vendor: str, day: pandas.Timestamp) -> tuple[pandas.Series, pandas.Series]:
    """Lead times of whole orders, without those that the strike touched."""
    own = (
        lines[(lines["vendor_id"] == vendor) & ~lines["touched"]]
        .groupby("purchase_order_id")
        .agg(lead=("lead", "min"), on=("ordered_on", "first"))
    )
    return own.loc[own["on"] < day, "lead"], own.loc[own["on"] >= day, "lead"]


def test_three_vendors_become_late_and_it_is_found(world: World, lines: pandas.DataFrame):
    late = world.truth["suppliers"].query("effect == 'late'")
    assert len(late) == LATE_VENDORS
    assert (late["p90_share_of_agreed_after"] == LATE_FACTOR * late["p90_share_of_agreed"]).all()
    for vendor in late.itertuples():
        before, after = before_and_after(lines, vendor.vendor_id, vendor.from_date)
        assert stats.mannwhitneyu(after, before, alternative="greater").pvalue < 0.01
        assert after.quantile(0.9) / before.quantile(0.9) == pytest.approx(LATE_FACTOR, rel=0.35)


def test_the_others_do_not_change(world: World, lines: pandas.DataFrame):
    middle = pandas.Timestamp(world.config.first_day) + pandas.Timedelta(days=world.config.days // 2)
    steady = world.truth["suppliers"].query("effect == 'none'")["vendor_id"]
    found = [stats.mannwhitneyu(*before_and_after(lines, vendor, middle)).pvalue < 0.01 for vendor in steady]
    assert sum(found) <= 2


def test_one_vendor_is_early_and_short(world: World, lines: pandas.DataFrame):
    short = world.truth["suppliers"].query("effect == 'early_short'")
    assert len(short) == 1
    own = lines["vendor_id"] == short["vendor_id"].iloc[0]
    fill = lines.groupby(own)[["received", "ordered_units"]].sum()
    assert fill.loc[True, "received"] / fill.loc[True, "ordered_units"] == pytest.approx(short["fill_share"].iloc[0], abs=0.05)
    assert fill.loc[False, "received"] / fill.loc[False, "ordered_units"] > 0.97
    assert lines.loc[own & ~lines["touched"], "lead"].median() < lines.loc[~own & ~lines["touched"], "lead"].median()


def test_defect_rates_are_the_vendors(world: World):
    tables = world.tables
    inspected = tables["quality_inspections"].merge(tables["receipts"]).merge(tables["purchase_orders"])
    found = inspected.groupby("vendor_id")[["defective_units", "inspected_units"]].sum()
    truth = world.truth["suppliers"].set_index("vendor_id")["defect_rate"]
    assert truth.between(0.01, 0.06).all()
    error = numpy.sqrt(truth * (1 - truth) / found["inspected_units"])
    assert ((found["defective_units"] / found["inspected_units"] - truth).abs() < 4 * error).all()


def test_nothing_ordered_regularly_comes_in_during_the_strike(world: World):
    strike = world.truth["supply_events"].iloc[0]
    tables = world.tables
    first = (
        tables["receipts"]
        .merge(tables["purchase_orders"].query("order_type == 'Regular'"))
        .groupby(["purchase_order_id"])["received_on"]
        .min()
    )
    days = first[first.between(strike["from_date"], strike["to_date"])]
    # Only what had been due in the first days may be delayed to within it.
    assert (days >= strike["from_date"] + pandas.Timedelta(days=int(strike["least_delay_days"]))).all()
    usual = first[first.between(strike["from_date"] - pandas.Timedelta(days=30), strike["from_date"] - pandas.Timedelta(days=1))]
    assert len(days) < len(usual)


def test_a_delay_is_only_for_what_would_come_in_during_the_strike():
    arrival = numpy.array([9, 10, 19, 20])
    came = delayed(numpy.random.default_rng(1), arrival, (10, 19))
    assert (came[[0, 3]] == [9, 20]).all()
    assert ((came[[1, 2]] - arrival[[1, 2]]) >= 8).all()
