"""Grid: blocks of rows of a library query, sorted, filtered and paged by the database, and the totals below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dashapp.auth.viewer import Viewer
from dashapp.errors import UserError, near
from dashapp.filters import Filters
from dashapp.table import Column, Table
from queries import catalogue, registers
from queries.bind import Bound
from queries.catalogue import Query
from queries.execution import answer, counted
from queries.grid_filter import conditions
from queries.library import bound_query, question
from queries.masking import masked, masked_names, refuse_masked
from queries.versions import Version
from queries.warehouse import Warehouse

MOST_ROWS = 500
Sort = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Selection:
    """Which rows of a library query: its parameters, the page's filters, the grid's own filter model."""

    name: str
    params: Mapping[str, Any]
    viewer: Viewer
    filters: Filters | None = None
    where: Mapping[str, Any] = field(default_factory=dict)

    @property
    def asked(self) -> Query:
        """The query of the catalogue."""
        return catalogue.query(self.name)


def rows(warehouse: Warehouse, selection: Selection, start: int, end: int, sort: Sort = (), most: int = MOST_ROWS) -> Table:
    """Rows `start` up to, not including, `end`, at most `most`; source.total_rows is the number of all rows that match."""
    check_block(start, end, most)
    order = _order(selection.asked, sort, selection.viewer)
    if selection.asked.is_register:
        block = registers.ordered(_matching_register(warehouse, selection), order, end - start, start)
        return masked(registers.table(warehouse, selection.asked, block, totals(warehouse, selection)["total_rows"]), selection.viewer)

    def ask(version: Version) -> Table:
        matching = _matching(selection, version)
        values = {**matching.values, "grid_rows": end - start, "grid_start": start}
        block = Bound(f"{matching.text}\norder by {order}\nlimit :grid_rows offset :grid_start", values)
        table = answer(warehouse, question(selection.asked, block, selection.filters, version), version, most)
        total = _counted(warehouse, selection.asked, matching, version)["total_rows"]
        return replace(table, source=replace(table.source, total_rows=total))

    return masked(warehouse.settled(ask), selection.viewer)


def totals(warehouse: Warehouse, selection: Selection) -> dict[str, Any]:
    """`total_rows` and the sum of every column that adds up and is not masked, over all rows that match."""
    if selection.asked.is_register:
        return registers.counted(warehouse, selection.asked, _matching_register(warehouse, selection))
    found = warehouse.settled(lambda version: _counted(warehouse, selection.asked, _matching(selection, version), version))
    hidden = masked_names(selection.asked.columns, selection.viewer)
    return {name: value for name, value in found.items() if name not in hidden}


def all_rows(warehouse: Warehouse, selection: Selection, sort: Sort = (), limit: int | None = None) -> Table:
    """Every row that matches, as the grid shows them, for an export: at most `limit` (ROW_LIMIT unless given)."""
    order = _order(selection.asked, sort, selection.viewer)
    most = warehouse.settings.row_limit if limit is None else limit
    if selection.asked.is_register:
        listed = registers.ordered(_matching_register(warehouse, selection), order, most)
        return masked(registers.table(warehouse, selection.asked, listed, totals(warehouse, selection)["total_rows"]), selection.viewer)

    def ask(version: Version) -> Table:
        matching = _matching(selection, version)
        ordered = Bound(f"{matching.text}\norder by {order}", matching.values)
        return answer(warehouse, question(selection.asked, ordered, selection.filters, version), version, most)

    return masked(warehouse.settled(ask), selection.viewer)


def _counted(warehouse: Warehouse, asked: Query, matching: Bound, version: Version) -> dict[str, Any]:
    summed = tuple(column for column in asked.columns if column.name in asked.totals)
    found = counted(warehouse, matching, summed, version)
    money = {column.name for column in summed if column.type == "money"}
    # Sums of doubles carry noise far below a cent.
    return {name: round(value, 2) if name in money and value is not None else value for name, value in found.items()}


def _matching(selection: Selection, version: Version) -> Bound:
    bound = bound_query(selection.asked, selection.params, selection.viewer, selection.filters, version, ordered=False)
    return _narrowed(selection, bound)


def _matching_register(warehouse: Warehouse, selection: Selection) -> Bound:
    return _narrowed(selection, registers.bound(warehouse.settings, selection.asked, selection.params, selection.viewer, ordered=False))


def _narrowed(selection: Selection, bound: Bound) -> Bound:
    """The rows that the grid's own filters leave."""
    refuse_masked(selection.asked.columns, set(selection.where), selection.viewer)
    asked, where = selection.asked, selection.where
    text, values = registers.conditions(where, asked.columns) if asked.is_register else conditions(where, asked.columns)
    return Bound(f"select * from (\n{bound.text}\n) as answer{text}", {**bound.values, **values})


def check_block(start: int, end: int, most: int = MOST_ROWS) -> None:
    """Raise UserError unless rows `start` up to, not including, `end` are a block."""
    if not all(isinstance(edge, int) for edge in (start, end)) or start < 0 or not 0 < end - start <= most:
        raise UserError(f"Rows {start!r} to {end!r} were asked for. A block starts at 0 or later and holds 1 to {most} rows.")


def _order(asked: Query, sort: Sort, viewer: Viewer) -> str:
    return ordered_by(asked.columns, asked.grain, sort, viewer, asked.order)


def ordered_by(columns: tuple[Column, ...], grain: Sequence[str], sort: Sort, viewer: Viewer, own: Sort = ()) -> str:
    """The chosen columns, else the query's own order, then the grain: a total order, so blocks neither overlap nor leave gaps."""
    allowed = [column.name for column in columns]
    for name, direction in sort:
        if name not in allowed:
            raise UserError(f"Rows cannot be sorted by {name!r}.{near(name, allowed)}")
        if direction not in ("asc", "desc"):
            raise UserError(f"The direction is {direction!r}.{near(str(direction), ('asc', 'desc'))}")
    refuse_masked(columns, {name for name, _ in sort}, viewer)
    # An order by what is masked would tell it, so the query's own order may not say more than the viewer sees.
    hidden = masked_names(columns, viewer)
    by = tuple(sort) or tuple((name, direction) for name, direction in own if name not in hidden)
    chosen = [f"{name} {direction} nulls last" for name, direction in by]
    named = {name for name, _ in by}
    return ", ".join(chosen + [name for name in grain if name not in named])
