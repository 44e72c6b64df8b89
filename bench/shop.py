"""The reference shop that the desk is measured on: `python -m bench.shop --out DIR`.

Two years of a shop of its own invention as one order-line file with the import map beside it, and two files in the shapes that
other shops really have. Everything comes from a seed: the same numbers on every machine.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import numpy
import pyarrow
import yaml
from pyarrow import csv

FIRST_DAY = numpy.datetime64("2024-01-01")
DAYS = 731
SEED = 20_240_101
CATEGORIES = {
    "Home & kitchen": 18, "Garden": 24, "Lighting": 35, "Textiles": 22, "Stationery": 7, "Toys": 16,
    "Beauty": 14, "Jewellery": 38, "Sports": 45, "Electronics": 95, "Books": 12, "Seasonal": 9,
}  # fmt: skip
BRANDS = 40
REGIONS = {
    "United Kingdom": (0.46, ("London", "South East", "North West", "Midlands", "Scotland", "Wales")),
    "Germany": (0.18, ("Berlin", "Bayern", "Hamburg", "Nordrhein-Westfalen", "Sachsen")),
    "France": (0.13, ("Île-de-France", "Occitanie", "Bretagne", "Grand Est")),
    "Netherlands": (0.08, ("Noord-Holland", "Utrecht", "Limburg")),
    "Ireland": (0.06, ("Leinster", "Munster", "Connacht")),
    "Spain": (0.05, ("Madrid", "Cataluña", "Andalucía")),
    "Sweden": (0.04, ("Stockholm", "Skåne", "Västra Götaland")),
}
CHANNELS = {"Web": 0.52, "App": 0.21, "Marketplace": 0.15, "Social": 0.08, "Telephone": 0.04}
PLATFORMS = {"Web": "Storefront", "App": "Storefront", "Marketplace": "Amazon", "Social": "Instagram", "Telephone": "Desk"}
PAYMENTS = {"Card": 0.55, "PayPal": 0.22, "Invoice": 0.09, "Apple Pay": 0.08, "Gift card": 0.02, "Bank transfer": 0.04}
WEEKDAYS = (0.97, 1.02, 1.0, 1.01, 1.04, 0.92, 1.12)
GUESTS, CANCELLED, RETURNED, DISCOUNTED = 0.05, 0.015, 0.043, 0.22


@dataclass(frozen=True)
class Size:
    """How much of a shop."""

    orders: int = 500_000
    lines: int = 1_200_000
    customers: int = 100_000
    products: int = 3_000

    def times(self, share: float) -> Size:
        """The same shop, smaller."""
        return Size(*(max(12, round(share * number)) for number in (self.orders, self.lines, self.customers, self.products)))


@dataclass(frozen=True)
class Orders:
    """One value an order: its customer, whether that was as a guest, its day, its second, and indices into the lists above."""

    customer: numpy.ndarray
    guest: numpy.ndarray
    day: numpy.ndarray
    second: numpy.ndarray
    channel: numpy.ndarray
    payment: numpy.ndarray
    shipping: numpy.ndarray
    cancelled: numpy.ndarray
    lines: numpy.ndarray


@dataclass(frozen=True)
class Lines:
    """One value a line, returns after the sales: the order's index, the line's number, and what was sold."""

    order: numpy.ndarray
    number: numpy.ndarray
    product: numpy.ndarray
    units: numpy.ndarray
    price: numpy.ndarray
    discount: numpy.ndarray
    day: numpy.ndarray
    second: numpy.ndarray


def season() -> numpy.ndarray:
    """The share of orders that each day has: weekdays, a quiet summer, a peak before Christmas, growth."""
    day = numpy.arange(DAYS)
    weekday = (day + (FIRST_DAY.astype("datetime64[D]").astype(int) + 3)) % 7
    peak = 0.9 * numpy.exp(-(((day % 365.5) - 333) ** 2) / (2 * 16**2))
    weight = numpy.array(WEEKDAYS)[weekday] * (1 + 0.12 * numpy.cos(2 * numpy.pi * day / 365.5) + peak) * (1 + 0.25 * day / DAYS)
    return weight / weight.sum()


def make_orders(random: numpy.random.Generator, size: Size) -> Orders:
    """Orders in order of time. Customers differ in how often they buy (gamma), when they came and how long they stay."""
    customer = _customers(random, size)
    reach = numpy.concatenate([[0.0], numpy.cumsum(season())])
    came = numpy.where(random.random(size.customers) < 0.3, 0.0, random.random(size.customers))
    left = numpy.minimum(1.0, came + random.exponential(0.45, size.customers))
    moment = came[customer] + random.random(size.orders) * (left - came)[customer]
    # The rank among all orders, not the moment itself, finds the day: the shop's season holds whatever the customers do.
    rank = numpy.argsort(numpy.argsort(moment)) / size.orders
    day = numpy.searchsorted(reach[1:-1], rank, side="right")
    second = (random.normal(15.5, 4.2, size.orders) * 3600).astype(int) % 86_400
    sequence = numpy.lexsort((second, day))
    size_of_order = random.gamma(0.7, 1.0, size.orders)
    return Orders(
        customer[sequence],
        _guests(random, customer[sequence]),
        day[sequence],
        second[sequence],
        random.choice(len(CHANNELS), size.orders, p=list(CHANNELS.values())),
        random.choice(len(PAYMENTS), size.orders, p=list(PAYMENTS.values())),
        random.choice(numpy.array([0, 395, 495, 995]), size.orders, p=[0.45, 0.3, 0.2, 0.05]),
        random.random(size.orders) < CANCELLED,
        1 + random.multinomial(size.lines - size.orders, size_of_order / size_of_order.sum()),
    )


def _customers(random: numpy.random.Generator, size: Size) -> numpy.ndarray:
    """The customer of each order: everybody buys once, the rest goes by rates that differ widely."""
    rates = random.gamma(0.45, 1.0, size.customers)
    more = random.choice(size.customers, size.orders - size.customers, p=rates / rates.sum())
    return random.permutation(numpy.concatenate([numpy.arange(size.customers), more]))


def _guests(random: numpy.random.Generator, customer: numpy.ndarray) -> numpy.ndarray:
    """Whether an order was placed as a guest; nobody's first order was, so that everybody is known."""
    guest = random.random(len(customer)) < GUESTS
    guest[numpy.unique(customer, return_index=True)[1]] = False
    return guest


