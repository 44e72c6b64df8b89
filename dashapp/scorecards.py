"""The scorecard: metrics by weeks, each row shaded on its own scale. Table in, component out."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from dash import html

from dashapp.formats import cell, short
from dashapp.periods import day_number
from dashapp.table import Column, Table

MOST_WEEKS = 8
SHADES = 5


def scorecard(table: Table, locale: str) -> html.Div:
    """The last weeks of a table by week: one row a metric, one column a week, darker for more of that metric.

    A week that the period cuts says so: its figures are of fewer days than the others'.
    """
    dimension, *measures = table.columns
    rows = table.records()[-MOST_WEEKS:]
    head = html.Thead(html.Tr([html.Th("Metric", scope="col"), *[_week(row[dimension.name], table.source.values, locale) for row in rows]]))
    body = html.Tbody([_row(column, rows, table.source.currency, locale) for column in measures])
    return html.Div(html.Table([head, body], className="tr-scorecard"), className="tr-scorecard-frame", tabIndex="0")


def _week(start: str, period: Mapping[str, Any], locale: str) -> html.Th:
    first = day_number(datetime.date.fromisoformat(start))
    is_cut = first < period["day_from"] or first + 6 > period["day_to"]
    words = "part of week " if is_cut else "week of "
    return html.Th([words, html.Br(), cell(start, Column("week", "Week", "date"), "", locale)], scope="col")


def _row(column: Column, rows: list[dict[str, Any]], currency: str, locale: str) -> html.Tr:
    values = [row[column.name] for row in rows]
    shades = _shades(values)
    cells = [
        html.Td(short(value, column, currency, locale), className=f"tr-heat-{shade}", title=cell(value, column, currency, locale))
        for value, shade in zip(values, shades, strict=True)
    ]
    return html.Tr([html.Th(column.title, scope="row"), *cells])


def _shades(values: list[float | None]) -> list[int]:
    """0 for nothing to shade, 1 to SHADES from the row's least to its greatest value."""
    known = [value for value in values if value is not None]
    if not known or max(known) == min(known):
        return [0] * len(values)
    low, spread = min(known), max(known) - min(known)
    return [0 if value is None else 1 + min(SHADES - 1, int(SHADES * (value - low) / spread)) for value in values]
