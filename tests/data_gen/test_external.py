"""Competitors keep their level, and the shop has its share of each market."""

from __future__ import annotations

import numpy
import pandas

from data_gen.external import COMPETITORS, DAYS_BETWEEN, PRODUCTS_WATCHED, external
from data_gen.tables import arrow_table
from tests.data_gen.service.shop import CONFIG, made, shared


def test_tables_are_as_declared():
    for name in ("competitor_prices", "market_figures", "region_figures"):
        made_here = shared().tables[name]
        assert arrow_table(name, made_here).num_rows == len(made_here) > 0


def test_a_part_of_the_products_is_looked_up_every_second_monday():
    found = shared().tables["competitor_prices"]
    assert not found.duplicated(["competitor", "product_id", "observed_on"]).any()
    assert set(found["observed_on"].dt.day_name()) == {"Monday"}
    assert found["observed_on"].max() <= pandas.Timestamp(CONFIG.as_of)
    assert found["product_id"].nunique() == round(PRODUCTS_WATCHED * len(shared().tables["products"]))
    weeks = found.groupby(["competitor", "product_id"])["observed_on"].nunique()
    assert (weeks == weeks.iloc[0]).all()
    assert weeks.iloc[0] == CONFIG.days // DAYS_BETWEEN


def test_competitors_keep_their_level_against_our_prices():
    found = shared().tables["competitor_prices"].merge(shared().tables["price_history"], on="product_id", suffixes=("", "_of_ours"))
    ratio = (found["price_cents"] / found["price_cents_of_ours"]).groupby(found["competitor"]).median()
    for name, (level, *_) in COMPETITORS.items():
        assert abs(ratio[name] - level) < 0.05, name
    truth = shared().truth["competitors"].set_index("competitor")["level"]
    assert truth.to_dict() == {name: words[0] for name, words in COMPETITORS.items()}


def test_prices_follow_ours_after_a_while():
    world = made(CONFIG)
    dear = world.tables["price_history"].assign(price_cents=lambda given: given["price_cents"] * 2, valid_from=CONFIG.opening + 180)
    world.tables["price_history"] = pandas.concat([world.tables["price_history"], dear], ignore_index=True)
    external(world)
    found = world.tables["competitor_prices"].set_index("observed_on")["price_cents"].sort_index()
    before, after = found[: CONFIG.opening + 150].mean(), found[CONFIG.opening + 230 :].mean()
    assert 1.9 < after / before < 2.1
    just_after = found[CONFIG.opening + 181 : CONFIG.opening + 187].mean()
    assert just_after < 1.1 * before


def test_the_shop_has_its_share_of_each_market():
    world = shared()
    orders = world.tables["orders"].query("status != 'test'")
    rates = world.tables["exchange_rates"].set_index("currency")["rate"]
    ours = ((orders["gross_cents"] - orders["discount_cents"]) * orders["currency"].map(rates).fillna(1)).groupby(orders["region"]).sum()
    market = world.tables["market_figures"].groupby("region")["market_cents"].sum()
    share = (ours / market).reindex(world.truth["markets"]["region"]).to_numpy()
    assert numpy.allclose(share, world.truth["markets"]["share"], rtol=0.1)
    months = world.tables["market_figures"]["month"]
    assert months.nunique() == 13
    assert (months.dt.day == 1).all()
