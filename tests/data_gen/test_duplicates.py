"""Duplicates: how many, how different, with whose orders; and who only looks like one."""

from __future__ import annotations

import datetime

import pandas
import pytest

from data_gen.config import SIZES, Config
from data_gen.labels import labels
from data_gen.stages import STAGES
from data_gen.world import make_world

UNTIL_LABELS = STAGES[: STAGES.index(labels) + 1]


@pytest.fixture(scope="module")
def shop():
    return make_world(Config(22, SIZES["small"], datetime.date(2026, 10, 14)), UNTIL_LABELS)


@pytest.fixture(scope="module")
def accounts(shop) -> pandas.DataFrame:
    """Every account of people who have several, with tier and edits."""
    return shop.truth["duplicates"].merge(shop.tables["customers"], on="customer_id", validate="one_to_one")


@pytest.fixture(scope="module")
def pairs(accounts) -> pandas.DataFrame:
    """A further account beside the first one of its person."""
    first = accounts[accounts["tier"] == "original"]
    return accounts[accounts["tier"] != "original"].merge(first, on="cluster_id", suffixes=("", "_first"), validate="many_to_one")


def test_ten_to_fifteen_percent_of_accounts_are_further_ones_in_clusters_of_two_to_five(shop, accounts):
    share = (accounts["tier"] != "original").sum() / len(shop.tables["customers"])
    assert 0.10 <= share <= 0.15
    assert accounts.groupby("cluster_id").size().between(2, 5).all()
    assert (accounts[accounts["tier"] == "original"].groupby("cluster_id").size() == 1).all()


def test_tiers_are_in_the_intended_mix(pairs):
    share = pairs["tier"].value_counts(normalize=True)
    assert share.to_dict() == pytest.approx({"format": 0.55, "typed": 0.35, "moved": 0.10}, abs=0.05)


def test_what_each_tier_leaves_the_same(pairs):
    def plain(column: str) -> pandas.Series:
        return pairs[column].fillna("").str.strip().str.casefold().str.replace("ı", "i")

    same = {name: plain(name) == plain(f"{name}_first") for name in ("email", "first_name", "last_name")}
    by_format = pairs["tier"] == "format"
    assert all(equal[by_format].all() for equal in same.values())
    moved = pairs["tier"] == "moved"
    assert same["email"][moved].mean() < 0.25
    assert 0.6 < (pairs["email"] == pairs["email_first"]).mean() < 0.85
    assert pairs.loc[pairs["tier"] == "typed", ["edits", "edits_first"]].ne("").any(axis=1).all()


def test_orders_are_split_between_the_accounts(shop, pairs):
    orders = shop.tables["orders"].groupby("customer_id").size()
    assert pairs["customer_id"].isin(orders.index).mean() > 0.75
    both = pairs["customer_id"].isin(orders.index) & pairs["customer_id_first"].isin(orders.index)
    assert both.mean() > 0.5
    assert (pairs["signed_up_at"] >= pairs["signed_up_at_first"]).mean() > 0.99


def test_further_accounts_are_mostly_used_on_the_devices_of_their_person_and_strangers_are_not(shop, accounts):
    orders = shop.tables["orders"].dropna(subset=["customer_id", "device_id"])
    device = orders.merge(accounts[["customer_id", "cluster_id"]], on="customer_id")
    several = device.groupby("cluster_id").filter(lambda one: one["customer_id"].nunique() > 1)
    shared = several.groupby(["cluster_id", "device_id"])["customer_id"].nunique().groupby("cluster_id").max() > 1
    assert 0.45 < shared.mean() < 0.75
    others = orders[~orders["customer_id"].isin(accounts["customer_id"])]
    assert (others.groupby("device_id")["customer_id"].nunique() > 1).mean() < 0.03


def test_accounts_of_one_person_tell_one_year_of_birth(shop, accounts):
    told = shop.tables["customer_demographics"].merge(accounts[["customer_id", "cluster_id"]], on="customer_id")
    by_person = told.groupby("cluster_id")[["birth_year", "gender", "household_size"]]
    assert (by_person.count() > 1).any().all()
    assert (by_person.nunique() <= 1).all(axis=None)


def test_an_order_is_placed_after_its_account_was_made(shop):
    orders = shop.tables["orders"].merge(shop.tables["customers"], on="customer_id")
    assert (orders["signed_up_at"] <= orders["ordered_at"]).all()


def test_writing_habits_are_those_of_everybody(shop, accounts):
    """Blanks and slips are as frequent in copies as in accounts of people who have only one."""
    customers = shop.tables["customers"]
    copies = customers["customer_id"].isin(accounts.loc[accounts["tier"] != "original", "customer_id"])
    for column in ("phone", "email", "first_name"):
        assert customers.loc[copies, column].isna().mean() == pytest.approx(customers.loc[~copies, column].isna().mean(), abs=0.03)
    altered = with_index(shop, shop.latent["written"]["customer"].unique())
    assert altered[copies].mean() == pytest.approx(altered[~copies].mean(), abs=0.03)


def with_index(shop, indices) -> pandas.Series:
    return shop.tables["customers"]["customer_id"].isin(shop.latent["customer_ids"][indices])


def test_relatives_and_namesakes_are_not_duplicates(shop, accounts):
    """Households share phones and mailboxes, parents and children name and address, colleagues the office's phone."""
    customers = shop.tables["customers"]
    cluster = customers["customer_id"].map(accounts.set_index("customer_id")["cluster_id"]).fillna(customers["customer_id"])
    digits = customers["phone"].str.replace(r"\D", "", regex=True).str[-8:]
    assert (cluster.groupby(digits).nunique() > 1).sum() > 0.01 * len(customers)
    homes = shop.tables["addresses"].query("is_default == 1").merge(customers, on="customer_id").assign(cluster=cluster)
    namesakes = homes.groupby(["first_name", "last_name", "street", "city", "postal_code"])["cluster"].nunique()
    assert (namesakes > 1).sum() >= 0.0005 * len(customers)
    popular = customers.groupby(["first_name", "last_name", "region"]).size()
    assert (popular > 1).mean() > 0.1


def test_ids_and_rows_are_in_no_order(world):
    """After filing, customers stand in the order of their ids, and ids know nothing of when an account was made."""
    customers = world.tables["customers"]
    assert customers["customer_id"].is_monotonic_increasing
    position = pandas.Series(range(len(customers)))
    assert abs(position.corr(customers["signed_up_at"].rank())) < 0.12
