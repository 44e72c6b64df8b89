"""A dry run: which cells a correction would change, from what to what. Nothing is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import RowMapping, func, select
from sqlalchemy.engine import Connection

from analytics.corrections import as_declared, international, iso_date, known_domain, trimmed
from dashapp.auth.changes import fingerprint
from jobs import raw
from jobs.corrections.declared import COUNTRIES, Correction
from jobs.shop_tables import shop_tables

Mend = Callable[[str, RowMapping], str | None]


@dataclass(frozen=True)
class Cell:
    """One cell that would change: the load and the key of its row, and the value before and after."""

    load_id: int
    row_key: tuple[str, ...]
    before: str
    after: str


def cells(connection: Connection, asked: Correction) -> list[Cell]:
    """The cells that a correction would change, by load and key. Rows whose key another row has are left to people."""
    table = shop_tables()[asked.table]
    keys = [table.c[name] for name in asked.declared.key]
    loaded = select(raw.loads.c.load_id).where(raw.loads.c.status == "loaded")
    beside = [table.c[asked.of]] if asked.kind == "phone_format" else []
    value = table.c[asked.column].label("corrected")
    twice = func.count().over(partition_by=[table.c.load_id, *keys]).label("times")
    listed = select(table.c.load_id, *keys, value, *beside, twice).where(table.c.load_id.in_(loaded)).subquery()
    rows = connection.execute(select(listed).where(listed.c.corrected.is_not(None), listed.c.times == 1)).mappings()
    mend = _mend(connection, asked)
    found = []
    for row in rows:
        after = mend(row["corrected"], row)
        if after is not None:
            found.append(Cell(row["load_id"], tuple(str(row[name]) for name in asked.declared.key), row["corrected"], after))
    return sorted(found, key=lambda cell: (cell.load_id, cell.row_key))


def signature(found: Iterable[Cell]) -> str:
    """A hash of what would change: whoever approves a correction agrees to exactly these cells."""
    return fingerprint([asdict(cell) for cell in found])


def key_text(cell: Cell) -> str:
    """The key of a row as it is kept: a JSON list."""
    return json.dumps(list(cell.row_key), ensure_ascii=False)


def _mend(connection: Connection, asked: Correction) -> Mend:
    if asked.kind == "case":
        known = _words(connection, asked.of)
        return lambda value, _row: as_declared(value, known)
    if asked.kind == "phone_format":
        countries = _countries(connection)
        return lambda value, row: international(value, countries.get(row[asked.of]))
    plain: dict[str, Callable[[str], str | None]] = {"trim": trimmed, "email_domain": known_domain, "date": iso_date}
    return lambda value, _row: plain[asked.kind](value)


def _words(connection: Connection, of: str) -> frozenset[str]:
    name, _, column = of.partition(".")
    table = shop_tables()[name]
    return frozenset(connection.scalars(select(table.c[column]).where(table.c[column].is_not(None))))


def _countries(connection: Connection) -> dict[str, Any]:
    regions = shop_tables()[COUNTRIES].c
    return {row.region: row.country for row in connection.execute(select(regions.region, regions.country))}
