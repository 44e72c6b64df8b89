"""Fraud: how much, of which kinds, hidden how well, and known how late."""

from __future__ import annotations

import datetime

import numpy
import pandas
import pytest

from data_gen.config import SIZES, Config
from data_gen.labels import labels
from data_gen.stages import STAGES
from data_gen.world import make_world

UNTIL_LABELS = STAGES[: STAGES.index(labels) + 1]


@pytest.fixture(scope="module")
def shop():
    return make_world(Config(21, SIZES["small"], datetime.date(2026, 10, 14)), UNTIL_LABELS)


@pytest.fixture(scope="module")
def key(shop) -> pandas.DataFrame:
    """The answer key, a row a fraudulent or wrongly reported order, beside the order."""
    return shop.truth["fraud"].merge(shop.tables["orders"], on="order_id")


def test_one_to_one_and_a_half_percent_of_orders_are_fraud_in_the_intended_mix(shop, key):
    fraud = key[key["is_fraud"] == 1]
    assert 0.010 <= len(fraud) / len(shop.tables["orders"]) <= 0.015
    share = fraud["fraud_type"].value_counts(normalize=True)
    intended = {"Stolen card": 0.38, "Friendly": 0.2, "Account take-over": 0.15, "Ring": 0.15, "Card testing": 0.12}
    assert share.to_dict() == pytest.approx(intended, abs=0.04)
    assert (fraud["payment_method"] == "Card").all()


def test_reports_come_late_and_not_all_of_them(shop, key):
    told = key[key["is_reported"] == 1]
    late = (told["reported_at"] - told["ordered_at"]).dt.total_seconds() / 86_400
    assert late.between(10, 60).all()
    kept = key[(key["is_fraud"] == 1) & (key["status"] == "placed")]
    assert 0.05 < 1 - kept["is_reported"].mean() < 0.12
    false = key[key["is_fraud"] == 0]
    assert len(false) == round(0.0005 * len(shop.tables["orders"]))
    assert (false["is_reported"] == 1).all()


def test_rings_are_of_three_to_eight_accounts_that_often_share_a_device(key):
    rings = key[key["fraud_type"] == "Ring"]
    assert rings.groupby("ring_id")["customer_id"].nunique().between(2, 8).all()
    accounts = rings.dropna(subset="device_id").groupby("device_id")["customer_id"].transform("nunique")
    assert 0.4 < (accounts > 1).sum() / len(rings) < 0.75


def test_cards_are_tested_in_bursts_of_small_orders(shop, key):
    tested = key[key["fraud_type"] == "Card testing"]
    per_account = tested.groupby("customer_id")["ordered_at"].agg(["size", "min", "max"])
    assert per_account["size"].median() >= 5
    assert ((per_account["max"] - per_account["min"]).dt.total_seconds() <= 90 * 60).all()
    assert tested["payment_method_id"].is_unique
    assert tested["gross_cents"].median() < shop.tables["orders"]["gross_cents"].median() / 2
    assert shop.latent["likely_declines"].loc[tested["order_id"]].eq(0.6).all()


def test_friendly_fraud_is_drawn_from_honest_orders(shop, key):
    friendly = key.loc[key["fraud_type"] == "Friendly", "order_id"]
    rows = shop.latent["orders"]["kind"].set_axis(shop.tables["orders"]["order_id"])
    assert not rows.loc[friendly].isin(["Stolen card", "Account take-over", "Ring", "Card testing", "Warm-up"]).any()


def test_the_manner_changes_in_the_last_quarter(key):
    stolen = key[key["fraud_type"] == "Stolen card"]
    recent = stolen["ordered_at"] >= pandas.Timestamp("2026-10-15") - pandas.Timedelta(days=91)
    night = stolen["ordered_at"].dt.hour < 5
    assert night[recent].mean() < night[~recent].mean()


def test_honest_customers_look_suspicious_too(shop, key):
    """Foreign cards, new devices and new places occur without fraud, so that none of them is a proof."""
    orders = shop.tables["orders"].merge(shop.tables["payment_methods"][["payment_method_id", "card_country"]], on="payment_method_id")
    country = orders["region"].map(shop.tables["regions"].set_index("region")["country"])
    foreign = orders["card_country"].notna() & (orders["card_country"] != country)
    fraud = orders["order_id"].isin(key.loc[key["is_fraud"] == 1, "order_id"])
    assert (foreign & ~fraud).sum() > 3 * (foreign & fraud).sum()
    assert foreign[fraud].mean() > 2 * foreign[~fraud].mean()


@pytest.mark.parametrize(("profile", "stolen_like_customers"), [("easy", 0.3), ("hard", 0.6)])
def test_the_profile_decides_how_well_fraud_hides(profile, stolen_like_customers):
    """Bold orders with stolen cards are declined more often, which the stealthy ones are not."""
    world = make_world(Config(3, SIZES["small"], datetime.date(2026, 10, 14), profile), UNTIL_LABELS)
    planted = world.latent["fraud_intents"].query("fraud_type == 'Stolen card'")
    bold = (planted["decline_chance"] == 0.3).mean()
    assert bold == pytest.approx((1 - stolen_like_customers) * 0.92, abs=0.08)


def test_a_plain_world_has_no_fraud():
    world = make_world(Config(3, SIZES["small"], datetime.date(2026, 10, 14), "plain"), UNTIL_LABELS)
    assert world.truth["fraud"].empty
    assert world.truth["duplicates"].empty
    assert not numpy.isin(world.latent["orders"]["kind"], ["Stolen card", "Ring"]).any()
