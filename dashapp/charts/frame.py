"""What all figures share: margins, axes, at most six ticks, hover. Plain dicts; the browser adds the theme's template."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from dashapp.charts.colours import QUIET
from dashapp.charts.subject import Subject, clipped

MOST_TICKS = 6
LABEL_MARGIN = 92
_STEPS = (1, 2, 2.5, 5, 10)


def layout(**parts: Any) -> dict[str, Any]:
    """The layout every figure starts from; `parts` replace its keys."""
    return {
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8, "pad": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "bargap": 0.3,
    } | parts


def figure(data: list[dict[str, Any]], **parts: Any) -> dict[str, Any]:
    """A figure of traces and layout parts."""
    return {"data": data, "layout": layout(**parts)}


def category_axis(labels: Sequence[str], ticks: Sequence[str], every: bool = False) -> dict[str, Any]:
    """An x axis of steps: `labels` name each position (and head the hover), `ticks` are their short forms."""
    shown = range(len(labels)) if every else ticks_at(len(labels))
    return {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": list(labels),
        "tickvals": [labels[position] for position in shown],
        "ticktext": [ticks[position] for position in shown],
        "tickangle": 0,
        "showgrid": False,
        "fixedrange": True,
        "automargin": True,
        "title": {"text": ""},
    }


def value_axis(subject: Subject, values: Sequence[float], zero: bool) -> dict[str, Any]:
    """A y axis with round ticks and formatted labels, from zero for bars."""
    ticks = round_ticks(values, zero)
    return {
        "tickvals": ticks,
        "ticktext": [subject.tick(value) for value in ticks],
        # A line at the very edge of the range is not drawn, hence the sliver above.
        "range": [ticks[0], ticks[-1] + 0.01 * (ticks[-1] - ticks[0])],
        "fixedrange": True,
        "automargin": True,
        "zeroline": ticks[0] < 0 < ticks[-1],
        "title": {"text": ""},
    }


def names_axis(positions: Sequence[str], names: Sequence[str]) -> dict[str, Any]:
    """A y axis of names, the first at the top, long ones shortened; the hover has them whole."""
    return {
        "type": "category",
        "tickvals": list(positions),
        "ticktext": [clipped(name) for name in names],
        "autorange": "reversed",
        "showgrid": False,
        "fixedrange": True,
        "automargin": True,
        "ticklabelstandoff": 6,
        "title": {"text": ""},
    }


def length_axis(values: Sequence[float]) -> dict[str, Any]:
    """An unseen x axis for horizontal bars, from zero; left of bars below zero there is room for the printed value."""
    low, high = min(0.0, 0.0, *values), max(0.0, 0.0, *values)
    room = 0.22 * (high - low) if low < 0 else 0
    return {"range": [low - room, high or 1], "visible": False, "fixedrange": True, "zeroline": False}


def printed_margin(texts: Sequence[str]) -> dict[str, int]:
    """Margins of horizontal bars: right of the longest bar there is room for its printed value, at any width."""
    return {"l": 8, "r": 12 + 7 * max((len(text) for text in texts), default=0), "t": 8, "b": 8, "pad": 0}


def ticks_at(count: int) -> list[int]:
    """At most six positions, evenly apart, the last one ending on the last position."""
    apart = max(1, math.ceil(count / MOST_TICKS))
    return list(range(count - 1, -1, -apart))[::-1]


def round_ticks(values: Sequence[float], zero: bool) -> list[float]:
    """At most six round numbers that enclose the values."""
    known = [value for value in values if value == value] or [0.0]
    low, high = (min(0.0, *known), max(0.0, *known)) if zero else (min(known), max(known))
    if high == low:
        high = low + (abs(low) or 1.0)
    for step in _round_steps((high - low) / (MOST_TICKS - 1)):
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first < MOST_TICKS:
            break
    return [round(position * step, 10) for position in range(first, last + 1)]


def end_labels(ends: Sequence[tuple[str, float, str]], low: float, high: float, height: int) -> list[dict[str, Any]]:
    """Labels right of the line ends (text, value, colour), moved apart so that none covers another."""
    apart = (high - low) * 15 / max(80, height - 40)
    placed, floor = [], low
    for text, value, colour in sorted(ends, key=lambda end: end[1]):
        floor = max(value, floor)
        placed.append((text, floor, colour))
        floor += apart
    overflow = max(0.0, placed[-1][1] - high) if placed else 0.0
    return [_label(text, at - overflow, colour) for text, at, colour in placed]


def _label(text: str, at: float, colour: str) -> dict[str, Any]:
    font = {"color": colour, "size": 12}
    return {"text": text, "x": 1, "xref": "paper", "xanchor": "left", "xshift": 8, "y": at, "yref": "y", "yanchor": "middle",
            "showarrow": False, "font": font, "align": "left"}  # fmt: skip


def note(text: str) -> dict[str, Any]:
    """A small grey remark at the top right of the plot."""
    return {"text": text, "x": 1, "xref": "paper", "xanchor": "right", "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 2,
            "showarrow": False, "font": {"color": QUIET, "size": 11}}  # fmt: skip


def _round_steps(least: float) -> list[float]:
    power = 10.0 ** math.floor(math.log10(least))
    candidates = [power * factor for factor in (*_STEPS, *(10 * factor for factor in _STEPS))]
    return [step for step in candidates if step >= least * (1 - 1e-9)]
