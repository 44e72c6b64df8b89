"""Shops so small that there may be no fraud, no dispute or no gift card are made as well, and their books add up."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from data_gen.config import Config, Size
from data_gen.stages import LAST_READERS, STAGES
from data_gen.tables import arrow_table, declared
from data_gen.truth import write_truth
from data_gen.world import World, make_world

CASES = [
    (customers, seed, profile)
    for customers, seeds in ((50, (1, 2, 3)), (200, (1, 2)), (800, (1, 2)))
    for seed in seeds
    for profile in ("normal", "plain")
]
PLACE = ["product_id", "warehouse_id"]


def config(customers: int, seed: int, profile: str, *, flaws: bool = False) -> Config:
    size = Size(customers, orders=customers * 5 // 2, products=200, months=12, identified_journeys=customers // 2)
    return Config(seed, size, datetime.date(2026, 3, 31), profile, flaws=flaws)


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"{case[0]} customers, seed {case[1]}, {case[2]}")
def world(request: pytest.FixtureRequest) -> World:
    return make_world(config(*request.param), STAGES, last_readers=LAST_READERS)


def test_every_table_is_as_declared_and_its_key_unique(world: World, tmp_path: Path):
    assert set(world.tables) == set(declared())
    for name, frame in world.tables.items():
        arrow_table(name, frame)
        assert not frame.duplicated(list(declared()[name].key)).any(), name
    write_truth(world, tmp_path)


def test_orders_are_the_sum_of_their_lines(world: World):
    orders, lines = world.tables["orders"].set_index("order_id"), world.tables["order_items"]
    sums = lines.assign(gross_cents=lines["unit_price_cents"] * lines["quantity"]).groupby("order_id")
    for name in ("gross_cents", "discount_cents", "tax_cents"):
        assert (sums[name].sum().reindex(orders.index) == orders[name]).all(), name
    parts = orders["gross_cents"] - orders["discount_cents"] + orders["shipping_cents"] + orders["tax_cents"]
    assert (parts == orders["total_cents"]).all()


def test_nobody_gets_back_more_than_was_paid_and_batches_add_up(world: World):
    tables = world.tables
    paid = tables["payments"].set_index("payment_id")["amount_cents"]
    for name in ("refunds", "chargebacks"):
        given = tables[name].groupby("payment_id")["amount_cents"].sum()
        assert (given <= paid.reindex(given.index)).all(), name
    batches = tables["settlements"].set_index("settlement_id")
    made = batches["payments_cents"] - batches["refunds_cents"] - batches["chargebacks_cents"] - batches["fees_cents"]
    assert (made == batches["settled_cents"]).all()
    captured = tables["payments"].groupby("settlement_id")["amount_cents"].sum().reindex(batches.index, fill_value=0)
    assert (captured == batches["payments_cents"]).all()


def test_gift_cards_are_never_overdrawn(world: World):
    moved = world.tables["gift_card_movements"].sort_values("moved_at", kind="stable")
    signed = moved["amount_cents"].where(moved["movement"] == "issued", -moved["amount_cents"])
    assert (signed.groupby(moved["gift_card_id"]).cumsum() >= 0).all()


def test_stock_is_what_moved_and_never_negative(world: World):
    movements, snapshots = world.tables["stock_movements"], world.tables["stock_snapshots"]
    assert movements.groupby([*PLACE, "moved_on"])["units"].sum().groupby(PLACE).cumsum().min() >= 0
    last = snapshots[snapshots["snapshot_on"] == snapshots["snapshot_on"].max()].set_index(PLACE)["on_hand_units"]
    moved = movements.groupby(PLACE)["units"].sum().reindex(last.index)
    assert (moved == last).all()


def test_some_of_these_shops_have_no_chargeback():
    """What this file is for."""
    assert make_world(config(50, 1, "plain"), STAGES).tables["chargebacks"].empty


@pytest.mark.parametrize("customers", [50, 200, 800])
def test_mistakes_are_planted_into_tiny_shops_too(customers: int):
    world = make_world(config(customers, 1, "normal", flaws=True), STAGES, last_readers=LAST_READERS)
    assert world.truth["flaws"]["rule"].nunique() >= 15
    for name, frame in world.tables.items():
        arrow_table(name, frame)
