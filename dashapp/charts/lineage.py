"""Lineage as a drawing: stages from left to right, a line from each table to those that are made from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dashapp.charts.colours import ACCENT, QUIET
from dashapp.charts.frame import figure

LINE_HEIGHT = 24
LETTERS = 26


def lineage(stages: Sequence[tuple[str, Sequence[str]]], lines: Iterable[tuple[str, str]], subject: str) -> dict[str, Any]:
    """The figure. stages: each with its title and its names; lines: from and to; subject: the name that it is about."""
    places = _places(stages)
    xs: list[float | None] = []
    ys: list[float | None] = []
    for one, other in lines:
        if one in places and other in places:
            (x, y), (to_x, to_y) = places[one], places[other]
            xs += [x, to_x, None]
            ys += [y, to_y, None]
    joined = {
        "type": "scatter",
        "mode": "lines",
        "x": xs,
        "y": ys,
        "line": {"color": QUIET, "width": 1},
        "hoverinfo": "skip",
        "opacity": 0.5,
    }
    return figure(
        [joined, _names(places, subject)],
        xaxis={"visible": False, "fixedrange": True, "range": [-0.05, max(len(stages), 1)]},
        yaxis={"visible": False, "fixedrange": True, "range": [-0.7, _most(stages) + 0.6]},
        annotations=[_title(position, title, _most(stages)) for position, (title, _) in enumerate(stages)],
    )


def height(stages: Sequence[tuple[str, Sequence[str]]]) -> int:
    """How high the figure must be, in pixels, for its names to be read."""
    return (_most(stages) + 2) * LINE_HEIGHT


def _places(stages: Sequence[tuple[str, Sequence[str]]]) -> Mapping[str, tuple[float, float]]:
    """Where each name stands: the names of a stage spread over the height."""
    most = _most(stages)
    found = {}
    for position, (_, names) in enumerate(stages):
        apart = most / max(1, len(names))
        for at, name in enumerate(names):
            found[name] = (float(position), most - (at + 0.5) * apart - 0.5)
    return found


def _names(places: Mapping[str, tuple[float, float]], subject: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [x for x, _ in places.values()],
        "y": [y for _, y in places.values()],
        "text": [name if len(name) <= LETTERS else name[: LETTERS - 1] + "…" for name in places],
        "customdata": list(places),
        "hovertemplate": "%{customdata}<extra></extra>",
        "textposition": "middle right",
        "textfont": {"size": 11},
        "marker": {"size": 7, "color": [ACCENT if name == subject else QUIET for name in places]},
        "cliponaxis": False,
    }


def _title(position: int, title: str, most: int) -> dict[str, Any]:
    return {"x": position, "y": most + 0.3, "text": f"<b>{title}</b>", "showarrow": False, "xanchor": "left", "font": {"size": 11}}


def _most(stages: Sequence[tuple[str, Sequence[str]]]) -> int:
    return max((len(names) for _, names in stages), default=1)
