"""Members as dots between the ends of their intervals, so that nobody reads a difference into noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashapp import formats
from dashapp.certainty import certainty, is_indicative
from dashapp.charts.colours import ACCENT, NO_MEMBER, QUIET
from dashapp.charts.frame import figure, names_axis, printed_margin
from dashapp.charts.subject import Subject, safe

MOST_MEMBERS = 12
_ROOM = 0.06


@dataclass(frozen=True)
class Interval:
    """A member with its value, the margin on either side, and how many answers it comes from."""

    key: Any
    words: str
    value: float
    margin: float
    answers: float

    @property
    def is_indicative(self) -> bool:
        """Whether too few answered."""
        return is_indicative(self.answers)


def found_in(subject: Subject) -> list[Interval]:
    """The members that have a value, those with the most answers, best first. Three measures: value, margin, answers."""
    value, margin, answers = (column.name for column in subject.values[:3])
    rows = [row for row in subject.table.records() if not formats.missing(row[value])]
    kept = sorted(rows, key=lambda row: -row[answers])[:MOST_MEMBERS]
    found = [
        Interval(row[subject.x.name], subject.words(subject.x, row[subject.x.name]), row[value], row[margin] or 0, row[answers])
        for row in kept
    ]
    return sorted(found, key=lambda one: (one.words in NO_MEMBER, -one.value, one.words))


def intervals(subject: Subject) -> dict[str, Any]:
    """A line from end to end and a dot at the value; hollow where the answers are too few to tell."""
    found = found_in(subject)
    positions = [str(position) for position in range(len(found))]
    texts = [_text(subject, one) for one in found]
    spans = {
        "type": "scatter",
        "mode": "lines",
        "x": [x for one in found for x in (one.value - one.margin, one.value + one.margin, None)],
        "y": [y for position in positions for y in (position, position, None)],
        "line": {"color": QUIET, "width": 4},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    ends = {
        "type": "scatter",
        "mode": "text",
        "x": [one.value + one.margin for one in found],
        "y": positions,
        "text": [f" {text}" for text in texts],
        "textposition": "middle right",
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
    }
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": [one.value for one in found],
        "y": positions,
        "marker": {"color": ACCENT, "size": 10, "symbol": ["circle-open" if one.is_indicative else "circle" for one in found]},
        "customdata": [[one.key, f"{safe(one.words)}: {_told(subject, one)}"] for one in found],
        "hovertemplate": "%{customdata[1]}<extra></extra>",
        "showlegend": False,
    }
    return figure(
        [spans, ends, dots], xaxis=_across(found), yaxis=names_axis(positions, [one.words for one in found]), margin=printed_margin(texts)
    )


def intervals_words(subject: Subject) -> str:
    """'Net promoter score by carrier: Post 41.2 (± 3.1, 900 answers) to Courier 12.0 (± 5.0, 420 answers); 1 indicative.'"""
    found = found_in(subject)
    if not found:
        return f"No {subject.value.title.lower()} in {subject.period.words}."
    best, worst = found[0], min(found, key=lambda one: one.value)
    told = " to ".join(f"{one.words} {subject.text(one.value)} ({_sure(subject, one)})" for one in dict.fromkeys((best, worst)))
    few = sum(one.is_indicative for one in found)
    return f"{subject.value.title} by {subject.x.title.lower()}: {told}{f'; {few} indicative' if few else ''}."


def _text(subject: Subject, one: Interval) -> str:
    return formats.decimal(one.value, subject.locale, 0)


def _told(subject: Subject, one: Interval) -> str:
    return f"{subject.text(one.value)}, {_sure(subject, one)}"


def _sure(subject: Subject, one: Interval) -> str:
    return certainty(one.margin, one.answers, subject.locale)


def _across(found: list[Interval]) -> dict[str, Any]:
    low = min((one.value - one.margin for one in found), default=0.0)
    high = max((one.value + one.margin for one in found), default=1.0)
    room = _ROOM * ((high - low) or 1.0)
    return {"range": [low - room, high + room], "fixedrange": True, "zeroline": low < 0 < high, "nticks": 6, "title": {"text": ""}}
