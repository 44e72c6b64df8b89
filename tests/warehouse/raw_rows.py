"""Raw rows as an import would leave them, from the few words that a test cares about."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

import duckdb
import pandas
from sqlalchemy import func, select, text

from dashapp.db.engines import warehouse_engine
from dashapp.periods import day_number
from dashapp.settings import Settings
from jobs import raw
from jobs.columnar import current

DEFAULTS: dict[str, Any] = {
    "source": "shop",
    "ordered_at": "2026-03-02 10:00:00",
    "currency": "EUR",
    "amounts_are": "gross",
    "status": "placed",
    "kind": "product",
    "is_return": 0,
    "return_link": "none",
    "is_house_account": 0,
    "is_current": 1,
}
MONEY = ("amount", "discount", "tax", "shipping", "order_discount", "order_tax", "order_shipping")


def load(settings: Settings, lines: Iterable[Mapping[str, Any]], status: str = "loaded") -> int:
    """One load of these lines. Money is in major units: `amount: 12.50` becomes amount_cents 1250."""
    engine = warehouse_engine(settings)
    raw.create(engine)
    with engine.begin() as connection:
        made = connection.execute(
            raw.loads.insert().values(
                map_name="test", status=status, started_at="2026-01-01", finished_at="2026-01-01", files=json.dumps([])
            )
        )
        number = int(made.inserted_primary_key[0])
        before = connection.scalar(select(func.count()).select_from(raw.order_lines)) or 0
        rows = [_row(line, number, before + position) for position, line in enumerate(lines)]
        if rows:
            connection.execute(raw.order_lines.insert(), rows)
    return number


def rates(settings: Settings, given: Iterable[tuple[str, str, float]]) -> None:
    """Exchange rates: day, currency, rate."""
    engine = warehouse_engine(settings)
    raw.create(engine)
    rows = [{"rate_day": day_number(datetime.date.fromisoformat(day)), "currency": code, "rate": rate} for day, code, rate in given]
    with engine.begin() as connection:
        connection.execute(raw.exchange_rates.insert(), rows)


def undo(settings: Settings, number: int) -> None:
    """What an undone load leaves: nothing that counts."""
    with warehouse_engine(settings).begin() as connection:
        connection.execute(raw.loads.update().where(raw.loads.c.load_id == number).values(status="undone"))
        connection.execute(raw.order_lines.update().where(raw.order_lines.c.load_id == number).values(is_current=0))


def table(settings: Settings, name: str, order: str) -> pandas.DataFrame:
    """A published table, whole."""
    with warehouse_engine(settings).connect() as connection:
        return pandas.read_sql(text(f"select * from {name} order by {order}"), connection)


def copied_table(settings: Settings, name: str, order: str) -> pandas.DataFrame:
    """The same from the columnar copy."""
    with duckdb.connect(str(current(settings)), read_only=True) as copy:
        return copy.execute(f"select * from {name} order by {order}").df()


def records(frame: pandas.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain dicts with None for what is missing."""
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def _row(line: Mapping[str, Any], load_id: int, position: int) -> dict[str, Any]:
    given = {**DEFAULTS, **line}
    row: dict[str, Any] = {column.name: None for column in raw.order_lines.columns if column.name != "line_id"}
    money = {f"{name}_cents": round(float(value) * 100) for name in MONEY if (value := given.pop(name, None)) is not None}
    moment = datetime.datetime.fromisoformat(str(given["ordered_at"]))
    row |= {
        "load_id": load_id,
        "row_key": hashlib.sha256(str(position).encode()).hexdigest()[:32],
        "row_values": hashlib.sha256(repr(sorted(given.items(), key=str)).encode()).hexdigest()[:32],
        "file_name": "orders.csv",
        "file_row": position + 2,
        "ordered_day": day_number(moment.date()),
        "ordered_sec": moment.hour * 3600 + moment.minute * 60 + moment.second,
    }
    if given.get("cancelled_at"):
        row["cancelled_day"] = day_number(datetime.datetime.fromisoformat(str(given["cancelled_at"])).date())
    texts = {
        name: str(given[name])
        for name in ("order_id", "ordered_at", "customer_id", "product_id", "cancelled_at")
        if given.get(name) is not None
    }
    return row | given | money | texts
