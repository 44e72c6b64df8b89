"""Files to import, maps to import them with, and both engines to import into."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dashapp.db.engines import warehouse_engine
from dashapp.settings import Settings

SMALL_MAP = """
name: small
currency: EUR
{more}
columns:
  order_id: {{from: order}}
  ordered_at: {{from: at}}
  customer_id: {{from: customer, type: integer}}
  product_id: {{from: product}}
  quantity: {{from: units}}
  amount: {{from: amount, required: true}}
amounts_are: net
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def shop(request: pytest.FixtureRequest) -> Settings:
    """A new installation, on each engine in turn."""
    return request.getfixturevalue("settings" if request.param == "sqlite" else "postgres_settings")


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a file and get its path."""

    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file


@pytest.fixture
def small_map(write: Callable[..., Path]) -> Callable[..., Path]:
    """The path of a map over order, at, customer, product, units, amount; `more` is YAML put into it."""

    def make(more: str = "", name: str = "small.yaml") -> Path:
        return write(name, SMALL_MAP.format(more=more))

    return make


@pytest.fixture
def ask() -> Callable[..., list[tuple]]:
    """Ask the warehouse of an installation in SQL."""

    def run(settings: Settings, sql: str) -> list[tuple]:
        with warehouse_engine(settings).connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(sql)]

    return run
