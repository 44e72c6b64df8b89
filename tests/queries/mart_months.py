"""Round cut points of the made-up shop, by which any day is scored."""

from __future__ import annotations

from jobs.build_tables import limit_rows

LIMITS = ("score", "recency_most_days", "frequency_least", "monetary_least_cents", "is_used")


def months(scored: list[dict]) -> dict[str, list[dict]]:
    """Rows of the limits and of the cut points; none of these where nobody is scored."""
    return {
        "dim_rfm_limits": [dict(zip(LIMITS, row, strict=True)) for row in limit_rows(is_used=False)],
        "score_rfm_cut_points": [_point(score) for score in range(1, 6)] if scored else [],
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
