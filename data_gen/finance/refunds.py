"""Refunds: what is given back after a cancellation, a return or as goodwill."""

from __future__ import annotations

import numpy
import pandas

from data_gen.finance.accounting import DAY, SECOND, end_of_world
from data_gen.identities import identities
from data_gen.world import World

GOODWILL = 0.006
GOODWILL_SHARE = (0.05, 0.25)
STORE_CREDIT = 0.07
# Days from what led to a refund until the refund, both included.
DAYS_TO_REFUND = {"Cancellation": (1, 4), "Return": (3, 10), "Goodwill": (2, 25)}


def refunds(world: World) -> None:
    """Make refunds from cancelled orders that were captured, processed returns and a few unhappy customers.

    All refunds of a payment together are never more than it. A return is refunded with the tax on its value.
    """
    random = world.random("refunds")
    paid = _paid_orders(world)
    found = pandas.concat([_cancelled(paid), _returned(world, paid), _goodwill(random, paid)], ignore_index=True)
    found["refunded_at"] = _moments(random, found)
    found = found[(found["refunded_at"] <= end_of_world(world)).to_numpy()].sort_values(["refunded_at", "order_id"], kind="stable")
    found["amount_cents"] = _within_the_payment(found)
    found = found[(found["amount_cents"] > 0).to_numpy()].reset_index(drop=True)
    world.tables["refunds"] = pandas.DataFrame(
        {
            "refund_id": identities(world, "refunds", len(found), "F"),
            **{name: found[name] for name in ("order_id", "payment_id", "return_id", "refunded_at", "reason")},
            "tender": _tender(random, found),
            **{name: found[name] for name in ("currency", "amount_cents")},
            "settlement_id": None,
        }
    )


def _paid_orders(world: World) -> pandas.DataFrame:
    """Payments with the dates and goods of their orders."""
    orders = world.tables["orders"][["order_id", "cancelled_at", "gross_cents", "discount_cents"]]
    tax = world.tables["order_items"].groupby("order_id", sort=False)["tax_cents"].sum().rename("goods_tax_cents")
    paid = world.tables["payments"][["payment_id", "order_id", "captured_at", "method", "currency", "amount_cents"]]
    return paid.rename(columns={"amount_cents": "paid_cents"}).merge(orders, on="order_id").merge(tax, on="order_id")


def _cancelled(paid: pandas.DataFrame) -> pandas.DataFrame:
    found = paid[paid["cancelled_at"].notna().to_numpy()]
    return found.assign(reason="Cancellation", return_id=None, since=found["cancelled_at"], amount_cents=found["paid_cents"])


def _returned(world: World, paid: pandas.DataFrame) -> pandas.DataFrame:
    """Processed returns of paid orders, at their value and their part of the tax."""
    returns = world.tables.get("returns")
    if returns is None:
        return paid.iloc[:0].assign(reason="Return", return_id=None, since=paid["captured_at"].iloc[:0], amount_cents=0)
    done = returns[(returns["status"] == "processed").to_numpy()][["return_id", "order_id", "processed_on", "value_cents"]]
    found = done.merge(paid, on="order_id")
    goods = numpy.maximum(found["gross_cents"] - found["discount_cents"], 1)
    with_tax = found["value_cents"] + found["value_cents"] * found["goods_tax_cents"] // goods
    return found.drop(columns="value_cents").assign(
        reason="Return", since=found["processed_on"].astype("datetime64[s]"), amount_cents=with_tax
    )


def _goodwill(random: numpy.random.Generator, paid: pandas.DataFrame) -> pandas.DataFrame:
    happy = random.random(len(paid)) >= GOODWILL
    found = paid[~happy & paid["cancelled_at"].isna().to_numpy()]
    share = random.uniform(*GOODWILL_SHARE, len(found))
    amount = (found["paid_cents"].to_numpy() * share / 100).astype("int64") * 100
    return found.assign(reason="Goodwill", return_id=None, since=found["captured_at"], amount_cents=amount)


def _moments(random: numpy.random.Generator, found: pandas.DataFrame) -> numpy.ndarray:
    low, high = (found["reason"].map({name: days[end] for name, days in DAYS_TO_REFUND.items()}).to_numpy() for end in (0, 1))
    first = numpy.maximum(found["since"].to_numpy("datetime64[D]"), found["captured_at"].to_numpy("datetime64[D]"))
    days = first + random.integers(low, high + 1) * DAY
    return days.astype("datetime64[s]") + random.integers(8 * 3600, 18 * 3600, len(found)) * SECOND


def _within_the_payment(found: pandas.DataFrame) -> pandas.Series:
    """Amounts in order of time, cut where they would together exceed the payment."""
    before = found.groupby("payment_id", sort=False)["amount_cents"].cumsum() - found["amount_cents"]
    return numpy.minimum(found["amount_cents"], numpy.maximum(found["paid_cents"] - before, 0))


def _tender(random: numpy.random.Generator, found: pandas.DataFrame) -> pandas.Series:
    tender = found["method"].where(found["method"] != "Cash on delivery", "Bank transfer")
    credit = (random.random(len(found)) < STORE_CREDIT) & (found["reason"] != "Cancellation").to_numpy()
    return tender.mask(credit, "Gift card")
