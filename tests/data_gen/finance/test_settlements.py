"""Settlements: every batch is the sum of what is in it, and it all adds up."""

from __future__ import annotations

import numpy
import pandas

from data_gen.finance.settlements import AMOUNTS, LAG, PROVIDERS


def test_payments_minus_refunds_minus_chargebacks_minus_fees_are_settled(clean_world):
    batches = clean_world.tables["settlements"]
    made = batches["payments_cents"] - batches["refunds_cents"] - batches["chargebacks_cents"] - batches["fees_cents"]
    assert len(batches) > 500
    assert (made == batches["settled_cents"]).all()


def test_a_batch_is_the_sum_of_its_rows(clean_world):
    tables = clean_world.tables
    won = tables["chargebacks"].dropna(subset="won_settlement_id")
    parts = {
        "payments_cents": [tables["payments"].groupby("settlement_id")["amount_cents"].sum()],
        "refunds_cents": [tables["refunds"].groupby("settlement_id")["amount_cents"].sum()],
        "chargebacks_cents": [
            tables["chargebacks"].groupby("settlement_id")["amount_cents"].sum(),
            -won.groupby("won_settlement_id")["amount_cents"].sum(),
        ],
        "fees_cents": [tables[name].groupby("settlement_id")["fee_cents"].sum() for name in ("payments", "chargebacks")],
    }
    batches = tables["settlements"].set_index("settlement_id")
    for name in AMOUNTS:
        summed = sum((part.reindex(batches.index, fill_value=0) for part in parts[name]), start=pandas.Series(0, batches.index))
        assert (summed == batches[name]).all(), name


def test_money_comes_after_days_on_a_working_day(clean_world):
    batches = clean_world.tables["settlements"]
    assert (batches["settled_on"].dt.day_of_week < 5).all()
    paid = clean_world.tables["payments"].merge(batches, on="settlement_id", suffixes=("", "_batch"))
    days = (paid["settled_on"].to_numpy("datetime64[D]") - paid["captured_at"].to_numpy("datetime64[D]")).astype(int)
    least = paid["provider"].map(LAG).to_numpy()
    assert ((days >= least) & (days <= least + 2)).all()
    assert (days.min(), days.max()) >= (2, 5)
    assert days.max() <= 7
    assert (paid["currency"] == paid["currency_batch"]).all()
    assert (paid["method"].map(PROVIDERS) == paid["provider"]).all()


def test_only_the_last_days_and_gift_cards_are_not_settled(clean_world):
    paid = clean_world.tables["payments"]
    open_ = paid[paid["settlement_id"].isna() & (paid["method"] != "Gift card")]
    oldest = pandas.Timestamp(clean_world.config.end) - open_["captured_at"].min()
    assert oldest <= pandas.Timedelta(days=max(LAG.values()) + 3)
    assert paid.loc[paid["method"] == "Gift card", "settlement_id"].isna().all()
    assert numpy.isin(clean_world.tables["refunds"].query("tender == 'Gift card'")["settlement_id"].notna(), [False]).all()
