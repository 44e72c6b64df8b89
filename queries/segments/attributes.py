"""The attributes that a segment may ask of a customer, as sql/setup/customer_attributes.yaml declares them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from dashapp.errors import UserError, near
from dashapp.table import Column
from queries.bind import Bound
from queries.catalogue import SQL_FOLDER
from queries.execution import Question, answer
from queries.warehouse import Warehouse

DECLARED = SQL_FOLDER / "setup" / "customer_attributes.yaml"
TYPES = ("integer", "decimal", "money", "ratio", "text", "boolean")
# Everybody who may be in a segment has a row here, whatever the rule asks.
POPULATION = "score_rfm"
MOST_MEMBERS = 1_000


@dataclass(frozen=True)
class Attribute:
    """One of them: its words, its type, and the column that holds it."""

    name: str
    title: str
    group: str
    type: str
    table: str
    column: str


@cache
def attributes(path: Path = DECLARED) -> Mapping[str, Attribute]:
    """Every attribute by name, in the order of the file; ValueError for one that is not declared as it must be."""
    given: Mapping[str, Mapping[str, Any]] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    found = {name: Attribute(name=name, **{"column": name, **words}) for name, words in given.items()}
    for one in found.values():
        if one.type not in TYPES:
            raise ValueError(f"{path}: {one.name} is of type {one.type!r}.{near(one.type, TYPES)}")
    return found


def attribute(name: str) -> Attribute:
    """The attribute of that name; UserError naming the near match otherwise."""
    known = attributes()
    if name not in known:
        raise UserError(f"There is no attribute {name!r}.{near(name, known)}")
    return known[name]


def members_of(warehouse: Warehouse, name: str) -> tuple[str, ...]:
    """The values that customers have in an attribute that is text, the most frequent first."""
    asked = attribute(name)
    text = (
        f"select {asked.column} as member, count(*) as customers from {asked.table}"
        f" where {asked.column} is not null group by {asked.column} order by customers desc, member"
    )
    columns = (Column("member", asked.title, "text"), Column("customers", "Customers", "integer"))

    def ask(version: Any) -> tuple[str, ...]:
        question = Question(f"attribute:{name}", Bound(text, {}), columns, (asked.table,), version.currency)
        return tuple(answer(warehouse, question, version, MOST_MEMBERS).frame["member"])

    return warehouse.settled(ask)