def make_lines(random: numpy.random.Generator, size: Size, orders: Orders, prices: numpy.ndarray) -> Lines:
    """The lines of the orders, then the returns: a few in a hundred lines come back within weeks, whole or in part."""
    order = numpy.repeat(numpy.arange(size.orders), orders.lines)
    number = numpy.arange(size.lines) - numpy.repeat(numpy.cumsum(orders.lines) - orders.lines, orders.lines) + 1
    product = random.choice(size.products, size.lines, p=_popularity(random, size.products))
    units = random.geometric(0.68, size.lines)
    price = prices[product]
    percent = numpy.where(random.random(size.lines) < DISCOUNTED, random.choice([5, 10, 15, 20, 30], size.lines), 0)
    discount = units * price * percent // 100
    sold = Lines(order, number, product, units, price, discount, orders.day[order], orders.second[order])
    return _with_returns(random, sold, orders)


def _popularity(random: numpy.random.Generator, products: int) -> numpy.ndarray:
    share = 1 / (numpy.arange(products) + 12.0) ** 0.85
    return random.permutation(share / share.sum())


def _with_returns(random: numpy.random.Generator, sold: Lines, orders: Orders) -> Lines:
    day = sold.day + 3 + random.gamma(2.0, 5.0, len(sold.day)).astype(int)
    chosen = numpy.flatnonzero((random.random(len(day)) < RETURNED) & (day < DAYS) & ~orders.cancelled[sold.order])
    units = 1 + (random.random(len(chosen)) * sold.units[chosen]).astype(int)
    back = Lines(
        sold.order[chosen],
        sold.number[chosen] + 1_000,
        sold.product[chosen],
        -units,
        sold.price[chosen],
        sold.discount[chosen] * units // sold.units[chosen],
        day[chosen],
        random.integers(8 * 3600, 18 * 3600, len(chosen)),
    )
    return Lines(*(numpy.concatenate([getattr(sold, name), getattr(back, name)]) for name in Lines.__dataclass_fields__))


def make_table(seed: int = SEED, size: Size | None = None) -> pyarrow.Table:
    """The order-line file as a table, in order of time."""
    size, random = size or Size(), numpy.random.default_rng(seed)
    category = random.integers(0, len(CATEGORIES), size.products)
    prices = (random.lognormal(0, 0.6, size.products) * numpy.array(list(CATEGORIES.values()))[category] * 100).astype(int) // 5 * 5 + 95
    orders = make_orders(random, size)
    lines = make_lines(random, size, orders, prices)
    rows = numpy.lexsort((lines.number, lines.order, lines.second, lines.day))
    ordered = Lines(*(getattr(lines, name)[rows] for name in Lines.__dataclass_fields__))
    return pyarrow.table(_order_columns(random, size, orders, ordered) | _line_columns(random, size, category, ordered))


