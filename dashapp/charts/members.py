"""A line for each member of a dimension: up to five named at their ends, the others grey until hovered."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from dashapp import formats
from dashapp.charts import calendar, colours
from dashapp.charts.frame import LABEL_MARGIN, category_axis, end_labels, figure, value_axis
from dashapp.charts.order import in_order
from dashapp.charts.subject import Subject, clipped, safe
from dashapp.charts.trend import last_day

NAMED = 5


def lines(subject: Subject) -> dict[str, Any]:
    """One line a member, the largest drawn last so that it lies on top."""
    members = by_member(subject)
    seen = {start for values in members.values() for start in values}
    starts = (
        calendar.steps(subject.period, last_day(subject, subject.period), subject.grain, seen) if subject.grain else in_order(seen, str)
    )
    ranked = sorted(members, key=lambda name: (-sum(value or 0 for value in members[name].values()), name))
    named = [name for name in ranked[:NAMED] if name not in colours.NO_MEMBER]
    chosen = colours.of_members(named)
    labels = [_heading(subject, start) for start in starts]
    ticks = [calendar.tick(start, subject.grain, subject.locale) if subject.grain else start for start in starts]
    data = [_line(subject, name, starts, members[name], chosen.get(name)) for name in reversed(ranked)]
    known = [value for trace in data for value in trace["y"] if value is not None]
    axis = value_axis(subject, known, zero=subject.value.type != "ratio")
    ends = [(clipped(trace["name"], 14), _last(trace["y"]), chosen[trace["name"]]) for trace in data if trace["name"] in chosen]
    return figure(
        data,
        xaxis=category_axis(labels, ticks),
        yaxis=axis,
        annotations=end_labels(ends, axis["range"][0], axis["range"][1], 280),
        margin={"l": 8, "r": LABEL_MARGIN + 8, "t": 10, "b": 8, "pad": 0},
        hovermode="closest" if len(ranked) > NAMED else "x unified",
    )


def by_member(subject: Subject) -> dict[str, dict[str, float | None]]:
    """Member -> step -> value."""
    if subject.series is None:
        return {}
    found: dict[str, dict[str, float | None]] = defaultdict(dict)
    for record in subject.table.records():
        found[subject.words(subject.series, record[subject.series.name])][str(record[subject.x.name])[:10]] = record[subject.value.name]
    return dict(found)


def _last(values: list[float | None]) -> float:
    """Where a line ends: a step that is not over yet has no value."""
    return next((value for value in reversed(values) if value is not None), 0.0)


def _heading(subject: Subject, start: str) -> str:
    """A step as its hover names it: a day, or the age, tenth or the like that x counts."""
    return formats.step(start, subject.grain, subject.locale) if subject.grain else f"{subject.x.title} {start}"


def _line(subject: Subject, name: str, starts: list[str], known: dict[str, float | None], colour: str | None) -> dict[str, Any]:
    values = [known.get(start, 0.0 if subject.additive else None) for start in starts]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": [_heading(subject, start) for start in starts],
        "y": values,
        "line": {"color": colour or colours.QUIET, "width": 2 if colour else 1},
        "customdata": [[start, name, f"{safe(name)}: <b>{subject.exact(value)}</b>"] for start, value in zip(starts, values, strict=True)],
        "hovertemplate": "%{customdata[2]}<extra></extra>",
    }
