"""One measure over time with its comparisons, aligned by position: first day meets first day."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from dashapp import formats
from dashapp.charts import calendar
from dashapp.charts.colours import ACCENT, QUIET
from dashapp.charts.frame import LABEL_MARGIN, category_axis, end_labels, figure, note, value_axis
from dashapp.charts.subject import Subject, comparison_words
from dashapp.periods import Period
from dashapp.table import Table

_GREYS = ((QUIET, "solid"), (QUIET, "dot"))


@dataclass(frozen=True)
class Trend:
    """The steps of one period, their values, and whether the last step is still running."""

    period: Period
    starts: list[str]
    values: list[float | None]
    unfinished: bool


def trends(subject: Subject) -> list[Trend]:
    """The current trend, then each comparison. A step without rows is 0 where parts add up, else unknown."""
    return [_trend(subject, period, table) for period, table in subject.tables]


def line(subject: Subject) -> dict[str, Any]:
    """The current period in the accent, comparisons thin and grey; a step that is still running is dashed."""
    found = trends(subject)
    current, compared = found[0], found[1:]
    if not current.starts:
        return figure([])
    labels = [_heading(start, subject) for start in current.starts]
    data = [trace for position, trend in enumerate(compared) for trace in _comparison(subject, labels, trend, position)]
    data += _current(subject, labels, current, compared)
    known = [value for trend in found for value in trend.values[: len(labels)] if value is not None]
    axis = value_axis(subject, known, zero=subject.value.type not in ("ratio", "decimal"))
    ticks = [calendar.tick(start, subject.grain, subject.locale) if subject.grain else start for start in current.starts]
    ends = [end for position, trend in enumerate(found) for end in _end(trend, position, len(labels))] if compared else []
    remarks = end_labels(ends, axis["range"][0], axis["range"][1], 280)
    if current.unfinished:
        remarks.append(note(f"Last {subject.grain.removeprefix('fiscal_')} unfinished"))
    margin = {"l": 8, "r": LABEL_MARGIN if compared else 16, "t": 20 if current.unfinished else 10, "b": 8, "pad": 0}
    return figure(data, xaxis=category_axis(labels, ticks), yaxis=axis, annotations=remarks, margin=margin, hovermode="x unified")


def last_day(subject: Subject, period: Period) -> datetime.date:
    """The last day of a period that has happened: its own, or the as-of day of the data."""
    as_of = subject.table.source.as_of
    return min(period.last, datetime.date.fromisoformat(as_of[:10])) if as_of else period.last


def _trend(subject: Subject, period: Period, table: Table) -> Trend:
    last = last_day(subject, period)
    known = {str(start)[:10]: value for start, value in subject.by_x(table).items() if start is not None}
    starts = calendar.steps(period, last, subject.grain or "day", known) if subject.grain else list(known)
    empty = 0.0 if subject.additive else None
    values = [None if formats.missing(known.get(start, empty)) else float(known.get(start, empty) or 0) for start in starts]
    running = bool(starts) and bool(subject.grain) and calendar.unfinished(starts[-1], subject.grain, last)
    return Trend(period, starts, values, running)


def _heading(start: str, subject: Subject) -> str:
    return formats.step(start, subject.grain, subject.locale) if subject.grain else start


def _current(subject: Subject, labels: list[str], trend: Trend, compared: list[Trend]) -> list[dict[str, Any]]:
    """Solid up to the last finished step, dashed from there; the hover and its data lie on an unseen trace."""
    solid = len(labels) - 1 if trend.unfinished else len(labels)
    look = {"type": "scatter", "mode": "lines", "hoverinfo": "skip"}
    pen = {"color": ACCENT, "width": 2}
    fill = {"fill": "tozeroy", "fillcolor": "rgba(79,70,229,0.08)"} if subject.drawing.options.get("area") else {}
    data = [look | {"x": labels[:solid], "y": trend.values[:solid], "line": pen} | fill]
    if trend.unfinished and len(labels) > 1:
        data.append(look | {"x": labels[solid - 1 :], "y": trend.values[solid - 1 :], "line": pen | {"dash": "dot"}})
    data.append(look | {"x": labels[-1:], "y": trend.values[-1:], "mode": "markers", "marker": {"color": ACCENT, "size": 7}})
    points = [
        [start, f"<b>{subject.exact(value)}</b>{_changes(subject, value, compared, position)}"]
        for position, (start, value) in enumerate(zip(trend.starts, trend.values, strict=True))
    ]
    hover = {"hoverinfo": "text", "hovertemplate": "%{customdata[1]}<extra></extra>", "line": {"color": ACCENT, "width": 0}}
    data.append(look | hover | {"x": labels, "y": trend.values, "customdata": points, "name": "This period", "legendrank": 1})
    return data


def _changes(subject: Subject, value: float | None, compared: list[Trend], position: int) -> str:
    parts = []
    for trend in compared:
        other = trend.values[position] if position < len(trend.values) else None
        against = subject.against(value, other)
        parts.append(f"  {against} vs {comparison_words(trend.period).lower()}" if against else "")
    return "".join(parts)


def _comparison(subject: Subject, labels: list[str], trend: Trend, position: int) -> list[dict[str, Any]]:
    colour, dash = _GREYS[position]
    shown = min(len(labels), len(trend.values))
    pairs = zip(trend.starts[:shown], trend.values[:shown], strict=True)
    points = [[start, f"{subject.exact(value)}  {_heading(start, subject)}"] for start, value in pairs]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": labels[:shown],
            "y": trend.values[:shown],
            "line": {"color": colour, "width": 1.5, "dash": dash},
            "customdata": points,
            "hovertemplate": "%{customdata[1]}<extra></extra>",
            "name": comparison_words(trend.period),
            "legendrank": 2 + position,
        }
    ]


def _end(trend: Trend, position: int, steps: int) -> list[tuple[str, float, str]]:
    known = [value for value in trend.values[:steps] if value is not None]
    if not known:
        return []
    return [("This period" if position == 0 else comparison_words(trend.period), known[-1], ACCENT if position == 0 else QUIET)]
