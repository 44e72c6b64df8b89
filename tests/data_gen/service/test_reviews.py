"""Honest reviews follow the product and its delivery; the others come in bursts."""

from __future__ import annotations

import numpy
import pandas
import pytest

from data_gen.tables import arrow_table
from tests.data_gen.service.shop import CONFIG, shared


@pytest.fixture
def written() -> pandas.DataFrame:
    world = shared()
    return world.tables["reviews"].merge(world.truth["reviews"][["review_id", "kind"]], on="review_id", validate="one_to_one")


def test_reviews_are_as_declared(written: pandas.DataFrame):
    assert arrow_table("reviews", shared().tables["reviews"]).num_rows == len(written) > 2000
    assert written["rating"].between(1, 5).all()
    assert written["created_at"].max() < pandas.Timestamp(CONFIG.end)


def test_a_verified_review_names_an_order_of_that_product(written: pandas.DataFrame):
    assert ((written["is_verified"] == 1) == written["order_id"].notna()).all()
    verified = written.dropna(subset=["order_id"])
    bought = verified.merge(shared().tables["order_items"].drop_duplicates(["order_id", "product_id"]), on=["order_id", "product_id"])
    assert len(bought) == len(verified)
    honest = verified[verified["kind"] == "honest"].merge(shared().latent["deliveries"], on="order_id")
    assert (honest["created_at"] > honest["delivered_at"]).all()


def test_good_products_and_kept_promises_earn_stars(written: pandas.DataFrame):
    honest = written[written["kind"] == "honest"]
    quality = shared().latent["product_quality"].reindex(honest["product_id"]).to_numpy()
    assert numpy.corrcoef(quality, honest["rating"])[0, 1] > 0.25
    known = honest.merge(shared().latent["deliveries"], on="order_id")
    late = known["late_days"] > 0
    assert known.loc[~late, "rating"].mean() - known.loc[late, "rating"].mean() > 0.2
    assert 3.8 < honest["rating"].mean() < 4.4


def test_paid_reviews_come_in_a_burst_and_do_not_show_by_their_ids(written: pandas.DataFrame):
    paid = written[written["kind"] != "honest"]
    assert 0.005 < len(paid) / len(written) < 0.08
    spread = paid.groupby("product_id")["created_at"].agg(lambda times: (times.max() - times.min()).days)
    assert (spread <= 10).all()
    assert written.loc[written["kind"] == "praise", "rating"].mean() > 4.5
    assert written.loc[written["kind"] == "smear", "rating"].mean() < 1.6
    place = written.sort_values("review_id")["kind"].ne("honest").to_numpy()
    assert abs(numpy.corrcoef(numpy.arange(len(place)), place)[0, 1]) < 0.06


def test_honest_words_are_repeated_too(written: pandas.DataFrame):
    honest = written[(written["kind"] == "honest") & written["body"].notna()]
    again = honest["body"].duplicated(keep=False) & (honest["body"].str.len() > 20)
    assert 0.05 < again.mean() < 0.9
    assert honest["body"].nunique() > 500
