"""A mark is a clicked point of a chart: which filters and parameters select exactly its rows."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from callbacks.states import as_day
from dashapp.callback_gate import RELOAD, fits
from dashapp.errors import UserError
from dashapp.filters import DIMENSIONS, Filters
from dashapp.page import Drawing
from dashapp.periods import Period

CALENDAR = ("day", "week", "month", "quarter", "fiscal_month")
PARAMETERS = {"weekday": "weekday_number", "hour": "hour"}


def marked(drawing: Drawing, dimensions: Sequence[str], clicked: Mapping[str, Any], period: Period) -> dict[str, Any]:
    """Dimension (or column) to value of a click, from the point's custom data; empty when the point stands for none."""
    names = (drawing.x, drawing.y) if drawing.x and drawing.y else tuple(dimensions) or (drawing.x,)
    for point in points_of(clicked):
        given = point.get("customdata")
        mark = dict(zip(names, given if isinstance(given, list) else [given], strict=False))
        if mark and None not in mark.values() and _inside(mark, period):
            return mark
    return {}


def points_of(clicked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The points of a click as the browser sends them."""
    points = clicked.get("points") or []
    if not fits(points, list[dict[str, Any]]):
        raise UserError(RELOAD)
    return list(points)


def of_cell(figure: Mapping[str, Any], point: Mapping[str, Any]) -> list[Any] | None:
    """The custom data of a heat map's cell. dcc.Graph sends none for it, only the words of its column and row."""
    for trace in figure["data"]:
        if trace["type"] == "heatmap" and point.get("x") in trace["x"] and point.get("y") in trace["y"]:
            return trace["customdata"][trace["y"].index(point["y"])][trace["x"].index(point["x"])]
    return None


def _inside(mark: Mapping[str, Any], period: Period) -> bool:
    """A point of a comparison lies outside the period shown."""
    days = [step_of(name, value) for name, value in mark.items() if name in CALENDAR]
    return all(first <= period.last and last >= period.first for first, last in days)


def filters_of_mark(filters: Filters, period: Period, mark: Mapping[str, Any]) -> Filters:
    """The page's filters, narrowed to the mark."""
    for name, value in mark.items():
        if name in CALENDAR:
            first, last = step_of(name, value)
            filters = replace(filters, date_from=max(first, period.first), date_to=min(last, period.last))
        elif name in DIMENSIONS:
            filters = replace(filters, **{name: (str(value),)})
    return filters


def parameters_of_mark(mark: Mapping[str, Any]) -> dict[str, Any]:
    """What a mark binds besides filters: the weekday and the hour."""
    try:
        return {PARAMETERS[name]: int(value) for name, value in mark.items() if name in PARAMETERS}
    except (ValueError, TypeError):
        raise UserError(RELOAD) from None


def step_of(grain: str, value: Any) -> tuple[datetime.date, datetime.date]:
    """First and last day of the calendar step that a mark names."""
    try:
        return step_days(grain, as_day(str(value)))
    except ValueError:
        raise UserError(RELOAD) from None


def step_days(grain: str, first: datetime.date) -> tuple[datetime.date, datetime.date]:
    """First and last day of the calendar step that begins on a day."""
    if grain == "day":
        return first, first
    if grain == "week":
        return first, first + datetime.timedelta(days=6)
    months = 3 if grain == "quarter" else 1
    number = first.year * 12 + first.month - 1 + months
    return first, datetime.date(number // 12, number % 12 + 1, 1) - datetime.timedelta(days=1)
