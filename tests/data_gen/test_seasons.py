"""The calendar that is planted is found again in the lines that were sold."""

from __future__ import annotations

import numpy
import pandas
import pytest

from data_gen.config import SIZES, Config
from data_gen.holidays import black_friday, diwali
from data_gen.places import places
from data_gen.seasons import AHEAD, AUTOCORRELATION, seasons
from data_gen.shop import categories, countries
from data_gen.world import World, make_world
from tests.data_gen.conftest import AS_OF


@pytest.fixture(scope="module")
def days(small_world) -> pandas.DataFrame:
    """Lines sold and expected by day and category, with the weekday."""
    lines, orders = small_world.latent["order_lines"], small_world.latent["orders"]
    category = small_world.latent["products"]["category"].to_numpy()[lines["product"]]
    sold = numpy.zeros((len(categories()), small_world.config.days))
    numpy.add.at(sold, (category, orders["day"].to_numpy()[lines["order"]]), 1)
    expected = small_world.truth["expected_sales"]
    return expected.assign(sold=sold.ravel(), weekday=expected["day"].dt.day_of_week)


def test_what_was_expected_is_what_was_sold(days):
    """In all, by category and by quarter of the year; the noise of the days is left."""
    assert days["sold"].sum() == pytest.approx(days["expected_lines"].sum(), rel=0.03)
    by_category = days.groupby("category")[["sold", "expected_lines"]].sum()
    assert (by_category["sold"] / by_category["expected_lines"]).between(0.93, 1.07).all()
    by_quarter = days.groupby(days["day"].dt.to_period("Q"))[["sold", "expected_lines"]].sum()
    assert (by_quarter["sold"] / by_quarter["expected_lines"]).between(0.9, 1.1).all()


def test_weekdays_of_each_category_are_recovered(days):
    week = days.groupby(["category", "weekday"])[["sold", "expected_lines"]].sum()
    week = week / week.groupby("category").transform("sum")
    assert (week["sold"] / week["expected_lines"]).between(0.85, 1.15).all()
    assert numpy.corrcoef(week["sold"], week["expected_lines"])[0, 1] > 0.9


def test_the_year_of_garden_goods_is_recovered(days):
    garden = days[days["category"] == "Garden"].groupby(days["day"].dt.month)[["sold", "expected_lines"]].sum()
    assert numpy.corrcoef(garden["sold"], garden["expected_lines"])[0, 1] > 0.9
    total = days.groupby(days["day"].dt.month)["sold"].sum()
    share = garden["sold"] / total
    assert share[[4, 5, 6]].mean() > 2 * share[[11, 12, 1]].mean()


def test_black_friday_sells_most_of_its_month(small_world):
    """To people: resellers order on workdays, what fell on a weekend on Monday, and know no season."""
    retail = small_world.latent["orders"]["kind"].to_numpy()[small_world.latent["order_lines"]["order"]] != "wholesale"
    lines = small_world.latent["orders"]["day"].to_numpy()[small_world.latent["order_lines"]["order"][retail]]
    sold = pandas.Series(numpy.bincount(lines, minlength=small_world.config.days), index=pandas.DatetimeIndex(small_world.config.dates()))
    november = sold["2025-11"]
    assert november.idxmax().date() == black_friday(2025)
    assert november.max() > 1.5 * november.median()


def test_a_brand_closed_on_sundays_sells_nothing_on_sundays(small_world):
    items = small_world.tables["order_items"].merge(small_world.tables["orders"][["order_id", "ordered_at"]], on="order_id")
    items = items.merge(small_world.tables["products"][["product_id", "brand"]], on="product_id")
    closed = small_world.tables["brands"].query("closed_on_sundays == 1")["brand"]
    sold = items[items["brand"].isin(closed)]["ordered_at"].dt.day_of_week.value_counts()
    assert 6 not in sold.index
    assert (sold[[0, 1, 2, 3, 4, 5]] > 0).all()


def made(profile: str, seed: int) -> World:
    return make_world(Config(seed, SIZES["large"], AS_OF, profile), (places, seasons))


def test_noise_is_autocorrelated_with_heavy_tails_and_mean_one():
    noise = numpy.concatenate([made("normal", seed).latent["noise"][:, :-AHEAD] for seed in range(8)])
    series = numpy.log(noise)
    series = series - series.mean(axis=1, keepdims=True)
    lagged = (series[:, 1:] * series[:, :-1]).sum() / (series**2).sum()
    assert lagged == pytest.approx(AUTOCORRELATION, abs=0.1)
    assert ((series / series.std()) ** 4).mean() > 3.4
    assert noise.mean() == pytest.approx(1, abs=0.02)


def test_profiles_differ_in_noise_only_and_plain_has_neither():
    easy, hard, plain = (made(profile, 1).latent for profile in ("easy", "hard", "plain"))
    assert (easy["season"] == hard["season"]).all()
    assert easy["noise"].std() < hard["noise"].std()
    assert all((plain[name] == 1).all() for name in ("season", "country_season", "noise"))


def test_diwali_is_indias():
    world = made("normal", 1)
    lights = (numpy.datetime64(diwali(2025)) - world.config.opening).astype(int)
    before = world.latent["country_season"][:, lights - 10] / world.latent["country_season"][:, lights - 30]
    india = countries().index("India")
    assert before[india] > 1.4
    assert (numpy.delete(before, india) < 1.1).all()
