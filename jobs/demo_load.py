"""Loading a generated shop: a folder of Parquet files becomes the demo shop, as one load in one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Table, func, insert, select, update
from sqlalchemy.engine import Connection

from dashapp.errors import UserError
from dashapp.settings import Settings
from jobs import bulk, demo, raw
from jobs.build import build_locked
from jobs.build_runs import now
from jobs.build_sqlite import emptied
from jobs.demo_rows import ITEMS, DemoRows
from jobs.privacy.forget import forget_again
from jobs.privacy.traces import rewrite
from queries.declared import KEPT_AS
from queries.versions import Version

Progress = Callable[[str], None]
Sources = Mapping[str, str]


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
    with emptied(settings.var_dir / "loading") as scratch, closing(DemoRows(folder, scratch)) as rows:
        report, _ = _loaded(settings, rows, progress)
    bulk.empty_log(settings, "truncate")
    return report


def load_and_build(settings: Settings, folder: Path, loading: Progress, building: Progress) -> tuple[DemoReport, Version]:
    """Load and publish. On SQLite the build reads the files, which hold what was loaded, instead of the tables.

    So it begins before the tables have gone from SQLite's log into its file.
    """
    with emptied(settings.var_dir / "loading") as scratch, ThreadPoolExecutor(1) as beside:
        with closing(DemoRows(folder, scratch)) as rows:
            report, sources = _loaded(settings, rows, loading)
        emptied_log = beside.submit(bulk.empty_log, settings, "passive")
        version = build_locked(settings, building, {} if report.erased else sources)
        emptied_log.result()
        return report, version


def _loaded(settings: Settings, rows: DemoRows, progress: Progress) -> tuple[DemoReport, Sources]:
    demo.check_place(settings)
    with bulk.bulk_writer(settings) as engine, engine.begin() as connection:
        demo.require_no_own_data(connection)
        demo.remove(connection)
        if not rows.is_in(demo.CURRENCY):
            raise UserError(f"The exchange rates of these files are not rates into {demo.CURRENCY}, the currency of the demo shop.")
        report, sources = _load(connection, rows, progress)
        done = forget_again(settings, connection)
    if done.total:
        rewrite(settings, +done.rows)
    return replace(report, erased=done.total), sources


def _load(connection: Connection, rows: DemoRows, progress: Progress) -> tuple[DemoReport, Sources]:
    begun = {"map_name": demo.DEMO, "status": "running", "started_at": now(), "files": "[]"}
    load_id = int(connection.execute(insert(raw.loads).values(**begun)).inserted_primary_key[0])
    last_line = connection.scalar(select(func.max(raw.order_lines.c.line_id))) or 0
    tables = {file.table.raw_name: rows.rows(name, load_id) for name, file in rows.files.items() if name not in KEPT_AS}
    sources = {**tables, raw.order_lines.name: rows.lines(load_id, last_line)}
    with ThreadPoolExecutor(1) as pool:
        # The lines take as long to put together as everything else takes to write.
        written = pool.submit(rows.write_lines)
        for name, chosen in tables.items():
            progress(name.removeprefix("raw_").replace("_", " "))
            bulk.insert(connection, name, rows.arriving(chosen))
        bulk.insert(connection, raw.exchange_rates.name, rows.rates(load_id, demo.CURRENCY))
        progress("order lines")
        written.result()
    with _without_indexes(connection, raw.order_lines):
        lines = bulk.insert(connection, raw.order_lines.name, rows.arriving(sources[raw.order_lines.name]))
    progress("counts")
    return _counted(connection, rows, load_id, lines), sources


@contextmanager
def _without_indexes(connection: Connection, table: Table) -> Iterator[None]:
    """Indexes are made faster of all rows at once than row by row."""
    for index in table.indexes:
        index.drop(connection)
    yield
    for index in table.indexes:
        index.create(connection)


def _counted(connection: Connection, rows: DemoRows, load_id: int, lines: int) -> DemoReport:
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
