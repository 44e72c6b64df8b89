"""The assortment: categories, brands, vendors with their contracts, and products."""

from __future__ import annotations

import numpy
import pandas

from data_gen.identities import identities
from data_gen.seasons import AHEAD
from data_gen.shop import categories, column, shop
from data_gen.world import World

BANDS = 4
ELASTICITIES = (-0.6, -3.2)
PRODUCT_DEVIATION = 0.4
LATER, DELISTED = 0.22, 0.08
_RANK_EXPONENT = 0.8
_PRICE_DEVIATION = 0.5


def catalogue(world: World) -> None:
    """Make categories, brands, vendors, vendor_contracts and products.

    latent["brands"]: brand, is_own, closed_on_sundays, by brand code.
    latent["products"]: a row a product, in the order that product indices count: product_id, category, brand (codes),
    base_cents (EUR), band (0 cheap to 3 dear within its category), popularity (share of its category's demand; sums to 1 there),
    elasticity, cost_rate, listed (index of the first day), gone (index of the first day no longer on sale).
    """
    random = world.random("catalogue")
    departments = column("categories", 0)
    world.tables["categories"] = pandas.DataFrame({"category": categories(), "department": departments})
    world.latent["brands"] = _brands()
    world.tables["brands"] = world.latent["brands"].astype({"is_own": int, "closed_on_sundays": int})
    vendors = _vendors(world, random)
    supplied = _supplied(random, len(vendors))
    _contracts(world, random, supplied)
    products = _products(world, random)
    world.latent["products"] = products
    world.tables["products"] = _as_declared(world, random, products, supplied)


def _brands() -> pandas.DataFrame:
    given = shop()["brands"]
    special = [(name, *flags) for name, flags in given.items() if name != "others"]
    return pandas.DataFrame(
        [*special, *((name, False, False) for name in given["others"])], columns=["brand", "is_own", "closed_on_sundays"]
    )


def _vendors(world: World, random: numpy.random.Generator) -> pandas.DataFrame:
    names, homes = shop()["vendors"], shop()["vendor_countries"]
    frame = pandas.DataFrame(
        {
            "vendor_id": identities(world, "vendors", len(names), "V"),
            "vendor_name": names,
            "country": random.choice(list(homes), len(names), p=list(homes.values())),
            "contact_email": [f"orders@{name.lower().replace(' ', '-')}.example" for name in names],
            "status": numpy.where(random.random(len(names)) < 0.06, "ended", "active"),
        }
    )
    world.tables["vendors"] = frame
    return frame


def _supplied(random: numpy.random.Generator, vendors: int) -> list[numpy.ndarray]:
    """Vendors of each category: every vendor has a main category, and each category two more."""
    main = random.permutation(vendors) % len(categories())
    return [numpy.unique([*numpy.flatnonzero(main == code), *random.choice(vendors, 2)]) for code in range(len(categories()))]


