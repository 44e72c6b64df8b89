"""Month ends of the made-up shop: scores by round cut points."""

from __future__ import annotations

from datetime import date

from dashapp.periods import day_number
from jobs.build_tables import limit_rows

ENDS = tuple(day_number(day) for day in (date(2025, 8, 31), date(2025, 9, 30), date(2025, 10, 31)))
LIMITS = ("score", "recency_most_days", "frequency_least", "monetary_least_cents", "is_used")


def months(scored: list[dict], orders: list[dict]) -> dict[str, list[dict]]:
    """Rows of the cut points and of the month ends, from the orders of known customers in their place."""
    points = [
        {"score": score, "recency_most_days": 40 * (6 - score), "frequency_least": 3 * score - 3, "monetary_least_cents": 0, "is_fixed": 0}
        for score in range(1, 6)
    ]
    return {
        "dim_rfm_limits": [dict(zip(LIMITS, row, strict=True)) for row in limit_rows(is_used=False)],
        "score_rfm_cut_points": points if scored else [],
        "score_rfm_months": [row for end in ENDS for row in _standing(end, orders)],
    }


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
