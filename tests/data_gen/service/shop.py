"""A small shop that was ordered from and nothing else: what the stages of the service find when they begin."""

from __future__ import annotations

import datetime
from functools import cache

import numpy
import pandas

from data_gen.config import Config, Size
from data_gen.external import external
from data_gen.service.exchanges import exchanges
from data_gen.service.returns import returns
from data_gen.service.reviews import reviews
from data_gen.service.shipments import shipments
from data_gen.service.surveys import surveys
from data_gen.service.tickets import tickets
from data_gen.world import World

CATEGORIES = {"Fashion": "Style", "Kitchen": "Home", "Electronics": "Tech", "Toys": "Family"}
REGIONS = {"Bavaria": ("Germany", "EUR"), "Scotland": ("United Kingdom", "GBP"), "Texas": ("United States", "USD")}
RATES = {"GBP": 1.17, "USD": 0.9137}
CONFIG = Config(seed=11, size=Size(6_000, 20_000, 120, 12, 0), as_of=datetime.date(2026, 3, 31))


def ordered(config: Config = CONFIG) -> World:
    """A world of orders, drawn without any habit, a year long."""
    world = World(config)
    chance = world.random("test_shop")
    size = config.size
    world.tables["categories"] = pandas.DataFrame({"category": list(CATEGORIES), "department": list(CATEGORIES.values())})
    world.tables["regions"] = pandas.DataFrame(
        [(name, country, currency, 0.2) for name, (country, currency) in REGIONS.items()],
        columns=["region", "country", "currency", "tax_rate"],
    )
    world.tables["warehouses"] = pandas.DataFrame(
        {"warehouse_id": ["W1", "W2"], "warehouse_name": ["Leipzig", "Columbus"], "country": ["Germany", "United States"]}
    )
    world.tables["vendors"] = pandas.DataFrame(
        {
            "vendor_id": [f"V{number}" for number in range(7)],
            "vendor_name": [f"Vendor {number}" for number in range(7)],
            "country": "Germany",
            "contact_email": None,
            "status": "active",
        }
    )
    world.tables["products"] = _products(chance, size.products, config)
    prices = chance.integers(500, 9_000, size.products)
    world.tables["price_history"] = pandas.DataFrame(
        {"product_id": world.tables["products"]["product_id"], "valid_from": config.opening, "price_cents": prices}
    )
    world.tables["customers"] = pandas.DataFrame({"customer_id": [f"C{number}" for number in range(size.customers)]})
    world.tables["orders"] = _orders(chance, size, config)
    items = _items(chance, world, prices)
    world.tables["order_items"] = items
    gross = (items["unit_price_cents"] * items["quantity"]).groupby(items["order_id"]).sum()
    discounts = items["discount_cents"].groupby(items["order_id"]).sum()
    world.tables["orders"] = world.tables["orders"].assign(gross_cents=gross.to_numpy(), discount_cents=discounts.to_numpy())
    world.tables["exchange_rates"] = pandas.DataFrame({"rate_date": config.opening, "currency": list(RATES), "rate": list(RATES.values())})
    return world


def made(config: Config = CONFIG) -> World:
    """The same with every stage of the service."""
    world = ordered(config)
    for stage in (shipments, returns, exchanges, reviews, surveys, tickets, external):
        stage(world)
    return world


@cache
def shared() -> World:
    """One such world for all tests; they only read it."""
    return made()


def _products(chance: numpy.random.Generator, count: int, config: Config) -> pandas.DataFrame:
    numbers = numpy.arange(count)
    return pandas.DataFrame(
        {
            "product_id": [f"P{number}" for number in numbers],
            "sku": [f"S{number}" for number in numbers],
            "product_name": [f"Thing {number}" for number in numbers],
            "description": None,
            "category": numpy.array(list(CATEGORIES))[numbers % 4],
            "brand": numpy.array(["Almhart", "Dunfell", "Velmora"])[numbers % 3],
            "vendor_id": [f"V{number % 7}" for number in numbers],
            "listed_on": config.opening,
            "delisted_on": None,
            "weight_grams": chance.integers(100, 4_000, count),
        }
    )


def _orders(chance: numpy.random.Generator, size: Size, config: Config) -> pandas.DataFrame:
    count = size.orders
    moments = config.opening.astype("datetime64[s]") + chance.integers(0, config.days * 86_400, count).astype("timedelta64[s]")
    days = moments.astype("datetime64[D]")
    # A few customers order much more than others, and one order in twenty is a guest's.
    customers = numpy.floor(size.customers * chance.random(count) ** 2).astype(int)
    region = chance.choice(list(REGIONS), count)
    return pandas.DataFrame(
        {
            "order_id": [f"O{number:05}" for number in range(count)],
            "customer_id": numpy.where(chance.random(count) < 0.05, None, [f"C{number}" for number in customers]),
            "ordered_at": moments,
            "status": chance.choice(["placed", "cancelled", "test"], count, p=[0.96, 0.03, 0.01]),
            "region": region,
            "currency": [REGIONS[name][1] for name in region],
            "is_gift": (chance.random(count) < 0.1).astype(int),
            "warehouse_id": chance.choice(["W1", "W2"], count),
            "promised_on": days + chance.integers(2, 9, count),
        }
    )


def _items(chance: numpy.random.Generator, world: World, prices: numpy.ndarray) -> pandas.DataFrame:
    orders = world.tables["orders"]
    lines = chance.integers(1, 5, len(orders))
    owner = numpy.repeat(numpy.arange(len(orders)), lines)
    product = chance.integers(0, len(prices), len(owner))
    quantity = chance.choice([1, 1, 1, 2, 3, 7], len(owner))
    return pandas.DataFrame(
        {
            "order_id": orders["order_id"].to_numpy()[owner],
            "line_number": numpy.concatenate([numpy.arange(1, count + 1) for count in lines]),
            "product_id": world.tables["products"]["product_id"].to_numpy()[product],
            "quantity": quantity,
            "unit_price_cents": prices[product],
            "discount_cents": chance.integers(0, 400, len(owner)),
            "tax_cents": 0,
        }
    )
