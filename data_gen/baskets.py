"""Baskets: which products are on an order, and how many of each."""

from __future__ import annotations

import numpy
import pandas

from data_gen.catalogue import BANDS
from data_gen.shop import categories, column
from data_gen.world import World

UNITS = 1.2
BUNDLES, BUNDLED = 20, (0.2, 0.45)
SUBSTITUTES, SUBSTITUTE_LIFT = 5, 0.3
# What an order's spend does to lines, units and price bands; together about one percent of value for one percent of spend.
GENEROSITY, _BANDS_OF_SPEND, _BAND_DEVIATION = 0.4, 2.0, 1.0


def baskets(world: World, orders: pandas.DataFrame) -> pandas.DataFrame:
    """Lines of the orders, in their order: order (row), line_number, product, quantity.

    Each drawn line takes a category by the archetype's mix and the day's demand, a price band by the order's spend, and a
    product by its demand on that day; so a product's lines are proportional to its demand. Bundles and substitutes come after.
    truth["bundles"] and truth["substitutes"]: see data_gen.truth.
    """
    random = world.random("baskets")
    drawn = numpy.flatnonzero(orders["drawn"])
    generous = numpy.exp(GENEROSITY * orders["spend"].to_numpy())
    count = 1 + random.poisson((orders["extra_lines"] * generous).to_numpy()[drawn])
    order = numpy.repeat(drawn, count)
    day = orders["day"].to_numpy()[order]
    category = _categories(world, random, orders, order, day)
    spend = orders["spend"].to_numpy()[order]
    product = _products(world, random, category, spend, day)
    order, product = _related(world, random, orders, order, product)
    mean = UNITS * (orders["units_scale"] * generous).to_numpy()[order]
    lines = pandas.DataFrame({"order": order, "product": product, "quantity": 1 + random.poisson(numpy.maximum(mean - 1, 0))})
    lines = pandas.concat([lines, _given(world, orders)], ignore_index=True)
    lines["place"] = random.random(len(lines))
    lines = lines.groupby(["order", "product"], as_index=False, sort=False).agg(quantity=("quantity", "sum"), place=("place", "first"))
    lines = lines.sort_values(["order", "place"], ignore_index=True).drop(columns="place")
    lines["line_number"] = lines.groupby("order").cumcount() + 1
    return lines


def _given(world: World, orders: pandas.DataFrame) -> pandas.DataFrame:
    """Lines that the stages named, of the orders that are inside the world."""
    given = world.latent["intent_lines"].frame
    if given.empty:
        return pandas.DataFrame({"order": [], "product": [], "quantity": []}, dtype=int)
    row = numpy.full(len(world.latent["intents"]), -1)
    row[orders["intent"]] = numpy.arange(len(orders))
    placed = given.assign(order=row[given["intent"]])
    return placed.loc[placed["order"] >= 0, ["order", "product", "quantity"]]


def choose(random: numpy.random.Generator, weights: numpy.ndarray) -> numpy.ndarray:
    """For each column of weights (choices, draws), the index of one choice with probability proportional to its weight."""
    passed = numpy.cumsum(weights, axis=0)
    return numpy.minimum((passed <= random.random(weights.shape[1]) * passed[-1]).sum(axis=0), len(weights) - 1)


def _categories(
    world: World, random: numpy.random.Generator, orders: pandas.DataFrame, order: numpy.ndarray, day: numpy.ndarray
) -> numpy.ndarray:
    archetype, wanted = orders["archetype"].to_numpy()[order], orders["category"].to_numpy()[order]
    weights = world.latent["mix"].T[:, archetype] * world.latent["category_demand"][:, day]
    return numpy.where(wanted >= 0, wanted, choose(random, weights))


