"""KPI cards: a value, its change against named comparisons, a sparkline. What is read goes in, components come out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote

from dash import dcc, html
from dash.development.base_component import Component

from dashapp import formats
from dashapp.cards import icon, meta
from dashapp.periods import Period
from dashapp.table import Column, Source

MOST_COMPARISONS = 2
_WIDTH, _HEIGHT, _EDGE = 120, 28, 3


class Measure(Protocol):
    """What a card needs to know of a metric."""

    @property
    def title(self) -> str:
        """The name on the card."""
        ...

    @property
    def better(self) -> str:
        """The direction that is good: up, down or none."""
        ...

    @property
    def column(self) -> Column:
        """What its values mean."""
        ...


@dataclass(frozen=True)
class Comparison:
    """A period compared with, its value, and the growth since; None where there is nothing to compare."""

    period: Period
    value: float | None
    growth: float | None


@dataclass(frozen=True)
class Reading:
    """What a KPI card says. `explained_by` is the page that it opens, with `search` as its filters; `missing` stands for no value.

    certainty: how sure the value is, where people were asked.
    """

    metric: Measure
    value: float | None
    currency: str
    period: Period
    comparisons: tuple[Comparison, ...] = ()
    series: tuple[float | None, ...] = ()
    source: Source | None = None
    explained_by: str = ""
    search: str = ""
    note: str = ""
    missing: str = "n/a"
    certainty: str = ""


def kpi_frame(title: str, body: Component, info: Component | None = None, retry: Component | None = None) -> html.Article:
    """The card: its label, the button beside it, and the place of the reading."""
    head = html.Div([html.H2(title, className="tr-kpi-label", title=title), info], className="tr-kpi-head")
    return html.Article([part for part in (head, body, retry) if part is not None], className="tr-kpi", **{"aria-label": title})


def kpi_body(reading: Reading, locale: str) -> list[Component]:
    """The reading: value, certainty, changes, sparkline; and a link over the whole card where a page explains it."""
    changes = [_change(reading, comparison, locale) for comparison in reading.comparisons[:MOST_COMPARISONS]]
    parts = [
        _value(reading, locale),
        html.Div(reading.certainty, className="tr-kpi-certainty") if reading.certainty else None,
        html.Div(changes, className="tr-kpi-changes"),
        sparkline(reading.series),
        _link(reading),
    ]
    return [part for part in parts if part is not None]


def kpi_foot(reading: Reading, locale: str) -> str:
    """The words of the foot: of which days, from how many rows, how old."""
    told = (reading.note, reading.period.words, meta(reading.source, locale) if reading.source else "")
    return " · ".join(part for part in told if part)


def sparkline(series: Sequence[float | None]) -> html.Span | None:
    """A line with its last point marked, as a mask, so that it takes the accent of the theme. Nothing below two points."""
    known = [(position, value) for position, value in enumerate(series) if not formats.missing(value) and value is not None]
    if len(known) < 2:
        return None
    points = _placed(known, len(series))
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    last_x, last_y = points[-1]
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {_WIDTH} {_HEIGHT}' preserveAspectRatio='none'>"
        f"<polyline points='{line}' fill='none' stroke='#000' stroke-width='1.5' stroke-linejoin='round'"
        " vector-effect='non-scaling-stroke'/></svg>"
    )
    style = {
        "--tr-spark": f'url("data:image/svg+xml,{quote(svg)}")',
        "--tr-spark-x": f"{last_x / _WIDTH:.2%}",
        "--tr-spark-y": f"{last_y / _HEIGHT:.2%}",
    }
    return html.Span(className="tr-spark", style=style, **{"aria-hidden": "true"})


def _placed(known: Sequence[tuple[int, float]], count: int) -> list[tuple[float, float]]:
    low, high = min(value for _, value in known), max(value for _, value in known)
    across = (_WIDTH - 2 * _EDGE) / max(1, count - 1)
    down = (_HEIGHT - 2 * _EDGE) / ((high - low) or 1)
    return [(_EDGE + position * across, _HEIGHT - _EDGE - (value - low) * down) for position, value in known]


def _value(reading: Reading, locale: str) -> html.Div:
    kind = reading.metric.column.type
    if formats.missing(reading.value):
        return html.Div(reading.missing, className="tr-kpi-value tr-kpi-missing")
    text = formats.shown(reading.value, kind, reading.currency, locale)
    exact = formats.shown(reading.value, kind, reading.currency, locale, exact=True)
    pieces = [piece for piece in re.split(r"([\d.,]*\d)", text) if piece]
    words = [piece if piece[-1].isdigit() else html.Span(piece, className="tr-kpi-unit") for piece in pieces]
    return html.Div(words, className="tr-kpi-value", title=exact)


def _change(reading: Reading, comparison: Comparison, locale: str) -> html.Div:
    near = comparison.period.name == "previous"
    name = comparison.period.brief if near else comparison.period.words
    compared = formats.shown(comparison.value, reading.metric.column.type, reading.currency, locale, exact=True)
    title = f"{comparison.period.words}: {compared}"
    against = html.Span(f"vs {name}{', same days elapsed' if comparison.period.partial else ''}", className="tr-kpi-against")
    if formats.missing(comparison.growth):
        return html.Div([html.Span("n/a"), against], className="tr-kpi-change tr-muted", title=title)
    tone, sign = _tone(comparison.growth or 0.0, reading.metric.better, locale)
    growth = html.Span([icon(sign) if sign else None, formats.change(comparison.growth, locale)], className="tr-kpi-growth")
    return html.Div([growth, against], className=f"tr-kpi-change {tone}", title=title)


def _tone(growth: float, better: str, locale: str) -> tuple[str, str]:
    """Class and arrow of a change: good or bad by the metric's direction, quiet where it has none or nothing moved."""
    if not any(digit in formats.change(growth, locale) for digit in "123456789"):
        return "tr-muted", ""
    rising = growth > 0
    arrow = "arrow-up" if rising else "arrow-down"
    if better not in ("up", "down"):
        return "tr-muted", arrow
    return ("tr-good" if rising == (better == "up") else "tr-bad"), arrow


def _link(reading: Reading) -> dcc.Link | None:
    if not reading.explained_by:
        return None
    words = html.Span(f"Open what explains {reading.metric.title.lower()}", className="tr-visually-hidden")
    return dcc.Link(words, href=f"/{reading.explained_by}{reading.search}", className="tr-kpi-link")
