"""The declarations of a shop's tables: sql/setup/tables, one file a domain. core.yaml says what the types mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from dashapp.table import Column

FOLDER = Path(__file__).parents[1] / "sql" / "setup" / "tables"
# What an order says of its lines is kept as an import keeps it, and rates as the command keeps them.
KEPT_AS = {"order_items": "raw_order_lines", "exchange_rates": "raw_exchange_rates"}


@dataclass(frozen=True)
class DeclaredColumn:
    """A column: its type, what it holds, the table whose key it names, whether it may be empty, and its masking tag.

    planned: whether its days may lie after the last day of the data.
    """

    name: str
    type: str
    about: str
    references: str = ""
    empty: bool = False
    planned: bool = False
    tag: str = ""

    @property
    def read(self) -> Column:
        """The column as people read it."""
        words = self.name.removesuffix("_cents").replace("_", " ").capitalize()
        return Column(self.name, words, self.type, note=self.about, tag=self.tag)


@dataclass(frozen=True)
class DeclaredTable:
    """A table of a domain: what a row is, what tells rows apart, and its columns."""

    name: str
    domain: str
    about: str
    key: tuple[str, ...]
    columns: tuple[DeclaredColumn, ...]

    @property
    def raw_name(self) -> str:
        """The table of the raw layer that holds its rows."""
        return KEPT_AS.get(self.name, f"raw_{self.name}")


@cache
def declared_tables(folder: Path = FOLDER) -> Mapping[str, DeclaredTable]:
    """Every declared table by name; ValueError when two files declare the same."""
    found: dict[str, DeclaredTable] = {}
    for table in _declared(folder):
        if table.name in found:
            raise ValueError(f"{table.name} is declared in {table.domain}.yaml and in {found[table.name].domain}.yaml. Rename one.")
        found[table.name] = table
    return found


def _declared(folder: Path) -> Iterator[DeclaredTable]:
    for path in sorted(folder.glob("*.yaml")):
        # The loader in C: a command that builds reads every declaration, and the one in Python takes eight times as long.
        for name, given in (yaml.load(path.read_text(), Loader=yaml.CSafeLoader) or {}).items():
            columns = tuple(_column(column, words) for column, words in given["columns"].items())
            yield DeclaredTable(name, path.stem, given["about"], tuple(given["key"]), columns)


def _column(name: str, words: Mapping[str, Any]) -> DeclaredColumn:
    return DeclaredColumn(name, **{word: words[word] for word in words.keys() & DeclaredColumn.__dataclass_fields__.keys()})
