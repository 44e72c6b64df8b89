"""Churn scores of the seeded marts. No draw: the rest of the shop stays as it was."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Float, MetaData, Table, Text

_INTEGERS = ("customer_key", "expected_loss_cents", "worth_cents", "risk_fifth", "value_fifth", "silent_days")
_TEXTS = ("band", "rhythm", "expected_next_date", "reason_1", "reason_2", "reason_3")


def churn_tables(metadata: MetaData) -> tuple[Table, ...]:
    """The table of the scores."""
    text = Text().with_variant(Text(collation="C"), "postgresql")
    scores = Table(
        "score_churn",
        metadata,
        *[Column(name, BigInteger) for name in _INTEGERS],
        Column("probability", Float(53)),
        *[Column(name, text) for name in _TEXTS],
    )
    return (scores,)


def churn_rows(keys: list[int]) -> dict[str, list[dict[str, Any]]]:
    """Scores of these customers."""
    return {"score_churn": [_risk(key) for key in keys]}


def churn_figures() -> list[dict[str, Any]]:
    """What a test of the model found."""
    found = {"auc": 0.75, "precision": 0.9, "base_rate": 0.8}
    return [{"model": "churn", "name": name, "value": value, "low": None, "high": None} for name, value in found.items()]


def _risk(key: int) -> dict[str, Any]:
    return {
        "customer_key": key,
        "probability": (key % 10) / 10 + 0.05,
        "band": ("High", "Medium", "Low", "Low")[key % 4],
        "rhythm": ("Active", "At risk", "Churned", "One order")[key % 4],
        "reason_1": ("Silent for long", "Few orders lately", "None")[key % 3],
        "reason_2": "None",
        "reason_3": "None",
        "expected_next_date": f"2026-01-{1 + key % 28:02}",
        "expected_loss_cents": key * 100,
        "worth_cents": key * 250,
        "risk_fifth": 1 + key % 5,
        "value_fifth": 1 + key % 3,
        "silent_days": key,
    }
