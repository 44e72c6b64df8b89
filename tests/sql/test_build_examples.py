"""Small shops with the rows that the build makes of them, on every engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas
import pytest
import yaml
from sqlalchemy import text

from dashapp.db.engines import warehouse_engine
from dashapp.settings import Settings
from jobs.build import build
from jobs.columnar import current
from tests.warehouse.raw_rows import load, rates, records

PATHS = sorted((Path(__file__).parent / "build").glob("*.yaml"))
EXAMPLES = [example for path in PATHS for example in yaml.load(path.read_text(), Loader=yaml.CSafeLoader)]
KEYS = {
    "fct_sales_events": "event_key",
    "fct_orders": "order_key",
    "fct_returns": "event_key",
    "fct_payments": "payment_key",
    "dim_customers": "customer_key",
    "dim_products": "product_key",
    "score_rfm": "customer_key",
}


def built(settings: Settings, example: dict[str, Any]) -> None:
    if "rates" in example:
        rates(settings, [(str(day), code, rate) for day, code, rate in example["rates"]])
    repeated = dict(example.get("repeat", {}))
    load(settings, [*example["lines"], *[repeated] * repeated.pop("lines", 0)])
    build(settings)


def expected_and_question(name: str, expected: Any) -> tuple[list[dict[str, Any]], str]:
    if isinstance(expected, dict):
        return expected["rows"], expected["query"]
    return expected, f"select {', '.join(expected[0])} from {name} order by {KEYS[name]}"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["name"])
def test_sqlite_and_its_columnar_copy(settings: Settings, example: dict[str, Any]) -> None:
    built(settings, example)
    with warehouse_engine(settings).connect() as connection, duckdb.connect(str(current(settings)), read_only=True) as copy:
        for name, given in example["expect"].items():
            expected, question = expected_and_question(name, given)
            assert [dict(row._mapping) for row in connection.execute(text(question))] == expected
            assert records(copy.execute(question).df()) == expected


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["name"])
def test_postgresql(postgres_settings: Settings, example: dict[str, Any]) -> None:
    built(postgres_settings, example)
    with warehouse_engine(postgres_settings).connect() as connection:
        for name, given in example["expect"].items():
            expected, question = expected_and_question(name, given)
            assert records(pandas.read_sql(text(question), connection)) == expected
