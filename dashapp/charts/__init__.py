"""House figures: tables in, plain dicts out, no query and no user. A drawing's kind names one of the functions below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dashapp.charts import categories, cells, cohorts, flow, members, ring, trend, waterfall
from dashapp.charts import intervals as spans
from dashapp.charts import treemap as tiles
from dashapp.charts.drawings import (
    at_age,
    bars,
    bridge,
    columns,
    curves,
    flows,
    heatmap,
    intervals,
    line,
    lines,
    matrix,
    recovery,
    share,
    treemap,
    triangle,
)
from dashapp.charts.graph import graph
from dashapp.charts.subject import Subject
from dashapp.charts.words import WORDS
from dashapp.errors import UserError, near
from dashapp.page import Drawing
from dashapp.periods import Period
from dashapp.table import Table

__all__ = [
    "at_age",
    "bars",
    "bridge",
    "columns",
    "curves",
    "figure",
    "flows",
    "graph",
    "heatmap",
    "intervals",
    "line",
    "lines",
    "matrix",
    "recovery",
    "share",
    "summary",
    "treemap",
    "triangle",
]

KINDS: dict[str, Callable[[Subject], dict[str, Any]]] = {
    "line": trend.line,
    "lines": members.lines,
    "bars": categories.bars,
    "columns": categories.columns,
    "share": ring.share,
    "heatmap": cells.heatmap,
    "matrix": cells.matrix,
    "bridge": waterfall.bridge,
    "triangle": cohorts.triangle,
    "curves": cohorts.curves,
    "at_age": cohorts.at_age,
    "recovery": cohorts.recovery,
    "intervals": spans.intervals,
    "flows": flow.flow,
    "treemap": tiles.treemap,
}


def figure(drawing: Drawing, tables: Sequence[tuple[Period, Table]], currency: str, locale: str = "en-GB") -> dict[str, Any]:
    """The figure of a drawing over its tables, current first. It carries no template: the browser adds the theme's."""
    if drawing.kind not in KINDS:
        raise UserError(f"There is no drawing {drawing.kind!r}.{near(drawing.kind, KINDS)}")
    return KINDS[drawing.kind](Subject(drawing, tables, currency, locale))


def summary(drawing: Drawing, tables: Sequence[tuple[Period, Table]], currency: str, locale: str = "en-GB") -> str:
    """The drawing in one sentence, for screen readers and under the title."""
    return WORDS[drawing.kind](Subject(drawing, tables, currency, locale))
