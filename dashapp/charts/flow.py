"""What becomes of the members of a column: a bar a member on either side, and a ribbon for everybody who went from one to another.

The bundle of plotly that is served has no Sankey diagram, so the ribbons are drawn as filled lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashapp import formats
from dashapp.charts.colours import ACCENT, BAD, GOOD, QUIET
from dashapp.charts.frame import figure
from dashapp.charts.subject import Subject, clipped, safe

_BAR, _GAP, _STEPS = 0.012, 0.012, 16
# The height of a label, as a share of a card's.
_LABEL, _LETTERS, _MARGIN = 0.036, 19, 112


@dataclass(frozen=True)
class Ribbon:
    """How many went from one member to another."""

    origin: str
    end: str
    value: float


def ribbons(subject: Subject) -> list[Ribbon]:
    """Those with anybody in them, as the answer lists them."""
    if subject.series is None:
        return []
    origin, end, value = subject.x.name, subject.series.name, subject.value.name
    rows = [row for row in subject.table.records() if not formats.missing(row[value]) and row[value] > 0]
    return [Ribbon(str(row[origin]), str(row[end]), float(row[value])) for row in rows]


def flow(subject: Subject) -> dict[str, Any]:
    """The figure: both sides in the order of the answer, the first at the top; up is green, down is red, staying is grey."""
    found = ribbons(subject)
    places = {member: at for at, member in enumerate(_listed(subject, subject.series.name if subject.series else None))}
    left = _sums((one.origin, one.value) for one in found)
    right = _sums((one.end, one.value) for one in sorted(found, key=lambda one: places[one.end]))
    most = sum(left.values()) or 1.0
    tops, ends = _tops(left, most), _tops(right, most)
    bars = [_bar(subject, member, top, left[member], 0.0) for member, top in tops.items()]
    bars += [_bar(subject, member, top, right[member], 1 - _BAR) for member, top in ends.items()]
    low = most * (1 + _GAP * max(len(left), len(right), 1))
    return figure(
        [*bars, *_bands(subject, found, places, dict(tops), dict(ends))],
        xaxis={"visible": False, "fixedrange": True, "range": [0, 1]},
        yaxis={"visible": False, "fixedrange": True, "range": [low, -most * _GAP]},
        margin={"l": _MARGIN, "r": _MARGIN, "t": 8, "b": 8, "pad": 0},
        annotations=[*_labels(tops, left, most, "right"), *_labels(ends, right, most, "left")],
    )


def _bands(
    subject: Subject, found: Sequence[Ribbon], places: Mapping[str, int], tops: dict[str, float], ends: dict[str, float]
) -> list[dict[str, Any]]:
    """Every ribbon, each below the one before it on either bar."""
    drawn = []
    for one in found:
        drawn.append(_band(subject, one, tops[one.origin], ends[one.end], _colour(one, places)))
        tops[one.origin] += one.value
        ends[one.end] += one.value
    return drawn


def _listed(subject: Subject, name: str | None) -> list[str]:
    return list(dict.fromkeys(str(row[name]) for row in subject.table.records())) if name else []


def _sums(pairs: Any) -> dict[str, float]:
    found: dict[str, float] = {}
    for member, value in pairs:
        found[member] = found.get(member, 0.0) + value
    return found


def _tops(sums: Mapping[str, float], most: float) -> dict[str, float]:
    """Where the bar of each member begins, from the top down."""
    found, at = {}, 0.0
    for member, value in sums.items():
        found[member] = at
        at += value + most * _GAP
    return found


def _bar(subject: Subject, member: str, top: float, value: float, left: float) -> dict[str, Any]:
    right = left + _BAR
    text = f"{safe(member)}<br><b>{subject.exact(value)}</b>"
    drawn = _filled([left, right, right, left], [top, top, top + value, top + value], QUIET, 1.0)
    return drawn | {"hoveron": "fills", "hoverinfo": "text", "text": text}


def _band(subject: Subject, one: Ribbon, start: float, end: float, colour: str) -> dict[str, Any]:
    steps = [at / _STEPS for at in range(_STEPS + 1)]
    across = [_BAR + (1 - 2 * _BAR) * step for step in steps]
    upper = [start + (end - start) * _eased(step) for step in steps]
    text = f"{safe(one.origin)} to {safe(one.end)}<br><b>{subject.exact(one.value)}</b>"
    drawn = _filled([*across, *across[::-1]], [*upper, *(at + one.value for at in upper[::-1])], colour, 0.4)
    return drawn | {"hoveron": "fills", "hoverinfo": "text", "text": text}


def _filled(xs: Sequence[float], ys: Sequence[float], colour: str, opacity: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(xs),
        "y": list(ys),
        "fill": "toself",
        "fillcolor": colour,
        "line": {"width": 0, "color": colour},
        "opacity": opacity,
    }


def _eased(step: float) -> float:
    return step * step * (3 - 2 * step)


def _colour(one: Ribbon, places: Mapping[str, int]) -> str:
    """Towards the first of the answer's order, away from it, neither, or from outside it."""
    if one.origin not in places:
        return ACCENT
    moved = places[one.end] - places[one.origin]
    return GOOD if moved < 0 else BAD if moved > 0 else QUIET


def _labels(tops: Mapping[str, float], sums: Mapping[str, float], most: float, anchor: str) -> list[dict[str, Any]]:
    """The name of each bar beside it, moved apart so that none covers another."""
    apart, floor, placed = most * _LABEL, 0.0, []
    for member, top in tops.items():
        at = max(top + sums[member] / 2, floor)
        placed.append((member, at))
        floor = at + apart
    overflow = max(0.0, floor - apart - most * (1 + _GAP * (len(tops) - 1)))
    return [_label(clipped(member, _LETTERS), at - overflow, anchor) for member, at in placed]


def _label(text: str, at: float, anchor: str) -> dict[str, Any]:
    left = anchor == "right"
    return {"text": text, "x": 0 if left else 1, "xref": "paper", "xanchor": anchor, "xshift": -6 if left else 6, "y": at, "yref": "y",
            "yanchor": "middle", "showarrow": False, "font": {"size": 11}}  # fmt: skip
