"""The corrections of sql/setup/corrections.yaml, held against the declared tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from dashapp.errors import NotFound, near
from jobs.shop_tables import shop_tables
from queries.catalogue import SQL_FOLDER
from queries.declared import DeclaredColumn, DeclaredTable, declared_tables

DECLARATIONS = SQL_FOLDER / "setup" / "corrections.yaml"
KINDS = ("trim", "case", "email_domain", "phone_format", "date")
WITH_OF = ("case", "phone_format")
COUNTRIES = "regions"


@dataclass(frozen=True)
class Correction:
    """One declared correction. of: for case the TABLE.COLUMN of the words, for phone_format the column that refers to a region."""

    name: str
    title: str
    table: str
    column: str
    kind: str
    of: str = ""

    @property
    def declared(self) -> DeclaredTable:
        """The table that it corrects."""
        return declared_tables()[self.table]

    @property
    def declared_column(self) -> DeclaredColumn:
        """The column that it corrects."""
        return next(one for one in self.declared.columns if one.name == self.column)


@cache
def corrections(path: Path = DECLARATIONS) -> Mapping[str, Correction]:
    """Every declared correction by name; ValueError for one that names no column of text, or no kind."""
    given: Mapping[str, Mapping[str, Any]] = yaml.load(path.read_text(), Loader=yaml.CSafeLoader)
    return {name: _checked(Correction(name, **words)) for name, words in given.items()}


def correction(name: str) -> Correction:
    """The correction of that name; NotFound naming the near match otherwise."""
    if name not in corrections():
        raise NotFound(f"There is no correction {name!r}.{near(name, corrections())}")
    return corrections()[name]


def _checked(one: Correction) -> Correction:
    if one.table not in shop_tables():
        raise ValueError(f"{one.name} corrects the table {one.table!r}.{near(one.table, shop_tables())}")
    texts = [column.name for column in one.declared.columns if column.type in ("text", "date", "timestamp")]
    if one.column not in texts or one.column in one.declared.key:
        raise ValueError(f"{one.name} corrects the column {one.column!r}.{near(one.column, texts)}")
    if one.kind not in KINDS:
        raise ValueError(f"{one.name} is of kind {one.kind!r}.{near(one.kind, KINDS)}")
    if bool(one.of) != (one.kind in WITH_OF):
        raise ValueError(f"{one.name}: `of` belongs to {' and '.join(WITH_OF)}, and only to them.")
    return one
