"""Keeping what runs gave: runs with cards, figures and bins for good, scores of the latest run only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson
import pandas
import pyarrow
from sqlalchemy import Table, delete, insert
from sqlalchemy.engine import Connection

from jobs import build_runs, bulk
from jobs.model_tables import model_bins, model_figures, model_runs
from jobs.models.model import Model, Outcome
from queries.versions import Version


def keep(connection: Connection, model: Model, outcome: Outcome, version: Version, *, is_shown: bool) -> int:
    """Keep a run in the caller's transaction. version: whose marts it read; is_shown: whether that is the current one."""
    run = {
        "model": model.name,
        "trained_at": build_runs.now(),
        "version": version.version,
        "as_of_date": version.as_of.isoformat(),
        "is_of_shown_data": int(is_shown),
        "has_scores": int(outcome.scores is not None),
        "card": orjson.dumps(outcome.card.as_json()).decode(),
    }
    run_id = int(connection.execute(insert(model_runs).values(**run)).inserted_primary_key[0])
    figures = [
        {"name": one.name, "value": one.value, "low": one.low, "high": one.high} for one in (*outcome.card.figures, *outcome.figures)
    ]
    _insert(connection, model_figures, ({"run_id": run_id, **figure} for figure in figures))
    _insert(connection, model_bins, _records(outcome.bins.assign(run_id=run_id)))
    connection.execute(delete(model.scores))
    if outcome.scores is not None:
        _insert_scores(connection, model.scores, outcome.scores)
    return run_id


def _insert_scores(connection: Connection, table: Table, scores: pandas.DataFrame) -> None:
    """Hundreds of thousands of rows, in the order of their key: as COPY, or as what the driver of SQLite takes."""
    columns = [column.name for column in table.columns]
    rows = scores[columns].sort_values([column.name for column in table.primary_key])
    if connection.dialect.name == "postgresql":
        bulk.insert(connection, table.name, pyarrow.Table.from_pandas(rows, preserve_index=False).to_reader())
        return
    statement = f"insert into {table.name} ({', '.join(columns)}) values ({', '.join('?' * len(columns))})"  # noqa: S608 names are declared ones
    connection.exec_driver_sql(statement, list(zip(*(rows[name].tolist() for name in columns), strict=True)))


def _records(frame: pandas.DataFrame) -> Iterator[Mapping[str, Any]]:
    columns = [frame[name].tolist() for name in frame.columns]
    return (dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True))


def _insert(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    if given := list(rows):
        connection.execute(insert(table), given)
