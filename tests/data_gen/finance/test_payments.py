"""Payments: what was captured is what the order came to, and nobody pays twice."""

from __future__ import annotations

import numpy
import pandas

from data_gen.finance.payments import AUTHORISED_METHODS, CROSS_BORDER_FEE, FEES, MOST_DECLINES, payments
from data_gen.world import World

SLOWEST = pandas.Timedelta(days=9)


def with_orders(world: World, table: str) -> pandas.DataFrame:
    return world.tables[table].merge(world.tables["orders"], on="order_id", suffixes=("", "_of_order"))


def alone(world: World, **latent: object) -> World:
    """The stage of payments by itself, over the same orders."""
    again = World(world.config, tables=dict(world.tables), latent={**world.latent, "kpi_events": None, **latent})
    payments(again)
    return again


def test_a_payment_is_the_total_of_its_order(clean_world):
    paid = with_orders(clean_world, "payments")
    assert len(paid) == len(clean_world.tables["payments"]) > 1_000
    assert (paid["amount_cents"] == paid["total_cents"]).all()
    assert (paid["currency"] == paid["currency_of_order"]).all()
    assert (paid["method"] == paid["payment_method"]).all()
    assert paid["order_id"].is_unique


def test_every_order_placed_is_paid_once_there_was_time(clean_world):
    orders = clean_world.tables["orders"]
    old = orders["ordered_at"] < pandas.Timestamp(clean_world.config.end) - SLOWEST
    placed = orders[(orders["status"] == "placed") & old]
    assert placed["order_id"].isin(clean_world.tables["payments"]["order_id"]).all()
    tests = orders.loc[orders["status"] == "test", "order_id"]
    assert not clean_world.tables["payments"]["order_id"].isin(tests).any()


def test_a_cancelled_order_was_paid_before_or_never(clean_world):
    paid = with_orders(clean_world, "payments")
    cancelled = paid[paid["status"] == "cancelled"]
    every = (clean_world.tables["orders"]["status"] == "cancelled").sum()
    assert 0 < len(cancelled) < every
    assert (cancelled["captured_at"] < cancelled["cancelled_at"]).all()


def test_attempts_end_with_the_authorised_one(clean_world):
    attempts = clean_world.tables["payment_attempts"].sort_values(["order_id", "attempt_number"])
    of_order = attempts.groupby("order_id")
    assert (of_order.cumcount() + 1 == attempts["attempt_number"]).all()
    assert attempts["attempt_number"].max() <= MOST_DECLINES + 1
    last = of_order["attempt_number"].transform("max") == attempts["attempt_number"]
    assert (attempts.loc[~last, "is_authorised"] == 0).all()
    assert (attempts.loc[~last, "is_soft_decline"] == 1).all(), "nobody tries a lost card again"
    assert (attempts["decline_reason"].isna() == (attempts["is_authorised"] == 1)).all()
    assert set(attempts["method"]) <= set(AUTHORISED_METHODS)
    authorised = attempts[attempts["is_authorised"] == 1].set_index("attempt_id")
    paid = clean_world.tables["payments"].dropna(subset="attempt_id")
    assert (authorised.loc[paid["attempt_id"], "order_id"].to_numpy() == paid["order_id"].to_numpy()).all()


def test_most_attempts_are_authorised_and_upi_is_indian(clean_world):
    attempts = with_orders(clean_world, "payment_attempts")
    usual = ~attempts["order_id"].isin(clean_world.latent["likely_declines"].index)
    assert 0.935 < attempts[usual]["is_authorised"].mean() < 0.975
    # Planted fraud and failures of payment weigh more in so small a shop.
    assert 0.9 < attempts["is_authorised"].mean() < 0.975
    countries = attempts["region"].map(clean_world.tables["regions"].set_index("region")["country"])
    # A few Indians have something sent to another country.
    assert (countries[attempts["method"] == "UPI"] == "India").mean() > 0.75
    foreign = (attempts["method"] == "Card") & (attempts["issuer_country"] != countries)
    at_home = (attempts["method"] == "Card") & (attempts["issuer_country"] == countries)
    fees = clean_world.tables["payments"].merge(attempts[foreign][["attempt_id"]], on="attempt_id")
    assert attempts[foreign & usual]["is_authorised"].mean() < attempts[at_home & usual]["is_authorised"].mean()
    share, fixed = FEES["Card"]
    least = (share + CROSS_BORDER_FEE) * fees["amount_cents"] + fixed / 2
    assert (fees["fee_cents"] >= numpy.floor(least)).all()


def test_nothing_is_paid_after_the_world_ends(clean_world):
    end = pandas.Timestamp(clean_world.config.end)
    assert clean_world.tables["payments"]["captured_at"].max() < end
    assert clean_world.tables["payment_attempts"]["attempted_at"].max() < end


def test_a_doubtful_card_is_declined_more_often(clean_world):
    some = clean_world.tables["payment_attempts"].query("method == 'Card'")["order_id"].drop_duplicates().iloc[:200]
    plain, doubted = alone(clean_world), alone(clean_world, likely_declines=pandas.Series(0.9, index=some.to_numpy()))
    rates = [one.tables["payment_attempts"].set_index("order_id").loc[some, "is_authorised"].mean() for one in (plain, doubted)]
    assert rates[0] > 0.85
    assert rates[1] < 0.4


def test_payment_failures_are_declines(clean_world):
    failure = {"cause": "payment failure", "device": "Mobile", "starts_on": 100, "ends_on": 160, "factor": 0.3}
    failing = alone(clean_world, kpi_events=pandas.DataFrame([failure]))
    attempts = with_orders(failing, "payment_attempts")
    day = (attempts["ordered_at"].to_numpy("datetime64[D]") - failing.config.opening).astype(int)
    meanwhile = (day >= 100) & (day <= 160)
    mobile = (attempts["platform"] == "Mobile").to_numpy()
    assert attempts[meanwhile & mobile]["is_authorised"].mean() < 0.6
    assert attempts[meanwhile & ~mobile]["is_authorised"].mean() > 0.85


def test_the_same_world_is_paid_alike(clean_world):
    pandas.testing.assert_frame_equal(alone(clean_world).tables["payments"], alone(clean_world).tables["payments"])
