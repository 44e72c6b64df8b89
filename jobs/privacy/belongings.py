"""Belongings: which rows of a shop's declared tables are about a customer, found along the references of the declarations.

A table that somebody declares later is found by itself, as long as it says what its columns refer to.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

from sqlalchemy import ARRAY, Text, and_, any_, bindparam, false, func, or_, select, true
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from jobs.shop_tables import shop_tables
from queries.declared import KEPT_AS, DeclaredColumn, DeclaredTable, declared_tables

CUSTOMERS = "customers"
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Belonging:
    """A table with rows about customers. `direct` columns hold the customer's number.

    `through` are columns that refer to other tables of the kind, read where no direct one says whose the row is; `beside`, the
    columns of tables of the kind that refer to this one, whose rows only describe something of the customer's, a device say.
    """

    table: DeclaredTable
    direct: tuple[str, ...]
    through: tuple[tuple[str, str], ...] = ()
    beside: tuple[tuple[str, str], ...] = ()

    @property
    def tagged(self) -> tuple[DeclaredColumn, ...]:
        """The columns that tell who somebody is."""
        return tuple(column for column in self.table.columns if column.tag)

    @property
    def key(self) -> str:
        """The one column that others refer to a row by; empty when it takes several."""
        return self.table.key[0] if len(self.table.key) == 1 else ""


def belongings(tables: Mapping[str, DeclaredTable]) -> tuple[Belonging, ...]:
    """Every table with rows about customers, each after those it is reached from."""
    reached = _reached(tables)
    order = TopologicalSorter({name: {other for _, other in _references(tables[name]) if other in reached} - {name} for name in reached})
    own = [_belonging(tables[name], reached) for name in order.static_order() if name not in KEPT_AS]
    return (*own, *_described(tables, own))


def _reached(tables: Mapping[str, DeclaredTable]) -> set[str]:
    reached, grown = {CUSTOMERS}, True
    while grown:
        found = {name for name, table in tables.items() if any(other in reached for _, other in _references(table))}
        grown = not found <= reached
        reached |= found
    return reached


def _references(table: DeclaredTable) -> Iterator[tuple[str, str]]:
    return ((column.name, column.references) for column in table.columns if column.references)


def _belonging(table: DeclaredTable, reached: Collection[str]) -> Belonging:
    references = [(column, other) for column, other in _references(table) if other in reached and other not in KEPT_AS]
    direct = tuple(column for column, other in references if other == CUSTOMERS)
    return Belonging(
        table,
        (table.key[0],) if table.name == CUSTOMERS else direct,
        tuple((column, other) for column, other in references if other not in (CUSTOMERS, table.name)),
    )


def _described(tables: Mapping[str, DeclaredTable], own: list[Belonging]) -> Iterator[Belonging]:
    """Tables that rows about customers refer to, and that have columns that tell who somebody is."""
    there = {belonging.table.name for belonging in own}
    for name, table in sorted(tables.items()):
        named = tuple(
            (owner.table.name, column) for owner in own for column, other in _references(owner.table) if other == name and name not in there
        )
        if named and any(column.tag for column in table.columns):
            yield Belonging(table, (), (), named)


def rows_about(connection: Connection, customers: Collection[str]) -> dict[Belonging, Rows]:
    """The rows of every such table about these customers of the shop's tables."""
    found: dict[str, Rows] = {}
    about: dict[Belonging, Rows] = {}
    for belonging in belongings(declared_tables()):
        name = belonging.table.name
        asked = select(shop_tables()[name]).where(condition(connection, belonging, customers, found))
        about[belonging] = found[name] = [dict(row) for row in connection.execute(asked).mappings()] if customers else []
    return about


def condition(connection: Connection, belonging: Belonging, customers: Collection[str], found: Mapping[str, Rows]) -> ColumnElement[bool]:
    """Which rows of the table are about the customers; `found` are those of the tables it is reached from."""
    columns = shop_tables()[belonging.table.name].c
    if belonging.beside:
        values = {row[column] for owner, column in belonging.beside for row in found[owner]} - {None}
        return among(connection, columns[belonging.key], values) if values else false()
    direct = [among(connection, columns[column], customers) for column in belonging.direct]
    nobody = and_(true(), *(columns[column].is_(None) for column in belonging.direct))
    through = [
        and_(nobody, among(connection, columns[column], {row[_key(other)] for row in found[other]})) for column, other in belonging.through
    ]
    return or_(false(), *direct, *through)


def _key(table: str) -> str:
    return declared_tables()[table].key[0]


def among(connection: Connection, column: Any, values: Collection[Any]) -> ColumnElement[bool]:
    """That a column is one of many texts, bound as one value."""
    listed = sorted(values)
    if connection.dialect.name == "sqlite":
        return column.in_(select(func.json_each(json.dumps(listed)).table_valued("value").c.value))
    return column == any_(bindparam(None, listed, type_=ARRAY(Text)))
