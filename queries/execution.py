"""Execution: a question becomes a Table. Bound, looked up in the cache, run, typed; masking comes after."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import pandas

from dashapp.errors import QueryTimeout
from dashapp.table import Column, Source, Table, records_of
from queries.bind import Bound
from queries.cache import Codec
from queries.frames import columns_of, frame_of
from queries.versions import Version
from queries.warehouse import Warehouse


@dataclass(frozen=True)
class Question:
    """A bound statement with what is known about its answer."""

    name: str
    bound: Bound
    columns: tuple[Column, ...]
    tables: tuple[str, ...]
    currency: str
    summary: str = ""


@dataclass(frozen=True)
class _Answer:
    frame: pandas.DataFrame
    total_rows: int
    truncated: bool
    milliseconds: float
    engine: str


def answer(warehouse: Warehouse, question: Question, version: Version, limit: int) -> Table:
    """The answer to a question, unmasked. Its frame may be changed by the caller without harm."""
    found = _remembered(warehouse, question, version, limit)
    source = Source(
        name=question.name,
        sql=question.bound.text,
        values=question.bound.values,
        version=version.version,
        as_of=version.as_of.isoformat(),
        currency=question.currency,
        milliseconds=found.milliseconds,
        # A line that was dropped may have held the only mention of a table.
        tables=tuple(name for name in question.tables if name in question.bound.text),
        total_rows=found.total_rows,
        truncated=found.truncated,
        engine=found.engine,
        summary=question.summary,
    )
    return Table(question.columns, found.frame.copy(deep=False), source)


def counted(warehouse: Warehouse, bound: Bound, totals: tuple[Column, ...], version: Version) -> dict[str, Any]:
    """How many rows a statement has (`total_rows`), and the sum of each of these columns over all of them."""
    sums = "".join(f", sum({column.name}) as {column.name}" for column in totals)
    statement = Bound(f"select count(*) as total_rows{sums} from (\n{bound.text}\n) as answer", bound.values)
    columns = (Column("total_rows", "Rows", "integer"), *totals)
    found = _remembered(warehouse, Question("count", statement, columns, (), ""), version, 1, count=False)
    return records_of(found.frame)[0]


def _remembered(warehouse: Warehouse, question: Question, version: Version, limit: int, *, count: bool = True) -> _Answer:
    codec = Codec(_written, lambda written: _read(written, question.columns))
    parts = [question.bound.text, question.bound.values, limit]
    return warehouse.remembered(version, parts, codec, lambda: _executed(warehouse, question, version, limit, count))


def _executed(warehouse: Warehouse, question: Question, version: Version, limit: int, count: bool) -> _Answer:
    started = time.perf_counter()
    try:
        found = warehouse.fetch(question.bound.text, question.bound.values, limit, version)
    except QueryTimeout:
        warehouse.latency.note(question.name, _since(started))
        raise
    values = columns_of(found.rows, found.names, question.columns)
    milliseconds = _since(started)
    warehouse.latency.note(question.name, milliseconds)
    total = len(found.rows)
    if found.truncated and count:
        total = counted(warehouse, question.bound, (), version)["total_rows"]
    return _Answer(frame_of(values, question.columns), total, found.truncated, milliseconds, found.engine)


def _since(started: float) -> float:
    """Milliseconds since a moment of the clock that measures."""
    return (time.perf_counter() - started) * 1000


def _written(found: _Answer) -> bytes:
    about: Mapping[str, Any] = {
        "values": [_plain(found.frame[name]) for name in found.frame],
        "total_rows": found.total_rows,
        "truncated": found.truncated,
        "milliseconds": found.milliseconds,
        "engine": found.engine,
    }
    return orjson.dumps(about)


def _plain(values: pandas.Series) -> list[Any]:
    """Values that orjson writes, NaN as null."""
    return values.astype(object).where(values.notna(), None).tolist() if values.dtype == "Int64" else values.tolist()


def _read(written: bytes, columns: tuple[Column, ...]) -> _Answer:
    about = orjson.loads(written)
    return _Answer(frame_of(about.pop("values"), columns), **about)
