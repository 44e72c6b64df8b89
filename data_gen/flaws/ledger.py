"""Ledger: plants changed cells and added rows into tables, and remembers each exactly. No row is touched twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any

import numpy
import pandas

from data_gen.tables import arrow_table, declared
from data_gen.world import World

COLUMNS = ("rule", "table_name", "key", "column_name", "original", "planted")
_EMPTY = "\0"


class Ledger:
    """The tables of a world while flaws are planted.

    `random` is the stream of the flaws, `as_of` the last moment of the world, `tables` the tables that have rows.
    """

    def __init__(self, world: World) -> None:
        self.random = world.random("flaws")
        self.as_of = numpy.datetime64(world.config.as_of) + numpy.timedelta64(world.config.last_hour, "h")
        self.tables = {name: frame for name, frame in world.tables.items() if len(frame)}
        self._world = world
        self._touched = {name: numpy.zeros(len(frame), dtype=bool) for name, frame in self.tables.items()}
        self._added: dict[str, list[pandas.DataFrame]] = {}
        self._parts: list[pandas.DataFrame] = []

    def choose(self, table: str, share: float, eligible: Any = None, least: int = 1) -> numpy.ndarray:
        """Random positions of untouched rows: `share` of the whole table, at least `least`, among those `eligible` (mask)."""
        free = ~self._touched[table] if eligible is None else ~self._touched[table] & numpy.asarray(eligible, dtype=bool)
        places = numpy.flatnonzero(free)
        count = min(len(places), max(least, round(share * len(free))))
        return numpy.sort(self.random.choice(places, count, replace=False))

    def change(self, rule: str, table: str, places: numpy.ndarray, values: dict[str, Sequence[Any] | numpy.ndarray]) -> None:
        """Put the values of each column at the places. Cells that already hold the value are no flaw and not in the ledger."""
        frame = self.tables[table]
        changed = frame.iloc[places].copy()
        before = _written(table, changed, values)
        for column, new in values.items():
            changed[column] = pandas.Series(new, index=changed.index).astype(frame[column].dtype)
        after = _written(table, changed, {*declared()[table].key, *values})
        differs = {column: (before[column].fillna(_EMPTY) != after[column].fillna(_EMPTY)).to_numpy() for column in values}
        for column, rows in differs.items():
            self._note(rule, table, column, before[column][rows], after[rows])
        planted = frame.copy()
        for column in values:
            planted.iloc[places, frame.columns.get_loc(column)] = changed[column].to_numpy()
        self.tables[table] = self._world.tables[table] = planted
        self._touched[table][places] = True

    def add(self, rule: str, table: str, rows: pandas.DataFrame) -> None:
        """Rows to add, somewhere between the others, when the ledger is closed; their keys are new."""
        self._note(rule, table, None, None, _written(table, rows, declared()[table].key))
        self._added.setdefault(table, []).append(rows)

    def unused_ids(self, table: str, column: str, count: int) -> numpy.ndarray:
        """Ids that look like the others of this column (same prefix and width) and stand for nothing."""
        used = self.tables[table][column].dropna().astype(str)
        prefix = used.iloc[0].rstrip("0123456789")
        width = len(used.iloc[0]) - len(prefix)
        numbers = used.str.slice(len(prefix)).astype("int64").to_numpy()
        low, high = int(numbers.min()), max(int(numbers.max()), int(numbers.min()) + 4 * count + len(numbers))
        is_free = numpy.ones(high + 1 - low, dtype=bool)
        is_free[numbers - low], is_free[-1] = False, False
        taken = self.random.choice(low + numpy.flatnonzero(is_free), count, replace=False)
        return numpy.array([f"{prefix}{number:0{width}d}" for number in taken], dtype=object)

    def close(self) -> None:
        """Put the added rows in."""
        for table, frames in self._added.items():
            kept = self.tables[table]
            rows = pandas.concat([kept, *frames], ignore_index=True)
            place = numpy.arange(len(rows), dtype=float)
            place[len(kept) :] = self.random.uniform(-0.5, len(kept), len(rows) - len(kept))
            self._world.tables[table] = rows.iloc[numpy.argsort(place, kind="stable")].reset_index(drop=True)

    @property
    def planted_tables(self) -> dict[str, pandas.DataFrame]:
        """The tables of the world that have rows, as they are once the ledger is closed."""
        return {name: frame for name, frame in self._world.tables.items() if len(frame)}

    def frame(self) -> pandas.DataFrame:
        """Everything planted."""
        return pandas.concat([pandas.DataFrame(columns=COLUMNS, dtype=object), *self._parts], ignore_index=True)

    def _note(self, rule: str, table: str, column: str | None, original: pandas.Series | None, planted: pandas.DataFrame) -> None:
        key = reduce(lambda one, other: one + "|" + other, (planted[name].to_numpy() for name in declared()[table].key))
        words = {"rule": rule, "table_name": table, "key": key, "column_name": column}
        cells = {"original": None if original is None else original.to_numpy(), "planted": planted[column].to_numpy() if column else None}
        if len(key):
            self._parts.append(pandas.DataFrame({**words, **cells}, columns=COLUMNS, dtype=object))


def _written(table: str, rows: pandas.DataFrame, columns: Iterable[str]) -> pandas.DataFrame:
    """Columns of the rows as text, as the files have them; None where empty."""
    written = arrow_table(table, rows.reset_index(drop=True))
    return pandas.DataFrame({name: _text(written.column(name)) for name in columns})


def _text(column: Any) -> pandas.Series:
    return pandas.Series(column.cast("string").to_pylist(), dtype=object)
