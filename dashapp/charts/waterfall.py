"""A waterfall that adds up: totals stand on zero, what lies between them hangs or rises from the one before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from dashapp import formats
from dashapp.charts.colours import ACCENT, BAD, FAINT, QUIET
from dashapp.charts.frame import figure, length_axis, names_axis, printed_margin
from dashapp.charts.subject import Subject, safe

_TOLERANCE = 0.005


@dataclass(frozen=True)
class Step:
    """One bar: the metric it shows, its signed value, and whether it is a total."""

    name: str
    title: str
    value: float
    total: bool


def steps(subject: Subject) -> list[Step]:
    """The metrics in order, signed. Where a total is not what the steps before it add up to, the difference is a step."""
    totals, minus = (_names(subject, option) for option in ("totals", "minus"))
    record, found, running = subject.table.records()[0], [], 0.0
    measured = [column for column in subject.table.columns if column.numeric]
    for position, column in enumerate(measured):
        value = float(record[column.name] or 0)
        total = column.name in totals
        if total and position and abs(value - running) > _TOLERANCE:
            found.append(Step("", "Difference", value - running, False))
        signed = -value if column.name in minus else value
        found.append(Step(column.name, column.title, signed, total))
        running = value if total else running + signed
    return found


def bridge(subject: Subject) -> dict[str, Any]:
    """The steps from top to bottom, as a statement is read, with their amounts printed."""
    if subject.table.empty:
        return figure([])
    found = steps(subject)
    labels = [step.title for step in found]
    trace: dict[str, Any] = {
        "type": "waterfall",
        "orientation": "h",
        "y": labels,
        "x": [step.value for step in found],
        "measure": ["absolute" if step.total else "relative" for step in found],
        "text": [subject.text(step.value) for step in found],
        "textposition": "outside",
        "cliponaxis": False,
        "constraintext": "none",
        "connector": {"line": {"color": FAINT, "width": 1}},
        "totals": {"marker": {"color": ACCENT}},
        "increasing": {"marker": {"color": QUIET}},
        "decreasing": {"marker": {"color": BAD}},
        "customdata": [[step.name, _hover(subject, step, found[0])] for step in found],
        "hovertemplate": "%{customdata[1]}<extra></extra>",
    }
    margin = printed_margin(trace["text"])
    return figure([trace], xaxis=length_axis(levels(found)), yaxis=names_axis(labels, labels), bargap=0.3, margin=margin)


def levels(found: list[Step]) -> list[float]:
    """The height reached after each step."""
    reached, running = [], 0.0
    for step in found:
        running = step.value if step.total else running + step.value
        reached.append(running)
    return reached


def _names(subject: Subject, option: str) -> Collection[str]:
    given = subject.drawing.options.get(option, ())
    return given if isinstance(given, tuple | list | set | frozenset) else ()


def _hover(subject: Subject, step: Step, first: Step) -> str:
    part = f"<br>{formats.ratio(step.value / first.value, subject.locale)} of {safe(first.title.lower())}" if first.value > 0 else ""
    return f"{safe(step.title)}<br><b>{subject.exact(step.value)}</b>{part}"
