"""Lines: the good rows of a piece as columns of the raw layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jobs import raw

PROVENANCE = ("load_id", "is_current", "source", "row_key", "row_values", "file_name", "file_row")
CONTENT = tuple(column.name for column in raw.order_lines.columns if column.name not in ("line_id", *PROVENANCE))


@dataclass(frozen=True)
class Lines:
    """Rows as columns. `content`: what the raw layer keeps; `mapped`: the map's columns as the file gave them, for keys."""

    rows: Sequence[int]
    content: dict[str, Sequence[Any]]
    mapped: dict[str, Sequence[Any]]

    def __len__(self) -> int:
        return len(self.rows)

    def only(self, kept: Sequence[int]) -> Lines:
        """The rows at some positions."""
        if len(kept) == len(self.rows):
            return self
        return Lines([self.rows[at] for at in kept], _only(self.content, kept), _only(self.mapped, kept))


def _only(columns: dict[str, Sequence[Any]], kept: Sequence[int]) -> dict[str, Sequence[Any]]:
    return {name: [values[at] for at in kept] for name, values in columns.items()}
