"""Tables and covers to export."""

from __future__ import annotations

import datetime

import pandas
import pytest

from dashapp.exports.cover import Cover
from dashapp.filters import Filters
from dashapp.table import Column, Source, Table


def _source(rows: int) -> Source:
    return Source("sales.orders", "select 1", {}, 7, "2026-09-30", "GBP", 1.5, ("fct_orders",), rows, False, "sqlite")


@pytest.fixture
def make_table():
    """A table from (name, type) pairs and a frame or rows."""

    def make(kinds: dict[str, str], rows) -> Table:
        columns = tuple(Column(name, name.replace("_", " ").capitalize(), kind) for name, kind in kinds.items())
        frame = rows if isinstance(rows, pandas.DataFrame) else pandas.DataFrame(rows, columns=list(kinds))
        return Table(columns, frame, _source(len(frame)))

    return make


@pytest.fixture
def orders(make_table) -> Table:
    """Three orders with one column of each type, a missing value in each but the identifier."""
    kinds = {
        "order_id": "id",
        "customer": "text",
        "lines": "integer",
        "weight": "decimal",
        "net_sales": "money",
        "margin": "ratio",
        "order_date": "date",
        "ordered_at": "timestamp",
        "first_order": "boolean",
    }
    rows = [
        ("000123", "=1+1", 3, 1.25, -12.5, 1 / 3, "2026-09-01", "2026-09-01 08:26:00", 1),
        ("000124", "@x", 1, 2.0, 1234.56, 0.05, "2026-09-30", "2026-09-30 23:59:59", 0),
        ("000125", None, None, None, None, None, None, None, None),
    ]
    return make_table(kinds, rows)


@pytest.fixture
def cover() -> Cover:
    """A cover with every kind of filter set."""
    filters = Filters.from_search(
        "?from=2026-09-01&to=2026-09-30&compare=previous&compare=last_year&brand=Ada%2C+Co&brand=%3DBold&channel=web&currency=USD&basis=order"
    )
    made_at = datetime.datetime(2026, 10, 1, 9, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
    return Cover(
        "Corner & Co",
        "Sales",
        "What sells?",
        "Ann <ann>",
        made_at,
        filters,
        datetime.date(2026, 9, 30),
        7,
        "GBP",
        "Names and e-mail addresses are masked for this role",
    )


@pytest.fixture(scope="module")
def cover_of_hypothesis() -> Cover:
    """A cover that outlives the examples of one property test."""
    return Cover(
        "Corner", "Sales", "", "Ann", datetime.datetime(2026, 10, 1, tzinfo=datetime.UTC), Filters(), datetime.date(2026, 9, 30), 7, "GBP"
    )