def _products(
    world: World, random: numpy.random.Generator, category: numpy.ndarray, spend: numpy.ndarray, day: numpy.ndarray
) -> numpy.ndarray:
    demand, products = world.latent["demand"], world.latent["products"]
    band_of, category_of = products["band"].to_numpy(), products["category"].to_numpy()
    group_of = category_of * BANDS + band_of
    of_band = numpy.zeros((len(categories()) * BANDS, demand.shape[1]))
    numpy.add.at(of_band, group_of, demand)
    wanted = (BANDS - 1) / 2 + _BANDS_OF_SPEND * spend
    distance = numpy.arange(BANDS)[:, None] - numpy.clip(wanted, -0.5, BANDS - 0.5)
    weights = of_band[category * BANDS + numpy.arange(BANDS)[:, None], day] * numpy.exp(-((distance / _BAND_DEVIATION) ** 2) / 2)
    group = category * BANDS + choose(random, weights)
    found = numpy.empty(len(day), int)
    for code in numpy.unique(group):
        here, members = numpy.flatnonzero(group == code), numpy.flatnonzero(group_of == code)
        found[here] = members[choose(random, demand[members][:, day[here]])] if len(members) else -1
    unsold = (found < 0) | (demand[found, day] <= 0)
    found[unsold] = demand.argmax(axis=0)[day[unsold]]
    return found


def _related(
    world: World, random: numpy.random.Generator, orders: pandas.DataFrame, order: numpy.ndarray, product: numpy.ndarray
) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Bundles: who takes the first product often takes the second too. Substitutes: who takes the first rarely takes the second."""
    bundles, instead = _pairs(world)
    first, second = bundles.T
    added = random.uniform(*BUNDLED, BUNDLES)
    bundle = numpy.full(len(world.latent["products"]), -1)
    bundle[first] = numpy.arange(BUNDLES)
    number = bundle[product]
    taken = (number >= 0) & (random.random(len(product)) < added[number])
    in_stock = world.latent["demand"][second[number], orders["day"].to_numpy()[order]] > 0
    taken &= in_stock
    order, product = numpy.concatenate([order, order[taken]]), numpy.concatenate([product, second[number[taken]]])
    named = world.latent["products"]["product_id"].to_numpy()
    world.truth["bundles"] = pandas.DataFrame({"product_id": named[first], "other_product_id": named[second], "added": added})
    world.truth["substitutes"] = pandas.DataFrame(
        {"product_id": named[instead[:, 0]], "other_product_id": named[instead[:, 1]], "lift": SUBSTITUTE_LIFT}
    )
    kept = numpy.ones(len(order), bool)
    for one, other in instead:
        with_one = numpy.isin(order, order[product == one])
        kept &= ~((product == other) & with_one & (random.random(len(order)) >= SUBSTITUTE_LIFT))
    return order[kept], product[kept]


def _pairs(world: World) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Bundles and substitutes, (pairs, 2) each: products that are always on sale, no product in two pairs.

    Substitutes are the two leading products of a category, in the largest ones, so that they would often meet; bundles are of the
    better known quarter, the better known one first.
    """
    random = world.random("pairs")
    products = world.latent["products"]
    sold = products["popularity"].to_numpy() * numpy.array(column("categories", 4))[products["category"]]
    lasting = products.index[(products["listed"] == 0) & (products["gone"] > world.config.days)].to_numpy()
    lasting = lasting[numpy.argsort(-sold[lasting], kind="stable")]
    category = products["category"].to_numpy()[lasting]
    leading = [pair for code in range(len(categories())) if len(pair := lasting[category == code][:2]) == 2]
    substitutes = numpy.array(sorted(leading, key=lambda pair: -sold[pair].prod())[:SUBSTITUTES])
    known = lasting[~numpy.isin(lasting, substitutes)]
    bundles = random.permutation(known[: max(2 * BUNDLES, len(known) // 4)])[: 2 * BUNDLES]
    bundles = bundles.reshape(-1, 2)
    known_better = sold[bundles[:, 0]] >= sold[bundles[:, 1]]
    return numpy.where(known_better[:, None], bundles, bundles[:, ::-1]), substitutes
