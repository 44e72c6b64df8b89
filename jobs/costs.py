"""Tables of costs that finance brings: a CSV of product, day and cost, in force once a second person approves it."""

from __future__ import annotations

import csv
import datetime
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select, text
from sqlalchemy.engine import Connection

from dashapp.auth.changes import Change, Kind, Proposal, propose
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.db.engines import accounts_engine, warehouse_engine
from dashapp.errors import UserError
from dashapp.settings import Settings
from jobs import raw
from jobs.lock import only_one

HEADER = ("product_id", "valid_from", "cost")
_IN_FORCE = """
    select cost_cents from stg_cost_history
    where source = :source and product_id = :product_id and valid_from <= :valid_from order by valid_from desc limit 1
"""


def propose_costs(settings: Settings, path: Path, reason: str, viewer: Viewer) -> Change:
    """Read a CSV of product_id, valid_from, cost (and source, where several maps were imported) and put it up for decision."""
    viewer.require(Permission.PERIODS_LOCK)
    engine = warehouse_engine(settings)
    raw.create(engine)
    with engine.connect() as connection:
        rows = _read(connection, path)
        before = [{**row, "cost_cents": _in_force(connection, row)} for row in rows]
    return propose(
        accounts_engine(settings), viewer, Proposal(Kind.COST_TABLE, path.name[:200], {"costs": before}, {"costs": rows}, reason)
    )


def apply_costs(settings: Settings, change: Change) -> str:
    """Write an approved table of costs; a cost of the same product and day gives way."""
    rows = [{**row, "change_id": change.change_id} for row in change.after["costs"]]
    table = raw.cost_overrides
    with only_one(settings, f"costs of change {change.change_id}"), warehouse_engine(settings).begin() as connection:
        raw.create_in(connection)
        for row in rows:
            same = (table.c[name] == row[name] for name in ("source", "product_id", "valid_from"))
            connection.execute(delete(table).where(*same))
        connection.execute(insert(table), rows)
    return f"{len(rows):,} costs of {change.subject} are in force."


def _in_force(connection: Connection, row: dict[str, Any]) -> int | None:
    """The cost on that day as the build has it now; nothing before the first build."""
    if not connection.dialect.has_table(connection, "stg_cost_history"):
        return None
    return connection.scalar(text(_IN_FORCE), {name: row[name] for name in ("source", "product_id", "valid_from")})


def _read(connection: Connection, path: Path) -> list[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, skipinitialspace=True)
            names = tuple((name or "").strip().lower() for name in reader.fieldnames or ())
            if not set(HEADER) <= set(names) <= {*HEADER, "source"}:
                raise UserError(
                    f"{path.name} has the columns {', '.join(names) or 'none'}; costs need {', '.join(HEADER)}, and may have source."
                )
            reader.fieldnames = names
            found = [_cost(row, f"{path.name}, row {reader.line_num}") for row in reader]
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"The costs {path} cannot be read: {error}.") from None
    return _checked(connection, found, path.name)


def _cost(row: dict[str, str], where: str) -> dict[str, Any]:
    try:
        day = datetime.date.fromisoformat((row["valid_from"] or "").strip())
        cents = Decimal((row["cost"] or "").strip()) * 100
        whole = int(cents)
    except (ValueError, InvalidOperation, OverflowError):
        raise UserError(f"{where}: {row['valid_from']!r}, {row['cost']!r}. A day is written YYYY-MM-DD, a cost as 12.50.") from None
    if cents != whole or not 0 <= whole < 10**12:
        raise UserError(f"{where}: the cost is {row['cost']!r}. It must be a positive amount with at most two decimals.")
    product = (row["product_id"] or "").strip()
    return {"source": (row.get("source") or "").strip(), "product_id": product, "valid_from": day.isoformat(), "cost_cents": whole}


def _checked(connection: Connection, rows: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """Rows with their source, each product known and each product and day once."""
    sources = connection.scalars(select(raw.order_lines.c.source).distinct()).all()
    for row in rows:
        row["source"] = row["source"] or (sources[0] if len(sources) == 1 else "")
    _refuse((row["source"] for row in rows if row["source"] not in sources), f"{name}: no order was imported by the map")
    lines = raw.order_lines.c
    held = connection.execute(select(lines.source, lines.product_id).group_by(lines.source, lines.product_id))
    known = {(row.source, row.product_id) for row in held}
    _refuse((row["product_id"] for row in rows if (row["source"], row["product_id"]) not in known), f"{name}: no order holds the product")
    keys = Counter((row["source"], row["product_id"], row["valid_from"]) for row in rows)
    _refuse((f"{product} from {day}" for (_, product, day), count in keys.items() if count > 1), f"{name} gives more than one cost for")
    if not rows:
        raise UserError(f"{name} holds no costs.")
    return sorted(rows, key=lambda row: (row["source"], row["product_id"], row["valid_from"]))


def _refuse(wrong: Iterable[str], sentence: str) -> None:
    found = sorted(set(wrong))
    if found:
        raise UserError(f"{sentence} {', '.join(repr(value) for value in found[:5])}{' and others' if len(found) > 5 else ''}.")
