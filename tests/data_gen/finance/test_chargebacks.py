"""Chargebacks: few, of cards, weeks later, with an end that follows from the answer."""

from __future__ import annotations

import pandas
import pytest

from data_gen.finance.chargebacks import STOLEN, chargebacks
from data_gen.world import World


@pytest.fixture(scope="module")
def many(clean_world) -> World:
    """The same world as if every tenth card order were reported as fraud."""
    cards = clean_world.tables["payments"].query("method == 'Card'")
    chosen = cards.iloc[::10]
    fraud = pandas.DataFrame(
        {
            "order_id": chosen["order_id"],
            "fraud_type": ["Stolen card", "Friendly"] * (len(chosen) // 2) + ["Stolen card"] * (len(chosen) % 2),
            "reported_at": chosen["captured_at"] + pandas.Timedelta(days=30),
        }
    )
    world = World(clean_world.config, tables=dict(clean_world.tables), latent={"fraud_orders": fraud})
    chargebacks(world)
    return world


def of_payments(world: World) -> pandas.DataFrame:
    return world.tables["chargebacks"].merge(world.tables["payments"], on="payment_id", suffixes=("", "_paid"))


def test_honest_disputes_are_rare_and_late(clean_world):
    world = World(clean_world.config, tables=dict(clean_world.tables))
    chargebacks(world)
    found = of_payments(world)
    cards = (world.tables["payments"]["method"] == "Card").sum()
    assert 0 < len(found) < 0.006 * cards
    days = (found["received_at"] - found["captured_at"]).dt.days
    assert days.between(10, 60).all()
    assert STOLEN not in set(found["reason"])


def test_only_cards_and_never_more_than_paid(many):
    found = of_payments(many)
    assert (found["method"] == "Card").all()
    assert (found["amount_cents"] <= found["amount_cents_paid"]).all()
    assert (found["amount_cents"] > 0).all()


def test_reported_fraud_is_disputed_at_that_moment(many):
    fraud = many.latent["fraud_orders"].set_index("order_id")
    found = many.tables["chargebacks"]
    reported = found[found["order_id"].isin(fraud.index)]
    assert (reported["received_at"].to_numpy() == fraud.loc[reported["order_id"], "reported_at"].to_numpy()).all()
    stolen = fraud.loc[reported["order_id"], "fraud_type"].to_numpy() == "Stolen card"
    assert (reported["reason"][stolen] == STOLEN).all()
    assert set(reported["reason"][~stolen]) == {STOLEN, "Goods not received"}


def test_outcomes_follow_answers(many):
    found = many.tables["chargebacks"]
    assert {"Won", "Lost", "Accepted", "Open"} == set(found["outcome"])
    decided = found["outcome"] != "Open"
    assert (found["resolved_on"].notna() == decided).all()
    assert found.loc[found["outcome"].isin(["Won", "Lost"]), "evidence"].notna().all()
    assert found.loc[found["outcome"] == "Accepted", "evidence"].isna().all()
    answered = found[found["evidence"].notna()]
    assert (answered["evidence_sent_on"].to_numpy() > answered["received_at"].to_numpy("datetime64[D]")).all()
    assert found["resolved_on"].max() < pandas.Timestamp(many.config.end)
    won = found[decided].groupby("reason")["outcome"].agg(lambda outcomes: (outcomes == "Won").mean())
    assert won["Goods not received"] > won[STOLEN]
