"""Runs, scores and cohorts of the made-up shop, without a draw: the rest of the shop stays as it was."""

from __future__ import annotations

import json

from sqlalchemy import BigInteger, Column, Float, MetaData, Table, Text

from dashapp.model_card import Card

CHANNELS = ("Paid search", "Social", "Unattributed")
_CLUSTERS = ("Recent, many orders, large spend", "Recent, few orders, small spend", "Long silent, few orders, small spend")
_FOUND = (("agreement_3", 0.95), ("silhouette_3", 0.5), ("cloud_3", 0.3), ("agreement_4", 0.7), ("silhouette_4", 0.4))
_BIN = ("model", "measure", "label")
_SCORES = ("alive", "orders_12")
_CENTS = ("historic_cents", "predicted_3_cents", "predicted_6_cents", "predicted_12_cents")


def model_tables(metadata: MetaData) -> tuple[Table, ...]:
    """Their tables."""

    def text(*names: str) -> list[Column]:
        return [Column(name, Text().with_variant(Text(collation="C"), "postgresql")) for name in names]

    def whole(*names: str) -> list[Column]:
        return [Column(name, BigInteger) for name in names]

    def real(*names: str) -> list[Column]:
        return [Column(name, Float(53)) for name in names]

    runs = [
        *whole("run_id"),
        *text("model", "trained_at", "as_of_date"),
        *whole("is_of_shown_data", "has_scores", "is_latest"),
        *text("card"),
    ]
    cells = ("cohort_key", "cohort_day", "age", "months_over", "customers", "cm2_cents", "spend_cents")
    return (
        Table("fct_model_runs", metadata, *runs),
        Table("fct_model_figures", metadata, *text("model", "name"), *real("value", "low", "high")),
        Table("fct_model_bins", metadata, *text(*_BIN), *whole("position", "customers"), *real("predicted", "actual")),
        Table("score_clv", metadata, *whole("customer_key"), *real(*_SCORES), *whole(*_CENTS)),
        Table("score_clusters", metadata, *whole("customer_key", "cluster_number"), *text("cluster")),
        Table("fct_cohorts", metadata, *whole(*cells), *text("marketing_channel")),
    )


def model_rows(people: list[dict]) -> dict[str, list[dict]]:
    """Their rows: everybody scored by key, two cohorts, one run; none in a shop without people."""
    scored = [person["customer_key"] for person in people if person["customer_key"] > 1]
    if not scored:
        return {}
    card = Card("clv", "Customer lifetime value", "Marketing", "What is to come?", ("2024-11-04", "2026-02-11"), missing=("Too few.",))
    run = {"run_id": 1, "model": "clv", "trained_at": "2026-02-12 03:00:00", "as_of_date": "2026-02-11", "is_of_shown_data": 1}
    return {
        "fct_model_runs": [{**run, "has_scores": 1, "is_latest": 1, "card": json.dumps(card.as_json())}],
        "fct_model_figures": [_figure("clv", "model_error", 0.05), *(_figure("clusters", *one) for one in _FOUND)],
        "fct_model_bins": [_bin(tenth) for tenth in range(1, 11)],
        "score_clv": [_score(key) for key in scored],
        "score_clusters": [{"customer_key": key, "cluster_number": 1 + key % 3, "cluster": _CLUSTERS[key % 3]} for key in scored],
        "fct_cohorts": [_cell(cohort, channel, age) for cohort in range(2) for channel in range(2) for age in range(13 - cohort)],
    }


def _figure(model: str, name: str, value: float) -> dict:
    return {"model": model, "name": name, "value": value, "low": None, "high": None}


def _bin(tenth: int) -> dict:
    about = {"model": "clv", "measure": "tenth", "label": str(tenth), "position": tenth, "customers": 6}
    return {**about, "predicted": tenth / 8, "actual": tenth / 9}


def _score(key: int) -> dict:
    cents = {name: key * 100 * (place + 1) for place, name in enumerate(_CENTS)}
    return {"customer_key": key, "alive": 1 / key, "orders_12": key / 7, **cents}


def _cell(cohort: int, channel: int, age: int) -> dict:
    return {
        "cohort_key": cohort * 100 + channel * 50 + age,
        "cohort_day": 20060 + 30 * cohort,
        "marketing_channel": CHANNELS[channel],
        "age": age,
        "months_over": 13 - cohort,
        "customers": 10 + channel,
        "cm2_cents": 5000 - 100 * age,
        "spend_cents": 30000,
    }
