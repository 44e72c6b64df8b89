"""A made-up shop whose orders are drawn plainly, to run warehouses under it."""

from __future__ import annotations

import datetime

import numpy
import pandas

from data_gen.config import Config, Size
from data_gen.supply.books import books
from data_gen.supply.counting import counting
from data_gen.supply.mismatches import mismatches
from data_gen.supply.purchasing import purchasing
from data_gen.supply.replenishment import replenishment
from data_gen.supply.vendor_terms import vendor_terms
from data_gen.world import World, make_world

VENDORS, WAREHOUSES, CATEGORIES = 25, 4, 6
STAGES = (vendor_terms, mismatches, replenishment, purchasing, books, counting)


def supplied_world(seed: int = 1, orders: int = 30_000, products: int = 240, months: int = 24, *, returns: bool = True) -> World:
    """A world with everything that supply makes."""
    size = Size(customers=0, orders=orders, products=products, months=months, identified_journeys=0)
    config = Config(seed=seed, size=size, as_of=datetime.date(2026, 3, 17))
    return make_world(config, [_catalogue, _orders, *((_returns,) if returns else ()), *STAGES])


def _catalogue(world: World) -> None:
    random, count, config = world.random("catalogue"), world.config.size.products, world.config
    opening = numpy.datetime64(config.first_day, "D")
    vendors = numpy.array([f"V{number:02}" for number in range(VENDORS)])
    categories = numpy.array([f"Category {number}" for number in range(CATEGORIES)])
    product = numpy.array([f"P{number:04}" for number in range(count)])
    vendor = numpy.arange(count) % VENDORS
    later = numpy.where(random.random(count) < 0.2, random.integers(1, config.days // 2, count), 0)
    gone = numpy.where(random.random(count) < 0.15, random.integers(int(config.days * 0.6), config.days, count), -1)
    numbers = range(WAREHOUSES)
    world.tables["warehouses"] = pandas.DataFrame(
        {
            "warehouse_id": [f"W{number}" for number in numbers],
            "warehouse_name": [f"Hall {number}" for number in numbers],
            "country": "Germany",
        }
    )
    world.tables["vendors"] = pandas.DataFrame(
        {
            "vendor_id": vendors,
            "vendor_name": "Maker " + pandas.Series(vendors),
            "country": "Poland",
            "contact_email": None,
            "status": "active",
        }
    )
    pairs = [(one, two) for one in vendors for two in categories]
    world.tables["vendor_contracts"] = pandas.DataFrame(pairs, columns=["vendor_id", "category"]).assign(
        contract_id=[f"K{number}" for number in range(len(pairs))],
        starts_on=opening,
        ends_on=numpy.datetime64("NaT"),
        lead_time_days=random.integers(5, 35, len(pairs)),
        minimum_order_units=random.choice([2, 4, 8, 16], len(pairs)),
    )
    world.tables["products"] = pandas.DataFrame(
        {
            "product_id": product,
            "sku": product,
            "product_name": "Thing " + pandas.Series(product),
            "description": None,
            "brand": numpy.array(["Almhart", "Dunfell", "Velmora"])[numpy.arange(count) % 3],
            "weight_grams": 100,
            "category": categories[random.integers(0, CATEGORIES, count)],
            "vendor_id": vendors[vendor],
            "listed_on": opening + later,
            "delisted_on": numpy.where(gone < 0, numpy.datetime64("NaT"), opening + gone),
        }
    )
    history = pandas.DataFrame({"product_id": numpy.repeat(product, 3), "cost_cents": random.integers(300, 5_000, 3 * count)})
    history["valid_from"] = opening + numpy.sort(random.integers(1, config.days, (count, 3)), axis=1).ravel()
    history.loc[::3, "valid_from"] = numpy.datetime64(config.first_day, "D")
    world.tables["cost_history"] = history.drop_duplicates(["product_id", "valid_from"])


def _orders(world: World) -> None:
    """Two lines an order; popularity falls with the rank, more before Christmas; 4 % cancelled, a few tests."""
    random, config, products = world.random("orders"), world.config, world.tables["products"]
    opening, count = numpy.datetime64(config.first_day, "D"), config.size.orders
    season = 1 + 0.8 * numpy.exp(-(((numpy.arange(config.days) + config.first_day.timetuple().tm_yday) % 365 - 345) ** 2) / 500)
    day = random.choice(config.days, count, p=season / season.sum())
    order = pandas.DataFrame(
        {
            "order_id": [f"O{number}" for number in range(count)],
            "ordered_at": (opening + day).astype("datetime64[s]") + random.integers(0, 86_400, count),
            "status": random.choice(["placed", "cancelled", "test"], count, p=[0.955, 0.04, 0.005]),
            "warehouse_id": random.choice(world.tables["warehouses"]["warehouse_id"], count, p=[0.4, 0.3, 0.2, 0.1]),
        }
    )
    share = 1 / (numpy.arange(len(products)) + 8.0) ** 0.85
    line = pandas.DataFrame({"order_id": numpy.repeat(order["order_id"], 2), "line_number": numpy.tile([1, 2], count)})
    chosen = random.choice(len(products), 2 * count, p=share / share.sum())
    line["product_id"], line["quantity"] = products["product_id"].to_numpy()[chosen], random.geometric(0.7, 2 * count)
    dated = numpy.repeat(day, 2) + opening
    delisted = products["delisted_on"].fillna(pandas.Timestamp("2100-01-01")).to_numpy()
    on_sale = (products["listed_on"].to_numpy()[chosen] <= dated) & (dated <= delisted[chosen])
    world.tables["orders"], world.tables["order_items"] = order, line[on_sale].reset_index(drop=True)


def _returns(world: World) -> None:
    random = world.random("returns")
    lines = world.tables["order_items"].merge(world.tables["orders"].query("status == 'placed'"), on="order_id")
    lines = lines[random.random(len(lines)) < 0.08].reset_index(drop=True)
    processed = lines["ordered_at"].to_numpy().astype("datetime64[D]") + random.integers(8, 30, len(lines))
    known = processed <= numpy.datetime64(world.config.as_of)
    world.tables["returns"] = pandas.DataFrame(
        {
            "order_id": lines["order_id"],
            "product_id": lines["product_id"],
            "quantity": lines["quantity"],
            "processed_on": numpy.where(known, processed, numpy.datetime64("NaT")),
            "is_resaleable": numpy.where(known, random.random(len(lines)) < 0.7, None),
        }
    )
