"""Categories as horizontal bars, and ordered positions as columns. Both stand on zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashapp import formats
from dashapp.charts import calendar
from dashapp.charts.colours import ACCENT, NO_MEMBER, QUIET
from dashapp.charts.frame import category_axis, figure, length_axis, names_axis, printed_margin, value_axis
from dashapp.charts.order import in_order
from dashapp.charts.subject import Subject, comparison_words, safe

OTHER = "Other"


@dataclass(frozen=True)
class Bar:
    """A member, its value, and the value it is compared with. `key` is what a click carries, None when it is several."""

    key: Any
    words: str
    value: float
    compared: float | None


def ranked(subject: Subject, top: int) -> list[Bar]:
    """The largest members first; beyond `top` one "Other" where parts add up, else they are left out."""
    found = _all_bars(subject)
    if not subject.drawing.options.get("ordered"):
        found.sort(key=lambda bar: (bar.words in NO_MEMBER, -bar.value, bar.words))
    if len(found) <= top + 1:
        return found
    kept = sorted(found, key=lambda bar: (-bar.value, bar.words))[:top]
    rest = [bar for bar in found if bar not in kept]
    shown = [bar for bar in found if bar in kept]
    return [*shown, _other(rest)] if subject.additive else shown


def bars(subject: Subject) -> dict[str, Any]:
    """Horizontal bars with the value printed at their end, so no axis of numbers is needed."""
    found = ranked(subject, int(str(subject.drawing.options.get("top", 10))))
    positions = [str(position) for position in range(len(found))]
    texts = [subject.text(bar.value) for bar in found]
    trace = {
        "type": "bar",
        "orientation": "h",
        "y": positions,
        "x": [bar.value for bar in found],
        "text": texts,
        "textposition": "outside",
        "cliponaxis": False,
        "constraintext": "none",
        "marker": {"color": [QUIET if bar.words in NO_MEMBER else ACCENT for bar in found], "cornerradius": 3},
        "customdata": [[bar.key, _hover(subject, bar)] for bar in found],
        "hovertemplate": "%{customdata[1]}<extra></extra>",
    }
    names = names_axis(positions, [bar.words for bar in found])
    across, margin = length_axis([bar.value for bar in found]), printed_margin(texts)
    return figure([trace], xaxis=across, yaxis=names, bargap=0.36, margin=margin)


def columns(subject: Subject) -> dict[str, Any]:
    """Columns in their natural order, a comparison beside each in grey."""
    found = in_order(_all_bars(subject), lambda bar: bar.key)
    labels = [bar.words for bar in found]
    data = [_columns(subject, labels, [bar.value for bar in found], found, ACCENT, "This period")]
    if len(subject.tables) > 1:
        compared = [bar.compared for bar in found]
        data.insert(0, _columns(subject, labels, compared, found, QUIET, comparison_words(subject.tables[1][0])) | {"hoverinfo": "skip"})
        data[0].pop("hovertemplate")
    known = [value for trace in data for value in trace["y"] if value is not None]
    ticks = [calendar.tick(str(bar.key), subject.grain, subject.locale) if subject.grain else bar.words for bar in found]
    axis = category_axis(labels, ticks, every=len(found) <= 12 and not subject.grain)
    return figure(data, xaxis=axis, yaxis=value_axis(subject, known, zero=True), bargroupgap=0.08)


def _columns(subject: Subject, labels: list[str], values: list[float | None], found: list[Bar], colour: str, name: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": name,
        "x": labels,
        "y": values,
        "marker": {"color": colour, "cornerradius": 3},
        "customdata": [[bar.key, _hover(subject, bar)] for bar in found],
        "hovertemplate": "%{customdata[1]}<extra></extra>",
    }


def _all_bars(subject: Subject) -> list[Bar]:
    compared = subject.by_x(subject.tables[1][1]) if len(subject.tables) > 1 else {}
    found = []
    for record in subject.table.records():
        key, value = record[subject.x.name], record[subject.value.name]
        if not formats.missing(value):
            found.append(Bar(key, _words(subject, key), float(value), compared.get(key)))
    return found


def _words(subject: Subject, key: Any) -> str:
    return formats.step(key, subject.grain, subject.locale) if subject.grain else subject.words(subject.x, key)


def _other(rest: list[Bar]) -> Bar:
    known = [bar.compared for bar in rest if bar.compared is not None]
    return Bar(None, OTHER, sum(bar.value for bar in rest), sum(known) if known else None)


def _hover(subject: Subject, bar: Bar) -> str:
    against = subject.against(bar.value, bar.compared)
    change = f"<br>{against} vs {comparison_words(subject.tables[1][0]).lower()}, {subject.exact(bar.compared)}" if against else ""
    return f"{safe(bar.words)}<br><b>{subject.exact(bar.value)}</b>{change}"
