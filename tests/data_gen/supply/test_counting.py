"""Counts show what was planted, and look-alikes are explained by what is on its way."""

from __future__ import annotations

import pandas
import pytest

from data_gen.world import World
from tests.data_gen.supply.shop import supplied_world

PLACE = ["product_id", "warehouse_id"]


@pytest.fixture(scope="module")
def counts(world: World) -> pandas.DataFrame:
    """Counts with what is unexplained, and the planted mismatch of their place if any."""
    counts = world.tables["stock_counts"].copy()
    counts["gap"] = counts["counted_units"] - (counts["system_units"] - counts["in_transit_units"])
    return counts.merge(world.truth["inventory_mismatches"], on=PLACE, how="left")


def of(counts: pandas.DataFrame, kind: str) -> pandas.DataFrame:
    """Counts of one type of mismatch while it lasts."""
    return counts[(counts["type"] == kind) & counts["counted_on"].between(counts["from_date"], counts["until_date"])]


def test_two_to_five_percent_of_the_places_are_planted(world: World):
    truth = world.truth["inventory_mismatches"]
    places = world.tables["stock_snapshots"].drop_duplicates(PLACE)
    assert 0.02 <= len(truth) / len(places) <= 0.05
    assert set(truth["type"]) == {"shrinkage", "lag", "unit_of_measure", "mis_scan"}
    assert not truth.duplicated(PLACE).any()


def test_elsewhere_and_before_only_small_miscounts_are_found(counts: pandas.DataFrame, world: World):
    other = world.truth["inventory_mismatches"].dropna(subset="other_product_id")
    swapped = set(zip(other["other_product_id"], other["warehouse_id"], strict=True))
    clean = counts[counts["type"].isna() | (counts["counted_on"] < counts["from_date"])]
    clean = clean[[place not in swapped for place in zip(clean["product_id"], clean["warehouse_id"], strict=True)]]
    assert clean["gap"].abs().max() <= 2
    assert 0.005 < (clean["gap"] != 0).mean() < 0.04


def test_shrinkage_drifts_downwards(counts: pandas.DataFrame):
    drift = of(counts, "shrinkage")
    age = (drift["counted_on"] - drift["from_date"]).dt.days
    assert drift.loc[age > 30, "gap"].mean() < drift.loc[age <= 15, "gap"].mean() - 1
    at_thirty_days = drift[age.between(30, 45)].groupby(PLACE)["gap"].min()
    assert (at_thirty_days < 0).mean() >= 0.9


def test_after_shrinkage_was_noticed_the_books_are_right_again(counts: pandas.DataFrame, world: World):
    after = counts[(counts["type"] == "shrinkage") & (counts["counted_on"] > counts["until_date"])]
    assert len(after)
    assert after["gap"].abs().max() <= 2
    still_on = world.truth["inventory_mismatches"].query("type == 'shrinkage'")
    last = pandas.Timestamp(world.config.as_of)
    assert (still_on.loc[still_on["until_date"] < last, "missing_units"] == 0).all()


def test_lag_heals(world: World):
    """Goods at the dock are missed for as many days as planted and never longer."""
    planted = world.truth["inventory_mismatches"].query("type == 'lag'")
    counts = world.tables["stock_counts"].merge(planted, on=PLACE)
    counts = counts[counts["counted_on"] >= counts["from_date"]]
    counts["gap"] = counts["counted_units"] - (counts["system_units"] - counts["in_transit_units"])
    received = world.tables["stock_movements"].query("kind == 'Receipt'")[[*PLACE, "moved_on"]]
    near = counts.merge(received, on=PLACE)
    waited = (near["counted_on"] - near["moved_on"]).dt.days
    fresh = near[(waited >= 0) & (waited < near["size"])].drop_duplicates([*PLACE, "counted_on"])
    assert (fresh["gap"] < -2).mean() > 0.7
    healed = counts.merge(fresh[[*PLACE, "counted_on"]], on=[*PLACE, "counted_on"], how="left", indicator=True).query(
        "_merge == 'left_only'"
    )
    assert healed["gap"].abs().max() <= 2


def test_units_of_measure_are_wrong_by_a_dozen(counts: pandas.DataFrame):
    wrong = of(counts, "unit_of_measure")
    wrong = wrong[wrong["system_units"] - wrong["in_transit_units"] >= 24]
    ratio = wrong["counted_units"] / (wrong["system_units"] - wrong["in_transit_units"])
    assert len(ratio)
    assert ((ratio - wrong["size"]).abs() <= 0.12 * wrong["size"] + 0.05).all()


def test_a_mis_scan_moves_units_between_two_products(world: World, counts: pandas.DataFrame):
    planted = world.truth["inventory_mismatches"].query("type == 'mis_scan'")
    assert (planted["size"] > 0).all()
    less = of(counts, "mis_scan")
    less = less[less["counted_on"] > less["from_date"]]
    assert (less["gap"] + less["size"]).abs().max() <= 2
    other = world.tables["stock_counts"].rename(columns={"product_id": "other_product_id"})
    more = other.merge(planted, on=["other_product_id", "warehouse_id"]).query("counted_on > from_date")
    gap = more["counted_units"] - (more["system_units"] - more["in_transit_units"])
    assert (gap - more["size"]).abs().max() <= 2


def test_stock_on_its_way_looks_like_a_mismatch_and_is_none(counts: pandas.DataFrame):
    moving = counts[(counts["in_transit_units"] > 0) & counts["type"].isna()]
    assert len(moving) > 20
    assert (moving["counted_units"] < moving["system_units"]).mean() > 0.95
    assert (moving["gap"].abs() <= 2).mean() > 0.97


def test_what_sells_most_is_counted_most_often(world: World):
    counted = world.tables["stock_counts"].groupby(PLACE).size()
    sold = -world.tables["stock_movements"].query("kind == 'Sale'").groupby(PLACE)["units"].sum()
    frame = pandas.DataFrame({"counted": counted, "sold": sold}).fillna(0)
    assert frame.nlargest(50, "sold")["counted"].median() > 5 * frame.nsmallest(400, "sold")["counted"].median()


def test_a_tiny_shop_is_counted_too():
    world = supplied_world(orders=300, products=12, months=6)
    assert len(world.tables["stock_counts"])
