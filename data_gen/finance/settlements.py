"""Settlements: providers pay out what was captured, minus what was given back, disputed and kept as fees."""

from __future__ import annotations

import numpy
import pandas

from data_gen.finance.accounting import DAY, end_of_world, next_working_day
from data_gen.identities import identities
from data_gen.world import World

PROVIDERS = {
    "Card": "Paylane",
    "Wallet": "Pursely",
    "UPI": "Rupeeline",
    "Bank transfer": "House bank",
    "Cash on delivery": "Doorstep Cash",
}
# Days from the capture to the pay-out, which waits for a working day.
LAG = {"Paylane": 2, "Pursely": 3, "Rupeeline": 2, "House bank": 2, "Doorstep Cash": 5}
BATCH = ("provider", "settled_on", "currency")
AMOUNTS = ("payments_cents", "refunds_cents", "chargebacks_cents", "fees_cents")


def settlements(world: World) -> None:
    """Put payments, refunds and chargebacks into batches and make settlements of their sums.

    A batch is one provider, currency and day. What comes after the as-of day has no batch yet; gift cards never have one.
    """
    moved = pandas.concat([_payments(world), _refunds(world), *_chargebacks(world)], ignore_index=True)
    lag = moved["provider"].map(LAG).where(moved["table"] == "payments", 1).to_numpy("int64")
    moved["settled_on"] = next_working_day(moved["day"].to_numpy("datetime64[D]") + lag * DAY).astype("datetime64[s]")
    moved = moved[(moved["settled_on"] <= end_of_world(world)).to_numpy()].reset_index(drop=True)
    sums = moved.groupby(["provider", "settled_on", "currency"])[
        ["payments_cents", "refunds_cents", "chargebacks_cents", "fees_cents"]
    ].sum()
    batches = sums.reset_index()
    batches["settled_cents"] = sums.to_numpy() @ numpy.array([1, -1, -1, -1])
    batches.insert(0, "settlement_id", identities(world, "settlements", len(batches), "B"))
    world.tables["settlements"] = batches
    numbered = moved.merge(batches[["settlement_id", *BATCH]], on=list(BATCH))
    for (table, column), rows in numbered.groupby(["table", "column"]):
        filled = world.tables[table]
        key = filled.columns[0]
        world.tables[table] = filled.assign(**{column: filled[key].map(rows.set_index("id")["settlement_id"])})


def _moved(table: str, identifier: pandas.Series, method: pandas.Series, day: pandas.Series, currency: pandas.Series) -> pandas.DataFrame:
    """Rows of one table that a provider books, without amounts yet."""
    columns = {"table": table, "column": "settlement_id", "id": identifier, "provider": method.map(PROVIDERS), "day": day}
    amounts = dict.fromkeys(AMOUNTS, 0)
    return pandas.DataFrame(columns | {"currency": currency} | amounts)


def _payments(world: World) -> pandas.DataFrame:
    made = world.tables["payments"]
    moved = _moved("payments", made["payment_id"], made["method"], made["captured_at"], made["currency"])
    moved = moved.assign(payments_cents=made["amount_cents"], fees_cents=made["fee_cents"])
    return moved[moved["provider"].notna().to_numpy()]


def _refunds(world: World) -> pandas.DataFrame:
    made = world.tables["refunds"]
    moved = _moved("refunds", made["refund_id"], made["tender"], made["refunded_at"], made["currency"])
    return moved.assign(refunds_cents=made["amount_cents"])[moved["provider"].notna().to_numpy()]


def _chargebacks(world: World) -> list[pandas.DataFrame]:
    """Taken off when they are received, given back when they are won."""
    made = world.tables["chargebacks"]
    card = pandas.Series("Card", made.index)
    received = _moved("chargebacks", made["chargeback_id"], card, made["received_at"], made["currency"])
    received = received.assign(chargebacks_cents=made["amount_cents"], fees_cents=made["fee_cents"])
    won = _moved("chargebacks", made["chargeback_id"], card, made["resolved_on"], made["currency"])
    won = won.assign(chargebacks_cents=-made["amount_cents"], column="won_settlement_id")
    return [received, won[(made["outcome"] == "Won").to_numpy()]]
