"""A shop drawn at random, the same every time: returns, cancellations, order amounts, two currencies, tests, house accounts."""

from __future__ import annotations

import random
from typing import Any

RATES = [("2025-01-01", "USD", 0.9137), ("2025-03-01", "USD", 1.15)]
PRODUCTS = [(f"P{number}", f"Product {number}", ("Toys", "Books", None)[number % 3], ("Acme", None)[number % 2]) for number in range(12)]


def random_lines(orders: int = 250, seed: int = 7) -> list[dict[str, Any]]:
    """The lines of that many orders, and of the credit notes that follow them."""
    draw = random.Random(seed)
    lines: list[dict[str, Any]] = []
    for number in range(orders):
        sold = _order(draw, number)
        lines += sold
        lines += _credit_note(draw, number, sold)
    return lines


def _order(draw: random.Random, number: int) -> list[dict[str, Any]]:
    shared: dict[str, Any] = {
        "order_id": f"O{number:04}",
        "ordered_at": f"2025-{1 + number * 5 // 250:02}-{draw.randint(1, 28):02} {draw.randint(0, 23):02}:{draw.randint(0, 59):02}:00",
        "customer_id": draw.choice([None, "POS", *(f"K{customer}" for customer in range(40))]),
        "country": draw.choice(["France", "Österreich", None]),
        "channel": draw.choice(["Web", "App", None]),
        "payment_method": draw.choice(["Card", None]),
        "currency": draw.choice(["EUR", "EUR", "USD"]),
        "amounts_are": draw.choice(["gross", "net", "total"]),
        "status": draw.choices(["placed", "cancelled", "test", "deleted"], [90, 6, 2, 2])[0],
    }
    shared["is_house_account"] = int(shared["customer_id"] == "POS")
    if shared["status"] == "cancelled" and draw.random() < 0.5:
        shared["cancelled_at"] = "2025-06-15 12:00:00"
    if draw.random() < 0.3:
        shared |= {"order_discount": draw.randint(0, 900) / 100, "order_tax": draw.randint(0, 900) / 100, "order_shipping": 4.99}
    lines = [shared | _goods(draw) for _ in range(draw.randint(1, 5))]
    if draw.random() < 0.3:
        lines.append(shared | {"product_id": "POST", "kind": "shipping", "amount": draw.randint(0, 1500) / 100})
    return lines


def _goods(draw: random.Random) -> dict[str, Any]:
    code, name, category, brand = draw.choice(PRODUCTS)
    quantity = draw.choice([None, 1, 2, 3, 12])
    return {
        "product_id": code,
        "product_name": name,
        "category": category,
        "brand": brand,
        "quantity": quantity,
        "amount": draw.randint(1, 20000) / 100,
        "discount": draw.choice([None, 0, draw.randint(0, 500) / 100]),
        "tax": draw.choice([None, draw.randint(0, 500) / 100]),
        "shipping": draw.choice([None, draw.randint(0, 500) / 100]),
    }


def _credit_note(draw: random.Random, number: int, sold: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if draw.random() < 0.75:
        return []
    link = draw.choice(["order", "match", "none"])
    note = sold[0]["order_id"] if link == "order" else f"C{number:04}"
    back = {
        "order_id": note,
        "is_return": 1,
        "return_link": link,
        "ordered_at": "2025-06-20 09:00:00",
        "status": "placed",
        "cancelled_at": None,
    }
    return [line | back | {"amount": -line["amount"] / draw.choice([1, 2])} for line in draw.sample(sold, 1)]
