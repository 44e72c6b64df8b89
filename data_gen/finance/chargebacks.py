"""Chargebacks: cardholders dispute payments, the shop answers with evidence or not, the bank decides."""

from __future__ import annotations

import numpy
import pandas

from data_gen.finance.accounting import DAY, SECOND, chosen, end_of_world, minor_units, rates
from data_gen.identities import identities
from data_gen.texts import is_among
from data_gen.world import World

DISPUTED = 0.0016
REASONS = {"Goods not received": 0.38, "Not as described": 0.30, "Credit not processed": 0.20, "Charged twice": 0.12}
STOLEN = "Fraudulent"
NOT_RECEIVED = 0.5
FEE_CENTS = 1_500
ANSWERED = 0.72
EVIDENCE = {"Proof of delivery": 0.48, "Messages with the customer": 0.27, "Proof of refund": 0.25}
WON = {"Proof of delivery": 0.52, "Messages with the customer": 0.28, "Proof of refund": 0.66}
WON_AGAINST_STOLEN = 0.18


def chargebacks(world: World) -> None:
    """Make chargebacks of card payments, 10 to 60 days after them.

    Where an earlier stage left latent["fraud_orders"] (order_id, fraud_type, reported_at), card payments of these orders are
    disputed at that moment, those without one never.
    """
    random = world.random("chargebacks")
    cards = world.tables["payments"]
    cards = cards[(cards["method"] == "Card").to_numpy()].reset_index(drop=True)
    found = pandas.concat([_reported(world, random, cards), _honest(world, random, cards)], ignore_index=True)
    found = found[(found["received_at"] <= end_of_world(world)).to_numpy()].reset_index(drop=True)
    found["amount_cents"] = _still_disputable(world, found)
    found = found[(found["amount_cents"] > 0).to_numpy()].reset_index(drop=True)
    world.tables["chargebacks"] = _decided(world, random, found)


def _reported(world: World, random: numpy.random.Generator, cards: pandas.DataFrame) -> pandas.DataFrame:
    """Disputes of fraud and what is taken for it; whoever has the goods and wants the money back says either."""
    fraud = world.latent.get("fraud_orders")
    if fraud is None or fraud.empty:
        return cards.iloc[:0].assign(received_at=cards["captured_at"].iloc[:0], reason=STOLEN)
    reported = fraud[fraud["reported_at"].notna().to_numpy()][["order_id", "fraud_type", "reported_at"]].drop_duplicates("order_id")
    found = cards.merge(reported, on="order_id").rename(columns={"reported_at": "received_at"})
    found = found[found["received_at"].to_numpy() > found["captured_at"].to_numpy()]
    denied = (found["fraud_type"] == "Friendly").to_numpy() & (random.random(len(found)) < NOT_RECEIVED)
    return found.drop(columns="fraud_type").assign(reason=numpy.where(denied, "Goods not received", STOLEN))


def _honest(world: World, random: numpy.random.Generator, cards: pandas.DataFrame) -> pandas.DataFrame:
    """Disputes about goods and money; payments of fraudulent orders have their own."""
    fraud = world.latent.get("fraud_orders")
    spared = is_among(cards["order_id"], fraud["order_id"] if fraud is not None else [])
    found = cards[(random.random(len(cards)) < DISPUTED) & ~spared]
    moments = found["captured_at"].to_numpy("datetime64[s]") + random.integers(10 * 86_400, 60 * 86_400, len(found)) * SECOND
    return found.assign(received_at=moments, reason=chosen(random, REASONS, len(found)))


def _still_disputable(world: World, found: pandas.DataFrame) -> numpy.ndarray:
    """What was paid minus what was refunded before the dispute."""
    given = world.tables["refunds"][["payment_id", "refunded_at", "amount_cents"]].merge(
        found[["payment_id", "received_at"]], on="payment_id"
    )
    before = given[(given["refunded_at"] < given["received_at"]).to_numpy()].groupby("payment_id")["amount_cents"].sum()
    return (found["amount_cents"] - found["payment_id"].map(before).astype(float).fillna(0)).to_numpy().astype("int64")


def _decided(world: World, random: numpy.random.Generator, found: pandas.DataFrame) -> pandas.DataFrame:
    """The disputes with answer and decision, as far as they were known on the as-of day."""
    count, last = len(found), end_of_world(world).astype("datetime64[D]")
    evidence = chosen(random, EVIDENCE, count)
    received = found["received_at"].to_numpy("datetime64[D]")
    sent = received + random.integers(2, 18, count) * DAY
    answered = random.random(count) < ANSWERED
    resolved = numpy.where(answered, sent, received) + random.integers(20, 70, count) * DAY
    chance = numpy.where(found["reason"] == STOLEN, WON_AGAINST_STOLEN, pandas.Series(evidence).map(WON).to_numpy(dtype=float))
    won = answered & (random.random(count) < chance)
    outcome = numpy.where(won, "Won", numpy.where(answered, "Lost", "Accepted"))
    is_open, is_sent = resolved > last, answered & (sent <= last)
    return pandas.DataFrame(
        {
            "chargeback_id": identities(world, "chargebacks", count, "X"),
            **{name: found[name] for name in ("order_id", "payment_id", "received_at", "reason", "currency", "amount_cents")},
            "fee_cents": minor_units(numpy.full(count, FEE_CENTS), rates(world, found["currency"], found["received_at"])),
            "evidence": numpy.where(is_sent, evidence, None),
            "evidence_sent_on": numpy.where(is_sent, sent, numpy.datetime64("NaT")),
            "outcome": numpy.where(is_open, "Open", outcome),
            "resolved_on": numpy.where(is_open, numpy.datetime64("NaT"), resolved),
            "settlement_id": None,
            "won_settlement_id": None,
        }
    )
