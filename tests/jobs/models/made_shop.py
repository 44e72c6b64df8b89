"""A shop whose customers buy as the model of lifetime value thinks they do."""

from __future__ import annotations

from typing import Any

import numpy

from dashapp.periods import day_of

LAST_DAY = 20_740
SPAN = 420


def lines(customers: int = 560, seed: int = 5, first_id: int = 0) -> list[dict[str, Any]]:
    """Order lines of so many customers; the last of them buys on the last day."""
    random = numpy.random.default_rng(seed)
    found = []
    for number in range(customers):
        first, pace, leaving = int(random.integers(0, SPAN - 20)), random.gamma(0.8, 1 / 40), random.beta(0.8, 2.5)
        price, day = float(random.gamma(4, 10)) + 1, float(first)
        while day <= SPAN:
            found.append(
                _line(f"C{first_id + number}", len(found), LAST_DAY - SPAN + int(day), round(price * float(random.gamma(5, 0.2)) + 0.01, 2))
            )
            if random.random() < leaving:
                break
            day += random.exponential(1 / max(pace, 1e-6))
    return [*found, _line("C1", len(found), LAST_DAY, 20.0)]


def _line(customer: str, number: int, day: int, amount: float) -> dict[str, Any]:
    return {
        "order_id": f"{customer}-{number}",
        "line_number": 1,
        "customer_id": customer,
        "product_id": "P1",
        "quantity": 1,
        "unit_price": str(amount),
        "amount": amount,
        "ordered_at": f"{day_of(day).isoformat()} 10:00:00",
    }
