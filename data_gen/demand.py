"""Demand: what season, price, promotion and drift make of each product's popularity, and of each customer's rate of buying."""

from __future__ import annotations

import numpy
import pandas

from data_gen.seasons import AHEAD
from data_gen.shop import archetypes, categories, column, countries
from data_gen.world import World

CROSS_PRICE_PAIRS = 3
CROSS_ELASTICITY = (0.4, 0.8)
_SUNDAY = 3


def demand(world: World) -> None:
    """Work out demand for every day.

    latent["demand"]: (products, days), what a product draws on a day beside others of its category: popularity x (price / base
    price) ** elasticity x drift x promotion x cross-price effect; 0 when it is not on sale.
    latent["mix"]: (archetypes, categories), share of an archetype's lines; rows sum to 1.
    latent["category_demand"]: (categories, days + 90), season x noise x the category's demand relative to its listed popularity.
    latent["curves"]: (archetypes, countries, days + 90), what an archetype's rate of buying in a country is multiplied with.
    truth["elasticities"], truth["cross_prices"]: see data_gen.truth.
    """
    products, days = world.latent["products"], world.config.days
    popularity = products["popularity"].to_numpy()[:, None]
    pairs = _cross_prices(world)
    listed = _listed(world)
    ratio = _price_ratio(world)
    response = ratio ** products["elasticity"].to_numpy(dtype=numpy.float32)[:, None]
    for pair in pairs.itertuples():
        response[pair.product] *= ratio[pair.other] ** numpy.float32(pair.cross_elasticity)
    weight = (popularity * listed * response * world.latent["product_drift"] * world.latent["promotion_effect"]).astype(numpy.float32)
    weight[_closed_today(world)] = 0
    world.latent["demand"] = weight
    world.latent["mix"] = _mix(world)
    first = numpy.searchsorted(products["category"], range(len(categories())))
    drawn, possible = (numpy.add.reduceat(values, first, axis=0, dtype=float) for values in (weight, popularity * listed))
    relative = numpy.ones((len(categories()), days + AHEAD))
    relative[:, :days] = drawn / numpy.maximum(possible, 1e-9)
    world.latent["category_demand"] = world.latent["season"] * world.latent["noise"] * relative
    world.latent["curves"] = _curves(world)
    _answer(world, pairs)


def _price_ratio(world: World) -> numpy.ndarray:
    base = world.latent["products"]["base_cents"].to_numpy(dtype=numpy.float32)[:, None]
    return world.latent["prices"].astype(numpy.float32) / base


def _listed(world: World) -> numpy.ndarray:
    products, day = world.latent["products"], numpy.arange(world.config.days)
    return (day >= products["listed"].to_numpy()[:, None]) & (day < products["gone"].to_numpy()[:, None])


def _closed_today(world: World) -> numpy.ndarray:
    closed = world.latent["brands"]["closed_on_sundays"].to_numpy()[world.latent["products"]["brand"]]
    sunday = world.config.dates().astype(int) % 7 == _SUNDAY
    return closed[:, None] & sunday


def _cross_prices(world: World) -> pandas.DataFrame:
    """Pairs of leading products of one category: the first sells more when the other is dear."""
    random = world.random("demand")
    products = world.latent["products"]
    chosen = random.choice(len(categories()), CROSS_PRICE_PAIRS, replace=False)
    leading = [products.index[products["category"] == code][:2] for code in chosen]
    strength = random.uniform(*CROSS_ELASTICITY, CROSS_PRICE_PAIRS)
    rows = [(*pair, cross) for pair, cross in zip(leading, strength, strict=True) if len(pair) > 1]
    return pandas.DataFrame(rows, columns=["product", "other", "cross_elasticity"])


def _mix(world: World) -> numpy.ndarray:
    share, departments = numpy.array(column("categories", 4)), column("categories", 0)
    tastes = [{}] * len(archetypes()) if world.config.plain else column("archetypes", 5)
    found = numpy.array([share * [taste.get(department, 1.0) for department in departments] for taste in tastes])
    return found / found.sum(axis=1, keepdims=True)


def _curves(world: World) -> numpy.ndarray:
    shape = (len(archetypes()), len(countries()), world.config.days + AHEAD)
    if world.config.plain:
        return numpy.ones(shape)
    bought = world.latent["mix"] @ world.latent["category_demand"]
    weekend = (world.config.dates(AHEAD).astype(int) + 3) % 7 >= _SUNDAY + 2
    habit = 1 + numpy.array(column("archetypes", 2))[:, None] * numpy.where(weekend, 1.0, -0.4)
    return (bought * habit)[:, None, :] * world.latent["country_season"][None]


def _answer(world: World, pairs: pandas.DataFrame) -> None:
    products = world.latent["products"]
    named = products["product_id"].to_numpy()
    category = numpy.array(categories())[products["category"]]
    mean = products.groupby("category")["elasticity"].transform("mean")
    world.truth["elasticities"] = pandas.DataFrame(
        {"product_id": named, "category": category, "elasticity": products["elasticity"], "category_elasticity": mean}
    )
    world.truth["cross_prices"] = pandas.DataFrame(
        {"product_id": named[pairs["product"]], "other_product_id": named[pairs["other"]], "cross_elasticity": pairs["cross_elasticity"]}
    )
