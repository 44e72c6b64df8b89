"""A version in which only the tables of models are new: made from what is published, without a build.

The other tables are those of the version before. The columnar copy is the file of that version with the same tables replaced.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow
from sqlalchemy import insert, inspect, select, text
from sqlalchemy.engine import Connection, Engine

from dashapp.db.engines import warehouse_engine
from dashapp.errors import UserError
from dashapp.settings import Settings
from jobs import build_runs, columnar, raw
from jobs.arrow_tables import arriving
from jobs.build_plan import Step, plan
from jobs.build_tables import BY_PYTHON
from jobs.columnar_copy import VERSIONS
from jobs.lock import only_one
from jobs.model_tables import LEFT_BY_MODELS
from queries.columnar import copy_path
from queries.versions import CURRENT, Version, version_from

_BATCH = 50_000
_ARROW = {"text": pyarrow.string(), "bigint": pyarrow.int64(), "double precision": pyarrow.float64()}

Keep = Callable[[Connection, int], None]


def model_steps() -> list[Step]:
    """The tables that hang on what models left, in the order in which a build makes them."""
    reached, found = {table.name for table in LEFT_BY_MODELS}, []
    for step in plan(BY_PYTHON):
        if step.reads & reached:
            reached.add(step.name)
            found += [step] if step.kind == "table" else []
    return found


def publish(settings: Settings, message: str, keep: Keep) -> Version:
    """Keep what models gave and publish it, in one transaction and under the lock of the warehouse.

    keep: writes to the raw layer; it is told which version is the current one. message: what the log of builds says.
    """
    with only_one(settings, "score", wait=True):
        engine = warehouse_engine(settings)
        raw.create(engine)
        number = build_runs.start(engine)
        try:
            with engine.begin() as connection:
                before, version = _published(settings, connection, number, message, keep)
        except BaseException as error:
            with engine.begin() as connection:
                build_runs.finish(connection, number, "failed", str(error) or type(error).__name__)
            raise
        _copy(settings, engine, before, version)
    return version


def _published(settings: Settings, connection: Connection, number: int, message: str, keep: Keep) -> tuple[Version, Version]:
    before = version_from(connection.exec_driver_sql(CURRENT).first(), settings)
    keep(connection, before.version)
    counts = {step.name: _remade(connection, step) for step in _made_by_builds(connection)}
    [row] = connection.execute(select(raw.versions).where(raw.versions.c.version == before.version)).mappings()
    own = {"version": number, "published_at": build_runs.now(), "row_counts": json.dumps({**before.row_counts, **counts})}
    connection.execute(insert(raw.versions).values({**row, **own}))
    build_runs.finish(connection, number, "published", message)
    return before, version_from(connection.exec_driver_sql(CURRENT).first(), settings)


def _made_by_builds(connection: Connection) -> list[Step]:
    """The tables to make anew; UserError where an earlier release built the warehouse, which had none of them."""
    steps, there = model_steps(), set(inspect(connection).get_table_names())
    missing = [step.name for step in steps if step.name not in there]
    if missing:
        raise UserError(f"The published warehouse has no {', '.join(missing)}: an earlier release built it. Run `manage.py build` first.")
    return steps


def _remade(connection: Connection, step: Step) -> int:
    """Put the rows that the step gives now in the place of those before; how many they are."""
    columns = ", ".join(step.columns)
    connection.execute(text(f"delete from {step.name}"))
    return connection.execute(text(f"insert into {step.name} ({columns}) select {columns} from (\n{step.text}\n) as made")).rowcount


def _copy(settings: Settings, engine: Engine, before: Version, version: Version) -> None:
    """Make the columnar copy out of that of the version before; without one the warehouse answers until the next build."""
    base = copy_path(settings.var_dir, before.version)
    if base.exists():
        columnar.publish(settings, version, lambda path: _replaced(engine, base, path))


def _replaced(engine: Engine, base: Path, path: Path) -> None:
    shutil.copyfile(base, path)
    with engine.connect() as connection, duckdb.connect(str(path), config={"threads": 1}) as copy:
        for step in model_steps():
            _refill(connection, copy, step.name, step.columns)
        _refill(connection, copy, raw.versions.name, VERSIONS)
        copy.execute("checkpoint")


def _refill(connection: Connection, copy: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str]) -> None:
    listed, schema = ", ".join(columns), pyarrow.schema([(name, _ARROW[given]) for name, given in columns.items()])
    copy.execute(f"delete from {table}")
    rows = connection.execution_options(yield_per=_BATCH).execute(text(f"select {listed} from {table}"))
    for batch in _batches(rows.partitions(_BATCH), schema):
        with arriving(copy, batch):
            copy.execute(f"insert into {table} ({listed}) select {listed} from arriving")


def _batches(parts: Iterator[Sequence[Sequence[Any]]], schema: pyarrow.Schema) -> Iterator[pyarrow.Table]:
    for part in parts:
        columns = zip(*part, strict=True)
        yield pyarrow.table([pyarrow.array(column, type=field.type) for column, field in zip(columns, schema, strict=True)], schema=schema)
