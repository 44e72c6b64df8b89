"""Refunds: never more than was paid, and in the days that shops take."""

from __future__ import annotations

import pandas
import pytest

from data_gen.finance.refunds import DAYS_TO_REFUND


@pytest.fixture(scope="module")
def refunds(clean_world) -> pandas.DataFrame:
    """Refunds with their payments."""
    paid = clean_world.tables["payments"][["payment_id", "order_id", "amount_cents", "currency", "method", "captured_at"]]
    return clean_world.tables["refunds"].merge(paid, on="payment_id", suffixes=("", "_paid"))


def test_together_they_are_never_more_than_the_payment(clean_world, refunds):
    assert len(refunds) == len(clean_world.tables["refunds"]) > 100
    given = refunds.groupby("payment_id").agg(given=("amount_cents", "sum"), paid=("amount_cents_paid", "first"))
    assert (given["given"] <= given["paid"]).all()
    assert (refunds["amount_cents"] > 0).all()
    assert (refunds["currency"] == refunds["currency_paid"]).all()
    assert (refunds["order_id"] == refunds["order_id_paid"]).all()


def test_a_cancelled_order_is_refunded_whole(clean_world, refunds):
    cancelled = refunds[refunds["reason"] == "Cancellation"].merge(clean_world.tables["orders"], on="order_id")
    assert (cancelled["amount_cents"] == cancelled["total_cents"]).all()
    assert (cancelled["status"] == "cancelled").all()
    assert (cancelled["refunded_at"] > cancelled["cancelled_at"]).all()


def test_a_return_is_refunded_with_its_tax_within_days(clean_world, refunds):
    back = refunds[refunds["reason"] == "Return"].merge(clean_world.tables["returns"], on="return_id", suffixes=("", "_returned"))
    assert len(back) > 50
    assert (back["status"] == "processed").all()
    days = (back["refunded_at"].to_numpy("datetime64[D]") - back["processed_on"].to_numpy("datetime64[D]")).astype(int)
    least, most = DAYS_TO_REFUND["Return"]
    assert days.min() >= least
    on_time = days <= most
    late = back[~on_time]
    assert (late["captured_at"] > late["processed_on"].astype("datetime64[s]")).all(), "only what was paid late is refunded late"
    whole = back["amount_cents"] >= back["value_cents"]
    assert whole.mean() > 0.97, "cut only where goodwill went before"


def test_cash_comes_back_another_way(refunds):
    cash = refunds[refunds["method"] == "Cash on delivery"]
    assert not cash.empty
    assert set(cash["tender"]) <= {"Bank transfer", "Gift card"}
    others = refunds[refunds["method"] != "Cash on delivery"]
    assert ((others["tender"] == others["method"]) | (others["tender"] == "Gift card")).all()