def _order_columns(random: numpy.random.Generator, size: Size, orders: Orders, lines: Lines) -> dict[str, pyarrow.Array]:
    countries, shares = list(REGIONS), [share for share, _ in REGIONS.values()]
    home = random.choice(len(countries), size.customers, p=shares)
    places = [random.integers(0, len(regions), size.customers) for _, regions in REGIONS.values()]
    region = [REGIONS[countries[country]][1][places[country][one]] for one, country in enumerate(home)]
    who = orders.customer[lines.order]
    known = numpy.where(orders.guest[lines.order], -1, who)
    day_cancelled = numpy.minimum(orders.day + random.integers(0, 3, size.orders), DAYS - 1)
    channels = numpy.array(list(CHANNELS))
    return {
        "order_id": _named("T{:07}", size.orders).take(pyarrow.array(lines.order)),
        "line": pyarrow.array(lines.number),
        "ordered_at": pyarrow.array(_moments(lines.day, lines.second)),
        "cancelled_at": _missing(_moments(day_cancelled, orders.second)[lines.order], ~orders.cancelled[lines.order]),
        "customer_id": _picked(_named("C{:06}", size.customers), known),
        "customer": _picked(_named("Customer {}", size.customers), known),
        "e_mail": _picked(_named("customer{}@example.com", size.customers), known),
        "country": _picked(pyarrow.array(countries), home[who]),
        "region": _picked(pyarrow.array(region), who),
        "channel": _picked(pyarrow.array(channels), orders.channel[lines.order]),
        "platform": _picked(pyarrow.array([PLATFORMS[name] for name in channels]), orders.channel[lines.order]),
        "payment": _picked(pyarrow.array(list(PAYMENTS)), orders.payment[lines.order]),
        "shipping": _missing(orders.shipping[lines.order] / 100, lines.units < 0),
    }


def _line_columns(random: numpy.random.Generator, size: Size, category: numpy.ndarray, lines: Lines) -> dict[str, pyarrow.Array]:
    brand = random.integers(1, BRANDS + 1, size.products)
    return {
        "sku": _picked(_named("{:05}", size.products), lines.product),
        "product": _picked(_named("Article {}", size.products), lines.product),
        "category": _picked(pyarrow.array(list(CATEGORIES)), category[lines.product]),
        "brand": _picked(_named("Brand {:02}", BRANDS + 1), brand[lines.product]),
        "quantity": pyarrow.array(lines.units),
        "unit_price": pyarrow.array(lines.price / 100),
        "discount": pyarrow.array(lines.discount / 100),
    }


def _named(pattern: str, count: int) -> pyarrow.Array:
    return pyarrow.array([pattern.format(number) for number in range(count)])


def _picked(names: pyarrow.Array, index: numpy.ndarray) -> pyarrow.Array:
    """The name of each index, nothing for a negative one."""
    return names.take(pyarrow.array(index, mask=index < 0))


def _moments(day: numpy.ndarray, second: numpy.ndarray) -> numpy.ndarray:
    return (FIRST_DAY + day).astype("datetime64[s]") + second


def _missing(values: numpy.ndarray, where: numpy.ndarray) -> pyarrow.Array:
    return pyarrow.array(values, mask=where)


def import_map() -> dict[str, object]:
    """What the columns of the reference shop mean, for `manage.py import --map`."""
    text = ("customer_id", "country", "region", "channel", "platform", "category", "brand")
    renamed = {
        "customer_name": "customer",
        "customer_email": "e_mail",
        "product_id": "sku",
        "product_name": "product",
        "payment_method": "payment",
    }
    sources = {name: name for name in text} | renamed
    moment = {"type": "timestamp", "format": "%Y-%m-%d %H:%M:%S"}
    return {
        "name": "reference-shop",
        "grain": "line",
        "currency": "GBP",
        "key": ["order_id", "line_number"],
        "columns": {
            "order_id": {"from": ["order_id"], "type": "text", "required": True},
            "line_number": {"from": ["line"], "type": "integer", "required": True},
            "ordered_at": {"from": ["ordered_at"], "required": True} | moment,
            "cancelled_at": {"from": ["cancelled_at"]} | moment,
            **{name: {"from": [source], "type": "text"} for name, source in sources.items()},
            "quantity": {"from": ["quantity"], "type": "integer", "required": True},
            "unit_price": {"from": ["unit_price"], "type": "decimal", "required": True},
            "discount": {"from": ["discount"], "type": "money"},
            "shipping": {"from": ["shipping"], "type": "money", "per": "order"},
        },
        "amounts_are": "gross",
        "returns": {"when": "quantity < 0", "link": "order"},
    }


def write_shop(folder: Path, seed: int = SEED, size: Size | None = None) -> tuple[Path, Path]:
    """Write `reference_shop.csv` and `reference_shop.yaml`; answer both paths."""
    folder.mkdir(parents=True, exist_ok=True)
    rows, mapping = folder / "reference_shop.csv", folder / "reference_shop.yaml"
    csv.write_csv(make_table(seed, size), rows)
    mapping.write_text(yaml.safe_dump(import_map(), sort_keys=False, allow_unicode=True), encoding="utf-8")
    return rows, mapping


def main() -> None:
    """Write all three files and say how long each took and how large it is."""
    from bench.online_retail import write_online_retail
    from bench.sales_pulse import write_sales_pulse

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--share", type=float, default=1.0, help="how much of the reference shop, 1 for all of it")
    given = parser.parse_args()
    for write in (
        lambda: write_shop(given.out, size=Size().times(given.share)),
        lambda: write_online_retail(given.out),
        lambda: write_sales_pulse(given.out),
    ):
        started = time.perf_counter()
        for path in write():
            print(f"{path}  {path.stat().st_size / 1e6:,.1f} MB  {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main()
