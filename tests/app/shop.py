"""A small shop made from a seed: every dimension, order-level discounts, partial and full returns, anonymous orders."""

from __future__ import annotations

import csv
import datetime
import random
from decimal import Decimal
from pathlib import Path

# What pages that show one thing read from their address.
SHOWN = {
    "source": "corner-shop",
    "order_id": "O00001",
    "customer_id": "C001",
    "user_name": "analyst",
    "request_id": "1",
    "check_name": "order_lines.unknown_orders",
    "band": "review",
    "metric": "net_sales",
    "query": "sales.orders",
    "table": "fct_orders",
    "segment": "full_price",
    "beside": "explorers",
    "rule": '[[["frequency",">=",2]]]',
}
MAP = """
name: corner-shop
grain: line
currency: GBP
key: [order_id, line_number]
columns:
  order_id: {from: Order, type: text, required: true}
  line_number: {from: Line, type: integer, required: true}
  ordered_at: {from: Placed, type: timestamp, required: true}
  customer_id: {from: Customer, type: text}
  customer_name: {from: Name, type: text}
  customer_email: {from: E-mail, type: text}
  product_id: {from: SKU, type: text}
  product_name: {from: Product, type: text}
  category: {from: Category, type: text}
  brand: {from: Brand, type: text}
  channel: {from: Channel, type: text}
  country: {from: Country, type: text}
  region: {from: Region, type: text}
  payment_method: {from: Payment, type: text}
  quantity: {from: Quantity, type: integer, required: true}
  unit_price: {from: Price, type: money, required: true}
  discount: {from: Order discount, type: money, per: order}
  tax: {from: Tax, type: money}
  shipping: {from: Shipping, type: money, per: order}
amounts_are: gross
returns: {when: "quantity < 0", link: order}
"""
HEADER = ["Order", "Line", "Placed", "Customer", "Name", "E-mail", "SKU", "Product", "Category", "Brand", "Channel", "Country",
          "Region", "Payment", "Quantity", "Price", "Order discount", "Tax", "Shipping"]  # fmt: skip
FIRST_DAY, LAST_DAY = datetime.date(2026, 1, 1), datetime.date(2026, 6, 30)
PLACES = (("France", "Normandy"), ("France", "Brittany"), ("Germany", "Hesse"), ("Spain", "Galicia, North"))
FORMULA = "=1+1"


def write_shop(folder: Path, orders: int = 400, seed: int = 11) -> tuple[Path, Path]:
    """The order file and its map."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "map.yaml").write_text(MAP)
    with (folder / "orders.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(row for row in _rows(random.Random(seed), orders))
    return folder / "orders.csv", folder / "map.yaml"


def _rows(chance: random.Random, orders: int) -> list[list[object]]:
    rows: list[list[object]] = []
    days = (LAST_DAY - FIRST_DAY).days
    for number in range(1, orders + 1):
        placed = datetime.datetime.combine(FIRST_DAY, datetime.time(8)) + datetime.timedelta(
            days=days * number / orders, minutes=chance.randrange(600)
        )
        rows += _order(chance, number, min(placed, datetime.datetime.combine(LAST_DAY, datetime.time(20))))
    return rows


def _order(chance: random.Random, number: int, placed: datetime.datetime) -> list[list[object]]:
    customer = int(chance.paretovariate(0.8)) % 60
    person = [f"C{customer:03}", f"Person {customer}", f"person{customer}@shop.example"] if chance.random() > 0.1 else ["", "", ""]
    country, region = chance.choice(PLACES)
    channel, payment = chance.choice(["Web", "Store", "@market"]), chance.choice(["Card", "Wallet", "Invoice"])
    discount, shipping = (chance.choice([0, 0, "3.33", "10.00"]), chance.choice(["0", "4.90"]))
    lines = []
    for line in range(1, chance.randint(1, 4) + 1):
        product = chance.randrange(20)
        name = FORMULA if product == 0 else f"Product {product}"
        quantity, price = chance.randint(1, 5), Decimal(chance.randint(199, 9999)) / 100
        goods = [f"P{product:03}", name, f"Category {product % 4}", f"Brand {product % 3}", channel, country, region, payment]
        lines.append(
            [
                f"O{number:05}",
                line,
                placed.isoformat(" ", "seconds"),
                *person,
                *goods,
                quantity,
                price,
                discount,
                price * quantity / 10,
                shipping,
            ]
        )
    return lines + _returned(chance, lines, placed)


def _returned(chance: random.Random, lines: list[list[object]], placed: datetime.datetime) -> list[list[object]]:
    """Nothing, one piece of the first line, or the whole order, up to three weeks later."""
    fate = chance.random()
    later = min(placed + datetime.timedelta(days=chance.randint(1, 21)), datetime.datetime.combine(LAST_DAY, datetime.time(21)))
    chosen = [] if fate > 0.15 else lines if fate < 0.05 else lines[:1]
    back = []
    for line in chosen:
        quantity = line[14] if fate < 0.05 else 1
        back.append(
            [line[0], int(str(line[1])) + 100, later.isoformat(" ", "seconds"), *line[3:14], -int(str(quantity)), line[15], "", 0, ""]
        )
    return back