def _contracts(world: World, random: numpy.random.Generator, supplied: list[numpy.ndarray]) -> None:
    pairs = [(vendor, category) for category, vendors in enumerate(supplied) for vendor in vendors]
    vendor, category = numpy.array(pairs).T
    renewed = random.integers(world.config.days // 4, world.config.days * 3 // 4, len(pairs))
    starts = world.config.opening + numpy.concatenate([numpy.zeros(len(pairs), int), renewed])
    ends = numpy.concatenate([world.config.opening + renewed - 1, numpy.full(len(pairs), numpy.datetime64("NaT", "D"))])
    lead = 5 + random.integers(0, 30, len(pairs))
    world.tables["vendor_contracts"] = pandas.DataFrame(
        {
            "contract_id": identities(world, "vendor_contracts", 2 * len(pairs), "K"),
            "vendor_id": numpy.tile(world.tables["vendors"]["vendor_id"].to_numpy()[vendor], 2),
            "category": numpy.tile(numpy.array(categories())[category], 2),
            "starts_on": starts,
            "ends_on": ends,
            "lead_time_days": numpy.concatenate([lead, numpy.maximum(3, lead + random.integers(-4, 5, len(pairs)))]),
            "minimum_order_units": random.choice([2, 3, 4, 6, 12], 2 * len(pairs)),
        }
    )


def _products(world: World, random: numpy.random.Generator) -> pandas.DataFrame:
    count, days = world.config.size.products, world.config.days
    share = numpy.sqrt(column("categories", 4))
    category = numpy.sort(
        numpy.concatenate([numpy.repeat(numpy.arange(len(share)), 8), random.choice(len(share), count, p=share / share.sum())])[:count]
    )
    frame = pandas.DataFrame({"product_id": identities(world, "products", count, "P"), "category": category})
    frame["brand"] = _brand_of(random, category, len(world.latent["brands"]))
    middle = numpy.array(column("categories", 1))[category]
    euros = middle * numpy.exp(random.normal(0, _PRICE_DEVIATION, count))
    frame["base_cents"] = (numpy.maximum(3, numpy.round(euros)) * 100 - random.choice([1, 5, 10, 50], count)).astype(int)
    rank = frame["base_cents"].groupby(category).rank(method="first", pct=True).to_numpy()
    frame["band"] = numpy.minimum(BANDS - 1, (rank * BANDS - 1e-9).astype(int))
    weight = (frame.groupby("category").cumcount().to_numpy() + 1.0) ** -_RANK_EXPONENT
    frame["popularity"] = weight / numpy.bincount(category, weight)[category]
    of_category = random.permutation(numpy.linspace(*ELASTICITIES, len(share)))
    frame["elasticity"] = numpy.minimum(-0.1, of_category[category] + random.normal(0, PRODUCT_DEVIATION, count))
    frame["cost_rate"] = numpy.clip(numpy.array(column("categories", 2))[category] + random.normal(0, 0.04, count), 0.2, 0.9)
    later = random.random(count) < LATER
    frame["listed"] = numpy.where(later, random.integers(1, max(2, int(days * 0.85)), count), 0)
    gone = frame["listed"] + random.integers(days // 6, days, count)
    frame["gone"] = numpy.where((random.random(count) < DELISTED) & (gone < days), gone, days + AHEAD)
    return frame


def _brand_of(random: numpy.random.Generator, category: numpy.ndarray, brands: int) -> numpy.ndarray:
    """Each category carries eight of the brands; the first of them is on a third of its products."""
    weight = 1 / numpy.arange(1, 9)
    found = numpy.empty(len(category), int)
    for code in range(len(categories())):
        carried = (random.permutation(brands))[:8]
        here = numpy.flatnonzero(category == code)
        found[here] = random.choice(carried, len(here), p=weight / weight.sum())
    return found


def _as_declared(
    world: World, random: numpy.random.Generator, products: pandas.DataFrame, supplied: list[numpy.ndarray]
) -> pandas.DataFrame:
    count = len(products)
    things = column("categories", 9)
    category, brand = products["category"].to_numpy(), world.latent["brands"]["brand"].to_numpy()[products["brand"]]
    materials = random.choice(shop()["materials"], count)
    thing = numpy.array(
        [things[code][number % len(things[code])] for code, number in zip(category, random.integers(0, 1000, count), strict=True)]
    )
    vendor = numpy.array([random.choice(supplied[code]) for code in category])
    opening, weight = world.config.opening, numpy.array(column("categories", 3))[category]
    names = pandas.Series(brand) + " " + materials + " " + pandas.Series(thing).str.lower()
    again = names.groupby(names).cumcount()
    return pandas.DataFrame(
        {
            "product_id": products["product_id"],
            "sku": identities(world, "stock keeping units", count, "SKU-"),
            "product_name": names + numpy.where(again > 0, " No. " + (again + 1).astype(str), ""),
            "description": pandas.Series(thing) + " from our " + pandas.Series(materials).str.lower() + " range, by " + brand + ".",
            "category": numpy.array(categories())[category],
            "brand": brand,
            "vendor_id": world.tables["vendors"]["vendor_id"].to_numpy()[vendor],
            "listed_on": opening + products["listed"].to_numpy(),
            "delisted_on": numpy.where(
                products["gone"] < world.config.days, opening + products["gone"].to_numpy() - 1, numpy.datetime64("NaT", "D")
            ),
            "weight_grams": numpy.maximum(20, weight * numpy.exp(random.normal(0, 0.4, count))).astype(int),
        }
    )
