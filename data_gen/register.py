"""Register: rows that several stages add, counted from 0 in the order of adding, before anything has an identifier."""

from __future__ import annotations

import numpy
import pandas


class Register:
    """A growing frame. A row's index is its place, and stays its place."""

    def __init__(self) -> None:
        self._parts: list[pandas.DataFrame] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, rows: pandas.DataFrame) -> numpy.ndarray:
        """Add rows with the columns of those before; returns their indices."""
        if self._parts and set(rows.columns) != set(self._parts[0].columns):
            raise ValueError(f"Rows with the columns {sorted(rows.columns)} are added to {sorted(self._parts[0].columns)}.")
        self._parts.append(rows)
        self._count += len(rows)
        return numpy.arange(self._count - len(rows), self._count)

    @property
    def frame(self) -> pandas.DataFrame:
        """All rows, by index. Columns may be changed in place."""
        if len(self._parts) != 1:
            self._parts = [pandas.concat(self._parts, ignore_index=True)] if self._parts else []
        return self._parts[0] if self._parts else pandas.DataFrame()
