"""Promotions do what the answer key says they do."""

from __future__ import annotations

import numpy
import pandas
import pytest


@pytest.fixture(scope="module")
def measured(small_world) -> pandas.DataFrame:
    """Lines of each promotion's products while it ran, beside those expected without it from the rest of the category's day."""
    world, truth = small_world, small_world.truth["promotions"]
    products, days = world.tables["products"], world.config.dates()
    lines, orders = world.latent["order_lines"], world.latent["orders"]
    sold = numpy.zeros((len(products), world.config.days))
    numpy.add.at(sold, (lines["product"], orders["day"].to_numpy()[lines["order"]]), 1)
    lines_expected = world.truth["expected_sales"].assign(lines=lambda frame: frame["expected_lines"] * frame["noise"])
    expected = lines_expected.pivot_table(index="category", columns="day", values="lines").reindex(products["category"]).to_numpy()
    category = products["category"].to_numpy()
    demand = world.latent["demand"].astype(float)
    share = demand / pandas.DataFrame(demand).groupby(category).transform("sum").to_numpy()
    rows = []
    for plan in truth.itertuples():
        inside = (products["category"] == plan.category) & ((products["brand"] == plan.brand) | pandas.isna(plan.brand))
        cell = numpy.ix_(inside, (days >= plan.starts_on) & (days <= plan.ends_on))
        rows.append((sold[cell].sum(), (expected * share)[cell].sum() / (1 + plan.uplift), plan.uplift))
    return pandas.DataFrame(rows, columns=["sold", "without", "uplift"])


def test_there_are_forty_to_sixty_and_ten_do_nothing(small_world):
    truth = small_world.truth["promotions"]
    assert 40 <= len(truth) <= 60
    assert (truth["uplift"] == 0).sum() == 10
    assert truth["uplift"].between(-0.05, 0.8).all()


def test_their_uplift_is_what_was_sold_more(measured):
    working = measured[measured["uplift"] > 0.1]
    found = working["sold"].sum() / working["without"].sum() - 1
    planted = (working["uplift"] * working["without"]).sum() / working["without"].sum()
    assert found == pytest.approx(planted, abs=0.1)
    nothing = measured[measured["uplift"] == 0]
    assert nothing["sold"].sum() / nothing["without"].sum() - 1 == pytest.approx(0, abs=0.1)


def test_they_prefer_good_weeks(small_world):
    truth, season = small_world.truth["promotions"], small_world.truth["expected_sales"].set_index(["category", "day"])["season"]
    while_on = [season.loc[plan.category].loc[plan.starts_on : plan.ends_on].mean() for plan in truth.itertuples()]
    assert numpy.mean(while_on) > 1.1 * season.mean()


def test_no_two_in_one_category_at_a_time(small_world):
    for _, plans in small_world.tables["promotions"].sort_values("starts_on").groupby("category"):
        assert (plans["starts_on"].to_numpy()[1:] > plans["ends_on"].to_numpy()[:-1]).all()


def test_promoted_lines_carry_their_promotion_and_its_discount(small_world):
    items = small_world.tables["order_items"].merge(small_world.tables["orders"][["order_id", "code", "ordered_at"]], on="order_id")
    items = items.merge(small_world.tables["promotions"], on="promotion_id")
    items = items.merge(small_world.tables["products"][["product_id", "category", "brand"]], on="product_id", suffixes=("", "_of_product"))
    day = items["ordered_at"].dt.normalize()
    assert ((day >= items["starts_on"]) & (day <= items["ends_on"])).all()
    assert (items["category"] == items["category_of_product"]).all()
    assert (items["brand"].isna() | (items["brand"] == items["brand_of_product"])).all()
    plain = items[items["code"].isna()]
    gross = plain["unit_price_cents"] * plain["quantity"]
    assert (plain["discount_cents"] - gross * plain["discount_rate"]).abs().le(0.501).all()
