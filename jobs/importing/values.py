"""Cells to values: each distinct text of a column is read once, exactly, by the column's type."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from jobs.importing.map import FileFormat, MappedColumn
from jobs.importing.moments import Moment, read_moments
from jobs.importing.numbers import NumberReader

_TRUE, _FALSE = {"1", "1.0", "true", "t", "yes", "y"}, {"0", "0.0", "false", "f", "no", "n"}


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A text that its type does not take, and why."""

    reason: str


class ValueReader:
    """Reads the texts of the columns of one map: None for an empty cell, Unreadable for one that is wrong."""

    def __init__(self, file: FileFormat, zone: str):
        self._zone, self._numbers = zone, NumberReader(file)
        self._readers: dict[str, Callable[[str], Any]] = {
            "integer": self._numbers.integer,
            "decimal": self._numbers.decimal,
            "money": self._numbers.money,
            "boolean": _boolean,
            "currency": _currency,
        }

    def table(self, column: MappedColumn, texts: Collection[str]) -> dict[str, Any]:
        """Each distinct text with its value."""
        bare = {text: text.strip() for text in texts}
        if column.type in ("timestamp", "date"):
            return self._moments(column, bare)
        if column.type == "text":
            return {text: plain or None for text, plain in bare.items()}
        return {text: self._value(column, plain) if plain else None for text, plain in bare.items()}

    def _value(self, column: MappedColumn, text: str) -> Any:
        try:
            value = self._readers[column.type](text)
        except ValueError as error:
            return Unreadable(str(error))
        return str(value) if column.type == "integer" and column.textual else value

    def _moments(self, column: MappedColumn, bare: dict[str, str]) -> dict[str, Any]:
        read = read_moments({text for text in bare.values() if text}, column.format, self._zone)
        wrong = Unreadable(f"is not a time written {column.format or 'as ISO 8601, like 2025-08-01T14:23:00,'} from the year 1900 on")
        day_only = column.type == "date"
        return {text: (_shown(read[plain], day_only) or wrong) if plain else None for text, plain in bare.items()}


def _shown(moment: Moment | None, day_only: bool) -> Moment | None:
    return Moment(f"{moment.text[:10]} 00:00:00", moment.day, 0) if moment and day_only else moment


def _boolean(text: str) -> int:
    word = text.lower()
    if word not in _TRUE and word not in _FALSE:
        raise ValueError("is not 1 or 0, true or false, yes or no")
    return int(word in _TRUE)


def _currency(text: str) -> str:
    if len(text) != 3 or not (text.isascii() and text.isalpha()):
        raise ValueError("is not a three-letter currency code")
    return text.upper()
