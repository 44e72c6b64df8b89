"""Prices change as often as planted, and a third of the changes know of demand."""

from __future__ import annotations

import numpy
import pytest

from data_gen.prices import _above_cost


def test_prices_change_eight_to_twenty_times_a_year(small_world):
    history, products = small_world.tables["price_history"], small_world.latent["products"]
    years = (numpy.minimum(products["gone"], small_world.config.days) - products["listed"]) / 365.25
    changes = history.groupby("product_id").size().reindex(products["product_id"]).to_numpy() - 1
    long_enough = (years > 1).to_numpy()
    assert 11 <= (changes[long_enough] / years[long_enough]).mean() <= 16


def test_prices_are_higher_when_demand_is(small_world):
    """Demand without the effect of price itself: season, noise and drift."""
    days, products = small_world.config.days, small_world.latent["products"]
    category = products["category"].to_numpy()
    wave = numpy.log(small_world.latent["season"] * small_world.latent["noise"])[category, :days]
    wave = wave + numpy.log(small_world.latent["product_drift"])
    price = numpy.log(small_world.latent["prices"])
    inside = (numpy.arange(days) >= products["listed"].to_numpy()[:, None]) & (numpy.arange(days) < products["gone"].to_numpy()[:, None])
    changed = numpy.diff(small_world.latent["prices"], axis=1, prepend=0) != 0
    centred = price - price.mean(axis=1, keepdims=True)
    at = changed & inside
    assert 0.03 < numpy.corrcoef(centred[at], (wave - wave.mean(axis=1, keepdims=True))[at])[0, 1] < 0.5


def test_the_price_of_every_day_is_that_of_the_history(small_world):
    history = small_world.tables["price_history"]
    row = {identity: number for number, identity in enumerate(small_world.latent["products"]["product_id"])}
    day = (history["valid_from"].to_numpy().astype("datetime64[D]") - small_world.config.opening).astype(int)
    assert (small_world.latent["prices"][history["product_id"].map(row), day] == history["price_cents"]).all()
    first = history.groupby("product_id")["valid_from"].min()
    listed = small_world.tables["products"].set_index("product_id")["listed_on"]
    assert (first == listed.reindex(first.index)).all()


def test_goods_are_sold_above_cost(small_world):
    margin = 1 - small_world.latent["costs"] / small_world.latent["prices"]
    assert margin.mean() == pytest.approx(0.45, abs=0.06)
    listed = small_world.latent["products"]["listed"].to_numpy()[:, None]
    assert (margin > 0)[numpy.arange(small_world.config.days) >= listed].all()


def test_a_price_that_would_be_a_loss_is_raised_above_the_dearest_day_of_its_unit():
    """Two products over three days: the second is listed on the second day, and what it costs before does not count."""
    costs = numpy.array([[500, 500, 509], [900, 100, 100]])
    product, day, listed = numpy.array([0, 0, 1]), numpy.array([0, 2, 1]), numpy.array([0, 1])
    found = _above_cost(numpy.array([499, 509, 99]), product, day, costs, listed)
    assert found.tolist() == [509, 519, 109]
