"""Promotions: a few days of lower prices, with a true uplift, a dip after it and sales taken from neighbours."""

from __future__ import annotations

import numpy
import pandas

from data_gen.identities import identities
from data_gen.shop import categories, column
from data_gen.world import World

A_MONTH = 2
NULL_SHARE = 0.21
BEYOND_PRICE = 0.15
UPLIFT = (-0.05, 0.8)
DIP, CANNIBALISED = (0.04, 0.25), (0.0, 0.4)
OF_ONE_BRAND = 0.5
PREFERENCE = 4
_RATES = (0.05, 0.1, 0.1, 0.15, 0.2, 0.25)
_LENGTHS = (4, 15)
_TRIES = 50


def promotions(world: World) -> None:
    """Make promotions.

    latent["promotion"]: (products, days), number of the promotion that a product is sold under, or -1.
    latent["promotion_rate"]: discount rate by number of the promotion.
    latent["promotion_effect"]: (products, days), multipliers of demand: 1 + uplift while promoted, less in the dip after it
    and for the products that lose to it. Uplift is the whole effect on units; the discount has no other.
    truth["promotions"]: see data_gen.truth.
    """
    random = world.random("promotions")
    frame = _plans(world, random)
    frame["uplift"] = _uplifts(world, random, frame)
    frame["dip"] = random.uniform(*DIP, len(frame))
    frame["cannibalised"] = random.uniform(*CANNIBALISED, len(frame))
    _apply(world, frame)
    identity = identities(world, "promotions", len(frame), "M")
    opening, brands = world.config.opening, world.latent["brands"]["brand"].to_numpy(dtype=object)
    dates = {"starts_on": opening + frame["first"].to_numpy(), "ends_on": opening + frame["last"].to_numpy()}
    named = {
        "promotion_id": identity,
        "category": numpy.array(categories())[frame["category"]],
        "brand": numpy.where(frame["brand"] < 0, None, brands[frame["brand"]]),
    }
    subject = pandas.Series(named["brand"]).fillna(pandas.Series(named["category"]))
    world.tables["promotions"] = pandas.DataFrame(
        {
            **named,
            "promotion_name": subject + " " + (frame["rate"] * 100).round().astype(int).astype(str) + " % off",
            **dates,
            "discount_rate": frame["rate"],
        }
    )
    world.latent["promotion_rate"] = frame["rate"].to_numpy()
    world.truth["promotions"] = pandas.DataFrame({**named, **dates, **frame[["rate", "uplift", "dip", "cannibalised"]]})


def _plans(world: World, random: numpy.random.Generator) -> pandas.DataFrame:
    """Category, brand, rate, first and last day: preferably in good weeks, never two in one category within a fortnight."""
    count, days = A_MONTH * world.config.size.months, world.config.days
    season = _of_the_week(world.latent["season"][:, :days]) ** PREFERENCE
    taken = numpy.zeros((len(categories()), days + 60), bool)
    rows = []
    for _ in range(count):
        for _ in range(_TRIES):
            category, length = int(random.integers(len(categories()))), int(random.integers(*_LENGTHS))
            weight = season[category, : days - 1]
            first = int(random.choice(days - 1, p=weight / weight.sum()))
            if not taken[category, max(0, first - length) : first + 2 * length].any():
                taken[category, first : first + 2 * length] = True
                rows.append((category, random.choice(_RATES), first, first + length - 1, random.random() < OF_ONE_BRAND))
                break
    frame = pandas.DataFrame(rows, columns=["category", "rate", "first", "last", "of_one_brand"])
    frame["brand"] = numpy.where(frame.pop("of_one_brand"), _leading_brands(world)[frame["category"]], -1)
    return frame.sort_values(["first", "category"], ignore_index=True)


def _of_the_week(season: numpy.ndarray) -> numpy.ndarray:
    """Mean of a day and the six after it; fewer at the end."""
    passed = numpy.cumsum(numpy.pad(season, ((0, 0), (1, 6)), mode="edge"), axis=1)
    return (passed[:, 7:] - passed[:, :-7])[:, : season.shape[1]] / 7


def _leading_brands(world: World) -> numpy.ndarray:
    products = world.latent["products"]
    sold = products.pivot_table(index="category", columns="brand", values="popularity", aggfunc="sum", fill_value=0)
    return sold.reindex(range(len(categories())), fill_value=0).idxmax(axis=1).to_numpy()


def _uplifts(world: World, random: numpy.random.Generator, frame: pandas.DataFrame) -> numpy.ndarray:
    """What the lower price does by the category's mean elasticity, times exp(.15) for being promoted, times noise; some do nothing."""
    elasticity = world.latent["products"].groupby("category")["elasticity"].mean().reindex(range(len(categories()))).fillna(-1).to_numpy()
    effect = elasticity[frame["category"]] * numpy.log1p(-frame["rate"]) + BEYOND_PRICE + random.normal(-0.1, 0.15, len(frame))
    nothing = random.permutation(len(frame)) < round(NULL_SHARE * len(frame))
    return numpy.where(nothing, 0.0, numpy.clip(numpy.expm1(effect), *UPLIFT))


def _apply(world: World, frame: pandas.DataFrame) -> None:
    products, days = world.latent["products"], world.config.days
    running = numpy.full((len(products), days), -1, numpy.int16)
    effect = numpy.ones((len(products), days), numpy.float32)
    department = numpy.array(column("categories", 0))[products["category"]]
    share = products["popularity"].to_numpy() * numpy.array(column("categories", 4))[products["category"]]
    for number, plan in enumerate(frame.itertuples(index=False)):
        in_category = (products["category"] == plan.category).to_numpy()
        promoted = in_category & ((products["brand"] == plan.brand).to_numpy() | (plan.brand < 0))
        others = (in_category if plan.brand >= 0 else department == column("categories", 0)[plan.category]) & ~promoted
        while_on, length = slice(plan.first, plan.last + 1), plan.last + 1 - plan.first
        running[promoted, while_on] = number
        effect[promoted, while_on] *= 1 + plan.uplift
        effect[promoted, plan.last + 1 : plan.last + 1 + length] *= 1 - plan.dip * max(0.0, plan.uplift)
        if others.any():
            lost = plan.cannibalised * max(0.0, plan.uplift) * share[promoted].sum() / share[others].sum()
            effect[others, while_on] *= max(0.5, 1 - lost)
    world.latent["promotion"], world.latent["promotion_effect"] = running, effect
