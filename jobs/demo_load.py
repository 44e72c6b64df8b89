"""Loading a generated shop: a folder of Parquet files becomes the demo shop, as one load in one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection

from dashapp.db.engines import warehouse_engine
from dashapp.errors import UserError
from dashapp.settings import Settings
from jobs import bulk, demo, raw
from jobs.build_runs import now
from jobs.declared import KEPT_AS
from jobs.demo_rows import ITEMS, DemoRows
from jobs.privacy.forget import forget_again
from jobs.privacy.traces import rewrite

Progress = Callable[[str], None]


@dataclass(frozen=True)
class DemoReport:
    """What was loaded: rows of all files, and those of them that were set aside. `lines` are those of orders and returns.

    `erased` counts rows of people who were erased before, and were again.
    """

    load_id: int
    rows: int
    lines: int
    quarantined: int
    erased: int = 0


def load_demo(settings: Settings, folder: Path, progress: Progress) -> DemoReport:
    """Load the Parquet files of a folder in the place of the demo shop before, if any. The caller holds the lock of the warehouse."""
    demo.check_place(settings)
    with closing(DemoRows(folder)) as rows, warehouse_engine(settings).begin() as connection:
        demo.require_no_own_data(connection)
        demo.remove(connection)
        if not rows.is_in(demo.CURRENCY):
            raise UserError(f"The exchange rates in {folder} are not rates into {demo.CURRENCY}, the currency of the demo shop.")
        with bulk.room(connection):
            report = _load(connection, rows, progress)
        done = forget_again(settings, connection)
    if done.total:
        rewrite(settings, +done.rows)
    return replace(report, erased=done.total)


def _load(connection: Connection, rows: DemoRows, progress: Progress) -> DemoReport:
    begun = {"map_name": demo.DEMO, "status": "running", "started_at": now(), "files": "[]"}
    load_id = int(connection.execute(insert(raw.loads).values(**begun)).inserted_primary_key[0])
    progress("order lines")
    lines = bulk.insert(connection, raw.order_lines.name, rows.lines(load_id))
    bulk.insert(connection, raw.exchange_rates.name, rows.rates(load_id, demo.CURRENCY))
    for name, file in rows.files.items():
        if name not in KEPT_AS:
            progress(name.replace("_", " "))
            bulk.insert(connection, file.table.raw_name, rows.rows(name, load_id))
    orphans = [{**orphan, "load_id": load_id} for orphan in rows.orphans()]
    if orphans:
        connection.execute(insert(raw.quarantine), orphans)
    report = DemoReport(load_id, sum(file.rows for file in rows.files.values()), lines, len(orphans))
    _check_lines(connection, report, rows.files[ITEMS].rows)
    connection.execute(update(raw.loads).where(raw.loads.c.load_id == load_id).values(**_finished(report, rows)))
    return report


def _check_lines(connection: Connection, report: DemoReport, items: int) -> None:
    """Every line of an order is there once: an order, product or customer that stands twice in its file would double its lines."""
    held = raw.order_lines.c
    sold = connection.scalar(select(func.count()).where(held.load_id == report.load_id, held.is_return == 0))
    if sold + report.quarantined != items:
        raise UserError(f"{items:,} lines of orders became {sold:,}: an order, region, product or customer stands twice in its file.")


def _finished(report: DemoReport, rows: DemoRows) -> dict[str, object]:
    return {
        "status": "loaded",
        "finished_at": now(),
        "files": json.dumps([file.described() for file in rows.files.values()]),
        "rows_total": report.rows,
        "rows_loaded": report.rows - report.quarantined,
        "rows_quarantined": report.quarantined,
    }
