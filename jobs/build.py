"""Building the warehouse: staging, marts and scores from the raw tables, published whole or not at all."""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert
from sqlalchemy.engine import Connection, Engine, make_url

from dashapp.db.engines import warehouse_engine
from dashapp.errors import NoData, UserError
from dashapp.periods import day_number, day_of
from dashapp.settings import Settings
from jobs import build_books, build_runs, build_snapshot, calendar, columnar, demo, raw
from jobs.build_plan import Step
from jobs.build_postgresql import PostgresqlTables
from jobs.build_sqlite import SqliteTables, emptied
from jobs.build_steps import StepClock
from jobs.build_tables import Tables, limit_rows, return_link_rows, segment_rows
from jobs.bulk import bulk_writer, empty_log
from jobs.importing.rates import reporting_currency
from jobs.lock import only_one
from jobs.locked_rows import locked_tables
from jobs.model_tables import mark_as_older
from jobs.period_locks import locked_through, require_currency
from queries.versions import CURRENT, Version, version_from

COVERED = """
    select
        count(*),
        min(case when event_day < order_day then event_day else order_day end),
        max(event_day),
        sum(case when event_type = 'return' and is_linked = 0 then 1 else 0 end),
        max(case when event_type in ('sale', 'return') and event_day <= :today then event_day end),
        min(case when gross_cents is null then currency end)
    from fct_sales_events
"""
UNRATED = "select min(order_day) from fct_sales_events where gross_cents is null and currency = :currency"
HOLIDAYS = """
    select distinct holidays.holiday_date
    from raw_holidays as holidays
    where holidays.is_public = 1
        and holidays.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
"""

Progress = Callable[[str], None]


def build(settings: Settings, progress: Progress | None = None, *, wait: bool = True, writer: Engine | None = None) -> Version:
    """Build and publish under the lock of the warehouse. NoData when there is nothing to publish.

    writer: what `bulk_writer` gave, for a caller that let it start while it was busy with other things.
    """
    with only_one(settings, "build", wait=wait):
        return build_locked(settings, progress, writer=writer)


def build_locked(
    settings: Settings,
    progress: Progress | None = None,
    sources: Mapping[str, str] = MappingProxyType({}),
    writer: Engine | None = None,
) -> Version:
    """The same for a caller that holds the lock already, such as an import that is followed by a build.

    sources: SELECTs for DuckDB, by raw table, that give what was just loaded into it; SQLite need not be asked for that again.
    """
    clock = StepClock(progress or _silent)
    with nullcontext(writer) if writer else bulk_writer(settings) as writing:
        began, engine = time.monotonic(), warehouse_engine(settings)
        raw.create(engine)
        run = build_runs.start(engine)
        try:
            with writing.connect() as connection, _tables(settings, connection, run, sources) as tables:
                version = _built(_Build(settings, tables, clock), began)
        except BaseException as error:
            with engine.begin() as connection:
                build_runs.finish(connection, run, "failed", str(error) or type(error).__name__)
            raise
    if version is None:
        columnar.withdraw(settings)
        raise NoData("There are no orders to publish: no file is loaded, or only tests are. Import files with `manage.py import`.")
    return version


def _built(build: _Build, began: float) -> Version | None:
    """One transaction that publishes, then the columnar copy; None when there is nothing to publish."""
    with build.tables.connection.begin():
        try:
            version = _publish(build, began)
        finally:
            build.tables.stop()
    with ThreadPoolExecutor(1) as beside:
        emptied_log = beside.submit(empty_log, build.settings, "truncate")
        if version is not None:
            build.progress("columnar copy")
            columnar.publish(build.settings, version, build.tables.copy)
        emptied_log.result()
    return version


@contextmanager
def _tables(settings: Settings, connection: Connection, run: int, sources: Mapping[str, str]) -> Iterator[Tables]:
    """The tables of a build, and for SQLite a folder that they may fill meanwhile."""
    if connection.dialect.name == "postgresql":
        yield PostgresqlTables(connection, run)
        return
    with emptied(settings.var_dir / "building") as folder, closing(SqliteTables(connection, run, folder, sources)) as tables:
        yield tables


