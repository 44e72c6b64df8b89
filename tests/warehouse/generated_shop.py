"""A folder as a generator writes it: every declared table as a Parquet file, small, with whatever texts and gaps are allowed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet

from queries.declared import DeclaredColumn, DeclaredTable, declared_tables

ARROW = {"integer": pyarrow.int64(), "money": pyarrow.int64(), "boolean": pyarrow.int64(), "decimal": pyarrow.float64()}
ROWS = 5
AWKWARD = ("plain", 'quoted "twice", with a comma', "ends in a line\n", "Ünïcode \\N \t tab", "")
CURRENCIES = {"North": "EUR", "South": "GBP"}
# Order, customer, region, status, shipping, code; O6 is a guest's, O7 of a customer that no file knows.
ORDERS = (
    ("O1", "C1", "North", "placed", 490, None),
    ("O2", "C2", "South", "placed", 0, "WELCOME"),
    ("O3", "C1", "North", "cancelled", 490, None),
    ("O4", "C3", "North", "test", 0, None),
    ("O5", "C2", "South", "placed", 450, None),
    ("O6", None, "North", "placed", 0, None),
    ("O7", "C9", "North", "placed", 0, None),
)
# Order, line, product, quantity, unit price, discount, tax; the last one names an order that is not there.
ITEMS = (
    ("O1", 1, "P1", 2, 1999, 400, 720),
    ("O1", 2, "P2", 1, 500, 0, 100),
    ("O2", 1, "P1", 1, 1749, 0, 350),
    ("O3", 1, "P2", 3, 500, 0, 300),
    ("O4", 1, "P1", 1, 1999, 0, 400),
    ("O5", 1, "P3", 10, 5, 7, 9),
    ("O6", 1, "P1", 1, 2099, 100, 400),
    ("O7", 1, "P9", 1, -100, 0, 0),
    ("O99", 1, "P1", 1, 1999, 0, 400),
)
# Return, order, line, product, quantity, value, processed on, status; only processed ones give goods back.
RETURNS = (
    ("R1", "O1", 1, "P1", 1, 1799, "2026-03-20", "processed"),
    ("R2", "O2", 1, "P1", 1, 1749, None, "received"),
    ("R3", "O99", 1, "P1", 1, 1999, "2026-03-21", "processed"),
)


def write_shop(folder: Path, orders: Sequence[tuple] = ORDERS, items: Sequence[tuple] = ITEMS) -> Path:
    """Write the folder; `orders` and `items` as above."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in declared_tables().items():
        write_table(folder, name, _rows(table, orders, items))
    return folder


def write_table(folder: Path, name: str, rows: list[dict[str, Any]]) -> None:
    """Write one table of a folder."""
    fields = {column.name: ARROW.get(column.type, pyarrow.string()) for column in declared_tables()[name].columns}
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, schema=pyarrow.schema(fields)), folder / f"{name}.parquet")


def _rows(table: DeclaredTable, orders: Sequence[tuple], items: Sequence[tuple]) -> list[dict[str, Any]]:
    makers = {"orders": lambda: _orders(orders), "order_items": lambda: _items(items), "returns": _returns, "exchange_rates": _rates}
    given = makers.get(table.name, lambda: _named(table.name))()
    return [{column.name: row.get(column.name, _any(column, at)) for column in table.columns} for at, row in enumerate(given)]


def _orders(orders: Sequence[tuple]) -> list[dict[str, Any]]:
    rows = []
    for at, (order, customer, region, status, shipping, code) in enumerate(orders):
        cancelled = "2026-03-09 08:15:00" if status == "cancelled" else None
        said = {"order_id": order, "customer_id": customer, "region": region, "currency": CURRENCIES[region], "status": status}
        rows.append(
            said | {"ordered_at": f"2026-03-{at + 2:02} 10:20:30", "cancelled_at": cancelled, "shipping_cents": shipping, "code": code}
        )
    return rows


def _items(items: Sequence[tuple]) -> list[dict[str, Any]]:
    names = ("order_id", "line_number", "product_id", "quantity", "unit_price_cents", "discount_cents", "tax_cents")
    return [dict(zip(names, item, strict=True)) | {"promotion_id": None} for item in items]


def _returns() -> list[dict[str, Any]]:
    names = ("return_id", "order_id", "line_number", "product_id", "quantity", "value_cents", "processed_on", "status")
    return [dict(zip(names, given, strict=True)) for given in RETURNS]


def _rates() -> list[dict[str, Any]]:
    return [
        {"rate_date": f"2026-03-{day:02}", "currency": currency, "rate": rate}
        for day in range(1, 9)
        for currency, rate in (("EUR", 1.0), ("GBP", 1.15 + day / 1000))
    ]


def _named(table: str) -> list[dict[str, Any]]:
    """Rows that the orders name; of any other table a few that only have the declared types."""
    return {
        "regions": [
            {"region": "North", "country": "Nordland", "tax_rate": 0.2},
            {"region": "South", "country": "Sudland", "tax_rate": 0.0},
        ],
        "products": [
            {"product_id": f"P{at}", "product_name": f"Thing {at}", "category": "Things", "brand": "Maker"} for at in range(1, ROWS)
        ],
        "customers": [
            {"customer_id": "C1", "first_name": "Ada", "last_name": "Poe", "email": "ada@example.com"},
            {"customer_id": "C2", "first_name": None, "last_name": "Lin", "email": None},
            {"customer_id": "C3", "first_name": None, "last_name": None, "email": "c3@example.com"},
        ],
    }.get(table, [{} for _ in range(ROWS)])


def _any(column: DeclaredColumn, at: int) -> Any:
    if column.empty and at % 2:
        return None
    values: dict[str, Any] = {"date": f"2026-01-{at + 1:02}", "timestamp": f"2026-01-{at + 1:02} 09:00:00", "boolean": at % 2}
    values |= {
        "integer": at,
        "money": 10**10 + at,
        "decimal": 1 / (at + 3),
        "id": f"{column.name}-{at}",
        "text": AWKWARD[at % len(AWKWARD)],
    }
    return values[column.type]
