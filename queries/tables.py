"""Tables: the published marts, row by row. Only declared columns, filters by equality, scope bound, total order, masked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from dashapp.auth.viewer import Viewer
from dashapp.errors import NotFound, UserError, near
from dashapp.table import Column, Table
from queries.bind import Bound, Parameter, bind, read_texts
from queries.catalogue import SQL_FOLDER, column_of, header_and_body
from queries.execution import Question, answer, counted
from queries.masking import masked, refuse_masked
from queries.registry import facts
from queries.scope import PREFIX, scope_values
from queries.versions import Version
from queries.warehouse import Warehouse

MOST_ROWS = 10_000
_EQUALS = "equals_"
_TYPES = {"integer": "integer", "boolean": "integer", "decimal": "decimal"}


@dataclass(frozen=True)
class PublishedTable:
    """One mart: its name, what a row is, its columns, and the column that limits it by each scope it can express."""

    name: str
    summary: str
    grain: tuple[str, ...]
    columns: tuple[Column, ...]
    scopes: Mapping[str, str]


@cache
def tables(folder: Path = SQL_FOLDER / "marts") -> dict[str, PublishedTable]:
    """Every dimension and fact that a build publishes from the library, by name."""
    return {path.stem: _read(path) for path in sorted(folder.glob("*.sql"))}


def table(name: str) -> PublishedTable:
    """The table of that name; NotFound naming the near match otherwise."""
    if name not in tables():
        raise NotFound(f"There is no table {name!r}.{near(name, tables())}")
    return tables()[name]


def table_rows(warehouse: Warehouse, name: str, viewer: Viewer, where: Mapping[str, Sequence[str]], start: int, count: int) -> Table:
    """`count` rows from row `start` on, by the table's key, where each named column holds one of its values.

    source.total_rows is the number of all rows that match. Forbidden when the table cannot express the viewer's scope.
    """
    asked = table(name)
    _refuse_other_columns(asked, where)
    refuse_masked(asked.columns, set(where), viewer)
    scope = scope_values(viewer, [PREFIX + limit for limit in asked.scopes], f"The table {name}")
    parameters = _parameters(asked)
    given = {_EQUALS + column: read_texts(parameters[_EQUALS + column], texts) for column, texts in where.items()}
    matching = bind(_text(asked), parameters, {**given, **scope})
    values = {**matching.values, "page_rows": count, "page_start": start}
    page = Bound(f"{matching.text}\norder by {', '.join(asked.grain)}\nlimit :page_rows offset :page_start", values)

    def ask(version: Version) -> Table:
        found = answer(warehouse, Question(name, page, asked.columns, (name,), version.currency, asked.summary), version, MOST_ROWS)
        total = counted(warehouse, matching, (), version)["total_rows"]
        return replace(found, source=replace(found.source, total_rows=total))

    return masked(warehouse.settled(ask), viewer)


def _text(asked: PublishedTable) -> str:
    """Every filter and scope on a line of its own, which binding drops when it is absent."""
    columns = ",\n    ".join(column.name for column in asked.columns)
    scopes = [f"    and {column} in (:{PREFIX}{limit})" for limit, column in asked.scopes.items()]
    filters = [f"    and {column.name} in (:{_EQUALS}{column.name})" for column in asked.columns]
    return "\n".join([f"select\n    {columns}\nfrom {asked.name}\nwhere 1 = 1", *scopes, *filters])


def _parameters(asked: PublishedTable) -> dict[str, Parameter]:
    names = {_EQUALS + column.name: _TYPES.get(column.type, "text") for column in asked.columns}
    names |= {PREFIX + limit: "text" for limit in asked.scopes}
    return {name: Parameter(name, kind, optional=True, many=True) for name, kind in names.items()}


def _refuse_other_columns(asked: PublishedTable, where: Mapping[str, Sequence[str]]) -> None:
    allowed = [column.name for column in asked.columns]
    for name in where:
        if name not in allowed:
            raise UserError(f"{asked.name} has no column {name!r}.{near(name, allowed)}")


def _read(path: Path) -> PublishedTable:
    header, _ = header_and_body(path.read_text())
    columns = tuple(column_of(name, given) for name, given in header["columns"].items())
    grain = tuple(part.strip() for part in header["grain"].split(","))
    # Only the registry says which column limits a table: a region of a customer's latest order, say, limits nothing.
    scopes = next((fact.scopes for fact in facts() if fact.name == path.stem), {})
    return PublishedTable(path.stem, header["summary"], grain, columns, scopes)
