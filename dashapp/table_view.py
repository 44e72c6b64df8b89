"""A table as people read it: in the drawer, for those who do not read charts, and in panels."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from dashapp.formats import cell
from dashapp.table import Column, Source, Table

MOST_ROWS = 200


def table_of(table: Table, locale: str) -> html.Div:
    """A table as people read it, for those who do not read charts."""
    rows = table.records()[:MOST_ROWS]
    head = html.Thead(html.Tr([html.Th(column.title, scope="col", className=_aligned(column)) for column in table.columns]))
    body = html.Tbody([html.Tr([_cell(row, column, table.source, locale) for column in table.columns]) for row in rows])
    whole = dbc.Table([head, body], size="sm", hover=True, responsive=True, className="tr-table")
    return html.Div([whole, html.P(_count(table), className="tr-muted")])


def _count(table: Table) -> str:
    there = len(table.frame)
    if there > MOST_ROWS:
        return f"{MOST_ROWS:,} of {there:,} rows; the download has them all."
    return "1 row" if there == 1 else f"{there:,} rows"


def _aligned(column: Column) -> str:
    return "text-end tr-number" if column.numeric else ""


def _cell(row: dict[str, Any], column: Column, source: Source, locale: str) -> html.Td:
    return html.Td(cell(row[column.name], column, source.currency, locale), className=_aligned(column))
