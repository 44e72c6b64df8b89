"""Orders of the made-up shop in their place, and round cut points, by which any day is scored."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from jobs.build_tables import limit_rows

LIMITS = ("score", "recency_most_days", "frequency_least", "monetary_least_cents", "is_used")


def months(written: list[dict], scored: list[dict]) -> dict[str, list[dict]]:
    """Rows of the cut points and of the orders that they are asked about."""
    known = {row["customer_key"] for row in scored}
    return {
        "dim_rfm_limits": [dict(zip(LIMITS, row, strict=True)) for row in limit_rows(is_used=False)],
        "score_rfm_cut_points": [_point(score) for score in range(1, 6)] if known else [],
        "fct_customer_orders": _orders([row for row in written if row["event_type"] == "sale" and row["customer_key"] in known]),
    }


def _point(score: int) -> dict:
    return {
        "score": score,
        "recency_most_days": 40 * (6 - score),
        "frequency_least": 3 * score - 3 or 1,
        "monetary_least_cents": 0,
        "is_fixed": 0,
        "recency_over": 40 * (5 - score) if score < 5 else -1,
        "recency_until": 40 * (6 - score) if score > 1 else 1_000_000,
        "frequency_from": 3 * score - 3 or 1,
        "frequency_below": 3 * score if score < 5 else 1_000_000,
    }


def _orders(sales: list[dict]) -> list[dict]:
    bought: dict[int, dict[int, list[int]]] = defaultdict(dict)
    for row in sales:
        held = bought[row["customer_key"]].setdefault(row["order_key"], [row["order_day"], 0])
        held[1] += row["gross_cents"] - row["discount_cents"]
    found = []
    for customer, orders in bought.items():
        ordered = sorted((day, key, cents) for key, (day, cents) in orders.items())
        gaps = [later[0] - earlier[0] for earlier, later in pairwise(ordered)] + [None]
        for place, ((day, key, cents), gap) in enumerate(zip(ordered, gaps, strict=True), 1):
            found.append(
                {"order_key": key, "customer_key": customer, "order_day": day, "place": place, "days_to_next": gap, "net_cents": cents}
            )
    return found
