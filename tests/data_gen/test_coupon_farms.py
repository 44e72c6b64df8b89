"""Coupon farms: one actor behind many accounts, each with the welcome code."""

from __future__ import annotations

import pytest

from data_gen.config import SIZES, Config
from data_gen.labels import labels
from data_gen.stages import STAGES
from data_gen.world import make_world


@pytest.fixture(scope="module")
def shop(config):
    return make_world(Config(24, SIZES["small"], config.as_of), STAGES[: STAGES.index(labels) + 1])


def test_a_third_of_a_percent_of_accounts_are_in_farms_of_five_to_forty(shop):
    farms = shop.truth["promo_abuse"]
    assert 0.0015 <= len(farms) / len(shop.tables["customers"]) <= 0.004
    assert farms.groupby("farm_id").size().between(5, 40).all()


def test_every_account_orders_with_the_welcome_code_and_most_from_one_device(shop):
    orders = shop.tables["orders"].merge(shop.truth["promo_abuse"], on="customer_id")
    assert set(orders["customer_id"]) == set(shop.truth["promo_abuse"]["customer_id"])
    first = orders.sort_values("ordered_at").groupby("customer_id").first()
    assert (first["code"] == "WELCOME10").all()
    largest = first.groupby("farm_id")["device_id"].agg(lambda devices: devices.value_counts(normalize=True).iloc[0])
    assert largest.mean() > 0.5
