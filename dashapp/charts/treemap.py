"""Parts of a whole as tiles: each as large as its value, of a stronger colour where a second measure is higher.

The bundle of plotly that is served has no treemap, so the tiles are bars of their own width, base and height.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashapp import formats
from dashapp.charts.colours import INK, SEQUENTIAL
from dashapp.charts.frame import figure
from dashapp.charts.subject import Subject, safe
from dashapp.formats import ratio

# Width by height of the place for the tiles, and the smallest letters that are read, in pixels.
_WIDTH, _HEIGHT, _LETTERS = 1.4, 1.0, 10
_LIGHT_STEPS = 3


@dataclass(frozen=True)
class Tile:
    """A rectangle, from its lower left corner."""

    left: float
    low: float
    width: float
    height: float


def treemap(subject: Subject) -> dict[str, Any]:
    """The largest tile first, from the left; a part that is not above zero has none."""
    value, shade = subject.value.name, subject.table.column(str(subject.drawing.options["shade"]))
    rows = [row for row in subject.table.records() if not formats.missing(row[value]) and row[value] > 0]
    rows.sort(key=lambda row: (-row[value], str(row[subject.x.name])))
    total = sum(float(row[value]) for row in rows)
    colours = _shaded([row[shade.name] for row in rows])
    placed = squarified([float(row[value]) for row in rows], _WIDTH, _HEIGHT)
    words = [safe(subject.words(subject.x, row[subject.x.name])) for row in rows]
    shares = [ratio(float(row[value]) / total, subject.locale) for row in rows]
    shades = [formats.shown(row[shade.name], shade.type, subject.currency, subject.locale, exact=True) for row in rows]
    trace = {
        "type": "bar",
        "x": [tile.left + tile.width / 2 for tile in placed],
        "width": [tile.width for tile in placed],
        "base": [tile.low for tile in placed],
        "y": [tile.height for tile in placed],
        "marker": {"color": colours, "line": {"width": 2, "color": "#ffffff"}},
        "text": [_label(tile, name, share) for tile, name, share in zip(placed, words, shares, strict=True)],
        "textposition": "inside",
        "insidetextanchor": "middle",
        # In either theme the first three steps stand out from ink, the last two from paper.
        "insidetextfont": {"color": [INK if SEQUENTIAL.index(colour) < _LIGHT_STEPS else "#ffffff" for colour in colours]},
        "textangle": 0,
        "customdata": [
            [row[subject.x.name], f"{name}<br><b>{subject.exact(row[value])}</b>  {share}<br>{safe(shade.title)} {shaded}"]
            for row, name, share, shaded in zip(rows, words, shares, shades, strict=True)
        ],
        "hovertemplate": "%{customdata[1]}<extra></extra>",
    }
    return figure(
        [trace],
        xaxis={"visible": False, "fixedrange": True, "range": [0, _WIDTH]},
        yaxis={"visible": False, "fixedrange": True, "range": [0, _HEIGHT]},
        # A name that does not fit its tile is read on it, by pointing at it.
        uniformtext={"minsize": _LETTERS, "mode": "hide"},
        bargap=0,
    )


def squarified(sizes: Sequence[float], width: float, height: float) -> list[Tile]:
    """A tile for each size, as near to squares as rows along the shorter side make them. Sizes are above zero, the largest first.

    Bruls, Huizing and van Wijk, Squarified Treemaps, 2000.
    """
    scale = width * height / sum(sizes) if sizes else 0.0
    areas, tiles, left, low = [size * scale for size in sizes], list[Tile](), 0.0, 0.0
    while areas:
        # A row fills the left side from the top down, or the top from the left.
        is_upright, top = height <= width, low + height
        side, many = min(width, height), 1
        while many < len(areas) and _worst(areas[: many + 1], side) <= _worst(areas[:many], side):
            many += 1
        row, areas = areas[:many], areas[many:]
        thick, at = sum(row) / side, 0.0
        for area in row:
            long = area / thick
            tiles.append(Tile(left, top - at - long, thick, long) if is_upright else Tile(left + at, top - thick, long, thick))
            at += long
        if is_upright:
            left, width = left + thick, width - thick
        else:
            height -= thick
    return tiles


def _worst(row: Sequence[float], side: float) -> float:
    """The longest side by the shortest, of the most oblong tile of a row along this side."""
    square, total = side * side, sum(row) * sum(row)
    return max(max(square * area / total, total / (square * area)) for area in row)


def _label(tile: Tile, name: str, share: str) -> str:
    """The name in a line, in an upright tile a word a line, and the share below."""
    return "<br>".join([*(name.split() if tile.height > tile.width else [name]), share])


def _shaded(values: Sequence[Any]) -> list[str]:
    """One of the steps of the scale for each by its rank, the strongest for the highest: one that is far above tells the others apart."""
    known = [float("-inf") if formats.missing(value) else float(value) for value in values]
    ranks = {value: rank for rank, value in enumerate(sorted(set(known)))}
    return [SEQUENTIAL[round((len(SEQUENTIAL) - 1) * ranks[value] / max(len(ranks) - 1, 1))] for value in known]
