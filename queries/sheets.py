"""What a download holds: a card's tables, put together, and the cover sheet."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas

from dashapp.auth.viewer import Viewer
from dashapp.errors import NotFound
from dashapp.exports.cover import Cover
from dashapp.exports.xlsx import Sheet
from dashapp.filters import Filters
from dashapp.grids import sort_of
from dashapp.page import Chart, Grid, Page, Panel
from dashapp.table import Column, Table
from queries import catalogue, grid
from queries.cards import Answers, Question, answers, card_title, drawn_columns, is_query, selection
from queries.desk import Desk
from queries.masking import without_addresses
from queries.trust import trust_of

PERIOD = Column("period", "Period", "text")


def card_tables(desk: Desk, question: Question, state: Mapping[str, Any] | None = None) -> Answers:
    """The tables of a card as it takes them along; of a grid all rows that its own filters leave, in its own order.

    What is tagged and not drawn stays behind: a chart of one measure of several tells no other that is a margin.
    """
    if isinstance(question.card, Panel):
        return [(question.filters.period(desk.today()), _panel_table(desk, question.card, question.viewer))]
    if not isinstance(question.card, Grid):
        found = answers(desk, question)
        return (
            [(period, _as_drawn(question, table)) for period, table in found]
            if isinstance(question.card, Chart) and is_query(question.card)
            else found
        )
    given = state or {}
    limit = desk.settings.export_row_limit
    table = grid.all_rows(desk.warehouse, selection(question, given.get("filterModel")), sort_of(given.get("sortModel")), limit)
    return [(question.filters.period(desk.today()), table)]


def measured(desk: Desk, question: Question, state: Mapping[str, Any] | None = None) -> tuple[int, tuple[Column, ...]]:
    """How many rows a download of a card holds, and its columns. Of a grid they are counted, not fetched."""
    if not isinstance(question.card, Grid):
        table = combined(card_tables(desk, question))
        return len(table.frame), table.columns
    found = grid.totals(desk.warehouse, selection(question, (state or {}).get("filterModel")))
    return min(int(found["total_rows"]), desk.settings.export_row_limit), catalogue.query(question.card.source).columns


def combined(found: Answers) -> Table:
    """One table of several periods, each row with its period; a single period needs no such column."""
    (_, table), *others = found
    if not others:
        return table
    frames = [answer.frame.assign(period=f"{period.first} to {period.last}") for period, answer in found]
    names = [PERIOD.name, *(column.name for column in table.columns)]
    return replace(table, columns=(PERIOD, *table.columns), frame=pandas.concat(frames, ignore_index=True)[names])


def _as_drawn(question: Question, table: Table) -> Table:
    drawn = drawn_columns(question)
    columns = tuple(column for column in table.columns if not column.tag or column.name in drawn)
    return replace(table, columns=columns, frame=table.frame[[column.name for column in columns]])


def _panel_table(desk: Desk, card: Panel, viewer: Viewer) -> Table:
    if not card.has_table:
        raise NotFound(f"{card.title} is nothing to download.")
    return desk.panel_tables[card.source](desk.settings, viewer)


def sheets_of(desk: Desk, question: Question, state: Mapping[str, Any] | None = None) -> list[Sheet]:
    """The sheet of a card."""
    card = question.card
    title = card_title(card)
    found = card_tables(desk, question, state)
    table, trust = combined(found), trust_of(desk, question)
    return [Sheet(title, table, _totals(desk, question, state), trust.words if trust is not None else "")]


def _totals(desk: Desk, question: Question, state: Mapping[str, Any] | None) -> dict[str, float] | None:
    if not isinstance(question.card, Grid):
        return None
    found = grid.totals(desk.warehouse, selection(question, (state or {}).get("filterModel")))
    return {name: value for name, value in found.items() if name != "total_rows" and value is not None} or None


def cover_of(desk: Desk, page: Page, title: str, filters: Filters, viewer: Viewer, **entry: Any) -> Cover:
    """The cover sheet of a download. entry: number, sensitivity, left_out and checks of the cover."""
    surroundings = desk.surroundings(page)
    masked = ", ".join(sorted(viewer.masked_tags))
    return Cover(
        shop_name=desk.settings.shop_name,
        title=title,
        question=page.question,
        user_name=viewer.name,
        made_at=datetime.datetime.now(datetime.UTC),
        filters=_readable(filters, viewer),
        as_of=surroundings.as_of,
        version=surroundings.version,
        reporting_currency=surroundings.currency,
        is_demo=bool(surroundings.version) and desk.warehouse.version().is_demo,
        masking=f"Columns tagged {masked} are masked for the role {viewer.role}." if masked else "",
        **entry,
    )


def _readable(filters: Filters, viewer: Viewer) -> Filters:
    """The filters as the cover may print them: somebody may have typed an address."""
    chosen = filters.dimensions().items()
    readable: dict[str, Any] = {name: tuple(without_addresses(value, viewer) for value in values) for name, values in chosen}
    return replace(filters, **readable)
