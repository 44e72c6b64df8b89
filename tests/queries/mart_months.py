"""Month ends of the made-up shop: orders in their place, and scores by round cut points."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import pairwise

from dashapp.periods import day_number
from jobs.build_tables import limit_rows

ENDS = tuple(day_number(day) for day in (date(2025, 8, 31), date(2025, 9, 30), date(2025, 10, 31)))
LIMITS = ("score", "recency_most_days", "frequency_least", "monetary_least_cents", "is_used")


def months(written: list[dict], scored: list[dict]) -> dict[str, list[dict]]:
    """Rows of the cut points, the month ends and the orders behind them."""
    points = [
        {"score": score, "recency_most_days": 40 * (6 - score), "frequency_least": 3 * score - 3, "monetary_least_cents": 0, "is_fixed": 0}
        for score in range(1, 6)
    ]
    known = {row["customer_key"] for row in scored}
    orders = _orders([row for row in written if row["event_type"] == "sale" and row["customer_key"] in known])
    return {
        "dim_rfm_limits": [dict(zip(LIMITS, row, strict=True)) for row in limit_rows(is_used=False)],
        "score_rfm_cut_points": points if known else [],
        "score_rfm_months": [row for end in ENDS for row in _standing(end, orders)],
        "fct_customer_orders": orders,
    }


def _orders(sales: list[dict]) -> list[dict]:
    bought: dict[int, dict[int, list[int]]] = defaultdict(dict)
    for row in sales:
        held = bought[row["customer_key"]].setdefault(row["order_key"], [row["order_day"], 0])
        held[1] += row["gross_cents"] - row["discount_cents"]
    found = []
    for customer, orders in bought.items():
        ordered = sorted((day, key, cents) for key, (day, cents) in orders.items())
        following = [later[0] - earlier[0] for earlier, later in pairwise(ordered)]
        for place, (day, key, cents) in enumerate(ordered, 1):
            gap = following[place - 1] if place <= len(following) else None
            found.append(
                {"order_key": key, "customer_key": customer, "order_day": day, "place": place, "days_to_next": gap, "net_cents": cents}
            )
    return found


def _standing(end: int, orders: list[dict]) -> list[dict]:
    latest = {row["customer_key"]: row for row in orders if row["order_day"] <= end}
    return [
        {
            "end_day": end,
            "customer_key": customer,
            "recency_score": max(1, 5 - (end - row["order_day"]) // 40),
            "frequency_score": min(5, 1 + row["place"] // 3),
        }
        for customer, row in latest.items()
    ]
