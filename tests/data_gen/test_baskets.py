"""Bundles and substitutes are found again by counting pairs."""

from __future__ import annotations

import numpy
import pandas
import pytest
from scipy.sparse import csr_matrix
from scipy.stats import poisson

FEWEST = 15


@pytest.fixture(scope="module")
def pairs(small_world) -> pandas.DataFrame:
    """Every pair of products: orders with both, what chance makes of it, lift."""
    lines, orders = small_world.latent["order_lines"], len(small_world.latent["orders"])
    products = small_world.latent["products"]["product_id"].to_numpy()
    bought = csr_matrix((numpy.ones(len(lines)), (lines["order"], lines["product"])), (orders, len(products)))
    together = (bought.T @ bought).toarray()
    single = together.diagonal()
    one, other = numpy.triu_indices(len(products), 1)
    found = pandas.DataFrame({"pair": map(frozenset, zip(products[one], products[other], strict=True)), "both": together[one, other]})
    found["chance"] = single[one] * single[other] / orders
    found["lift"] = found["both"] / found["chance"]
    return found.set_index("pair")


def named(frame: pandas.DataFrame) -> list[frozenset[str]]:
    return [frozenset(pair) for pair in zip(frame["product_id"], frame["other_product_id"], strict=True)]


def test_the_twenty_pairs_of_highest_lift_are_the_bundles(pairs, small_world):
    likely = poisson.sf(pairs["both"] - 1, pairs["chance"]) < 1e-4
    top = pairs[likely & (pairs["both"] >= FEWEST)].nlargest(20, "lift")
    assert set(top.index) == set(named(small_world.truth["bundles"]))


def test_the_lift_of_bundles_is_the_planted_one(pairs, small_world):
    bundles = small_world.truth["bundles"]
    found = pairs.loc[named(bundles)]
    error = (found["lift"].to_numpy() / bundles["lift"].to_numpy() - 1) * numpy.sqrt(found["both"].to_numpy())
    assert numpy.abs(error).max() < 4


def test_substitutes_meet_less_often_than_by_chance(pairs, small_world):
    found = pairs.loc[named(small_world.truth["substitutes"])]
    assert len(found) == 5
    assert 0.15 < found["both"].sum() / found["chance"].sum() < 0.6


def test_popularity_follows_a_power_of_the_rank(small_world):
    count = small_world.latent["order_lines"]["product"].value_counts().to_numpy()
    rank = numpy.arange(1, 301)
    slope = numpy.polyfit(numpy.log(rank), numpy.log(count[:300]), 1)[0]
    assert -1.2 < slope < -0.5