class _Build:
    """One build on its way: where it writes, and what it has learned so far."""

    def __init__(self, settings: Settings, tables: Tables, progress: StepClock) -> None:
        self.settings, self.tables, self.progress = settings, tables, progress
        self.values: dict[str, Any] = {}
        self.covered: Mapping[str, Any] = {}
        self.locked_day: int | None = None

    def begin(self) -> None:
        """Look at what is to be kept to, and let the raw layer be read."""
        connection = self.tables.connection
        self.values["reporting_currency"] = reporting_currency(self.settings, connection)
        self.locked_day = locked_through(connection)
        require_currency(connection, self.values["reporting_currency"])
        self.progress("read")
        mark_as_older(connection)
        self.tables.begin(build_books.CHANGED if self.locked_day is not None else ())

    def make(self, step: Step) -> None:
        self.progress(step.name)
        if step.text is None:
            self.tables.fill(step, self._rows(step.name))
        else:
            self.tables.make(step, self.values)
        if step.name == "fct_sales_events":
            self._look_at_events()

    def _rows(self, name: str) -> Any:
        if name == "dim_segments":
            return segment_rows()
        if name == "dim_rfm_limits":
            return limit_rows(self.settings.rfm_cut_points == "fixed")
        if name == "return_links":
            return return_link_rows(self.tables)
        if not self.covered["events"]:
            return []
        last = max(self.covered["last"], self.values["as_of_day"])
        holidays = {day for (day,) in self.tables.connection.exec_driver_sql(HOLIDAYS)}
        return [tuple(row.values()) for row in calendar.calendar(self.settings, self.covered["first"], last, holidays)]

    def _look_at_events(self) -> None:
        """Learn the range of days and the as-of day; stop where an exchange rate is missing."""
        today = datetime.datetime.now(ZoneInfo(self.settings.shop_timezone)).date()
        [(events, first, last, unlinked, as_of, unrated)] = self.tables.execute(COVERED, {"today": day_number(today)})
        if unrated:
            raise self._no_rate(unrated)
        self.covered = {"events": events, "first": first, "last": last, "unlinked": unlinked}
        if self.locked_day is not None:
            self._cover_locked_days(self.locked_day)
        given = self.settings.as_of_date
        self.values["as_of_day"] = day_number(given) if given else as_of if as_of is not None else day_number(today)

    def _cover_locked_days(self, locked_day: int) -> None:
        """Days of locked events that no load brings any more, and the day on which they are reversed, are in the calendar too."""
        locked, covered = build_snapshot.held(self.tables.connection), self.covered
        if locked["events"]:
            first, last = covered["first"], covered["last"]
            self.covered = {
                "events": covered["events"] + locked["events"],
                "first": locked["first"] if first is None else min(first, locked["first"]),
                "last": max(locked_day + 1, locked["last"], last or 0),
                "unlinked": covered["unlinked"] or 0,
            }

    def settle(self) -> None:
        """Keep locked months as they were published."""
        if self.locked_day is not None:
            self.progress("locked months")
            for table in locked_tables():
                self.tables.bring(table, [column.name for column in table.columns])
            build_books.settle(self.tables, self.locked_day)

    def _no_rate(self, currency: str) -> UserError:
        [(first,)] = self.tables.execute(UNRATED, {"currency": currency})
        return UserError(
            f"There is no exchange rate of {currency} into {self.values['reporting_currency']} on or before {day_of(first)}. "
            "Load rates that begin by that day with `manage.py rates FILE`, or set REPORTING_CURRENCY to another currency."
        )


def _publish(build: _Build, began: float) -> Version | None:
    """Make every table and put them in place, in the caller's transaction; None when there is nothing to publish."""
    tables = build.tables
    build.begin()
    for step in tables.steps:
        build.make(step)
    if not build.covered["events"]:
        tables.withdraw()
        tables.connection.execute(delete(raw.versions))
        build_runs.finish(tables.connection, tables.number, "empty")
        return None
    build.settle()
    counts = tables.publish(build.progress)
    _let_readers_in(build.settings, tables.connection)
    tables.connection.execute(insert(raw.versions).values(_version_row(build, counts, began)))
    build.progress.keep(tables.connection, tables.number)
    build_runs.finish(tables.connection, tables.number, "published")
    return version_from(tables.connection.exec_driver_sql(CURRENT).one(), build.settings)


def _version_row(build: _Build, counts: Mapping[str, int], began: float) -> dict[str, Any]:
    return {
        "version": build.tables.number,
        "published_at": build_runs.now(),
        "as_of_date": day_of(build.values["as_of_day"]).isoformat(),
        "reporting_currency": build.values["reporting_currency"],
        "first_date": day_of(build.covered["first"]).isoformat(),
        "last_date": day_of(build.covered["last"]).isoformat(),
        "row_counts": json.dumps(counts),
        "unlinked_returns": build.covered["unlinked"],
        "milliseconds": int((time.monotonic() - began) * 1000),
        "is_demo": int(demo.demo_load(build.tables.connection) is not None),
    }


def _let_readers_in(settings: Settings, connection: Connection) -> None:
    """New tables know nothing of the rights on the old ones: the reading role gets its SELECT again."""
    reader = make_url(settings.warehouse_read_url).username if settings.warehouse_read_url else None
    if connection.dialect.name == "postgresql" and reader:
        quote = connection.dialect.identifier_preparer.quote
        schema = connection.exec_driver_sql("select current_schema()").scalar_one()
        connection.exec_driver_sql(f"grant select on all tables in schema {quote(schema)} to {quote(reader)}")


def _silent(_step: str) -> None:
    """Say nothing."""
