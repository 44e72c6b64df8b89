"""What the answer key expects of every day and category is what came, process by process, over the whole history."""

from __future__ import annotations

import datetime

import numpy
import pandas
import pytest

from data_gen.answers import answers
from data_gen.config import Config, Size
from data_gen.shop import categories
from data_gen.world import World, make_world
from tests.data_gen.conftest import until

SIZE = Size(customers=9_000, orders=27_000, products=300, months=24, identified_journeys=0)
SEEDS = (61, 62, 63)


@pytest.fixture(scope="module", params=SEEDS)
def world(request: pytest.FixtureRequest) -> World:
    return make_world(Config(request.param, SIZE, datetime.date(2026, 10, 14)), until(answers))


def sold(world: World) -> pandas.DataFrame:
    """Lines and their value at list prices in EUR, by category."""
    lines, day = world.latent["order_lines"], world.latent["orders"]["day"].to_numpy()
    cents = world.latent["prices"][lines["product"], day[lines["order"]]] * lines["quantity"]
    category = numpy.array(categories())[world.latent["products"]["category"].to_numpy()[lines["product"]]]
    return cents.groupby(category).agg(["size", "sum"]).rename(columns={"size": "lines", "sum": "cents"})


def test_all_sales_are_those_expected(world: World):
    """Within three percent together and seven in a category, whose own movements are not expected; bundles are."""
    expected = world.truth["expected_sales"].groupby("category")[["expected_lines", "expected_gross_cents"]].sum()
    came = sold(world)
    assert came["lines"].sum() == pytest.approx(expected["expected_lines"].sum(), rel=0.03)
    assert came["cents"].sum() == pytest.approx(expected["expected_gross_cents"].sum(), rel=0.03)
    numpy.testing.assert_allclose(came["lines"], expected["expected_lines"].reindex(came.index), rtol=0.07)


def test_no_quarter_is_expected_without_influencers_or_holdouts(world: World):
    """Quarters move by noise of a few percent, not by the tenth that influencers and fraud are."""
    key = world.truth["expected_sales"]
    quarter = pandas.to_datetime(key["day"]).dt.to_period("Q")
    expected = key.groupby(quarter)["expected_lines"].sum()
    placed = pandas.to_datetime(world.tables["orders"]["ordered_at"]).dt.to_period("Q").to_numpy()
    came = pandas.Series(1, index=placed[world.latent["order_lines"]["order"]]).groupby(level=0).sum()
    whole = expected.index[1:-1]
    ratio = (came / expected)[whole]
    assert ratio.mean() == pytest.approx(1, abs=0.03)
    assert ratio.between(0.88, 1.12).all()
