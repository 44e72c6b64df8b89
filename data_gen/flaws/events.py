"""Flaws of what follows an order: payments, refunds, returns. A rule whose table the world does not have plants nothing."""

from __future__ import annotations

from collections.abc import Callable

import numpy
import pandas

from data_gen.flaws.ledger import Ledger

DUPLICATED_PAYMENTS = 0.002
EXCESSIVE_REFUNDS = 0.004
EARLY_RETURNS = 0.003
RETURNED_TOO_MANY = 0.003


def _where(table: str) -> Callable[[Callable[[Ledger], None]], Callable[[Ledger], None]]:
    """Run a rule only where its table has rows."""

    def decorate(rule: Callable[[Ledger], None]) -> Callable[[Ledger], None]:
        return lambda ledger: rule(ledger) if table in ledger.tables else None

    return decorate


@_where("payments")
def duplicated_payments(ledger: Ledger) -> None:
    """Payments that were captured once more within a minute, with an id of their own."""
    frame = ledger.tables["payments"]
    captured = frame["captured_at"].to_numpy().astype("datetime64[s]")
    places = ledger.choose("payments", DUPLICATED_PAYMENTS, captured + numpy.timedelta64(60, "s") < ledger.as_of)
    again = frame.iloc[places].copy()
    again["payment_id"] = ledger.unused_ids("payments", "payment_id", len(places))
    again["captured_at"] = captured[places] + ledger.random.integers(1, 60, len(places)).astype("timedelta64[s]")
    ledger.add("duplicated_payments", "payments", again.astype(frame.dtypes.to_dict()))


@_where("refunds")
def excessive_refunds(ledger: Ledger) -> None:
    """Refunds of more than was paid: the amount is ten times too high. A partial refund is not one."""
    frame = ledger.tables["refunds"]
    paid = frame["payment_id"].map(ledger.tables["payments"].set_index("payment_id")["amount_cents"])
    places = ledger.choose("refunds", EXCESSIVE_REFUNDS, frame["amount_cents"] * 10 > paid)
    ledger.change("excessive_refunds", "refunds", places, {"amount_cents": frame["amount_cents"].to_numpy()[places] * 10})


@_where("returns")
def early_returns(ledger: Ledger) -> None:
    """Returns asked for before the order was placed."""
    frame = ledger.tables["returns"]
    ordered = frame["order_id"].map(ledger.tables["orders"].set_index("order_id")["ordered_at"]).to_numpy().astype("datetime64[s]")
    places = ledger.choose("returns", EARLY_RETURNS, ~numpy.isnat(ordered))
    early = ordered[places] - ledger.random.integers(86400, 90 * 86400, len(places)).astype("timedelta64[s]")
    ledger.change("early_returns", "returns", places, {"requested_at": early})


@_where("returns")
def returned_too_many(ledger: Ledger) -> None:
    """Returns of one to three units more than were bought."""
    frame, line = ledger.tables["returns"], ["order_id", "line_number"]
    places = ledger.choose("returns", RETURNED_TOO_MANY)
    bought = ledger.tables["order_items"].set_index(line)["quantity"]
    units = bought.reindex(pandas.MultiIndex.from_frame(frame[line].iloc[places])).abs().to_numpy(dtype=float, na_value=0)
    more = numpy.maximum(units, frame["quantity"].to_numpy(dtype=float)[places]) + ledger.random.integers(1, 4, len(places))
    ledger.change("returned_too_many", "returns", places, {"quantity": more.astype(int)})


RULES = (duplicated_payments, excessive_refunds, early_returns, returned_too_many)
