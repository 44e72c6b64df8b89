"""Parts of a whole: a ring of at most four slices and "Other", the total in its hole."""

from __future__ import annotations

from typing import Any

from dashapp.charts.categories import OTHER, Bar, bars, ranked
from dashapp.charts.colours import QUIET, of_members
from dashapp.charts.frame import figure
from dashapp.charts.subject import Subject, clipped, safe
from dashapp.formats import ratio

SLICES = 4


def share(subject: Subject) -> dict[str, Any]:
    """A ring with its slices named below it: beside it there is no room on a third of a page.

    A part below zero has no angle, so then the parts are drawn as bars.
    """
    found = ranked(subject, SLICES)
    total = sum(bar.value for bar in found)
    if any(bar.value < 0 for bar in found) or total <= 0:
        return bars(subject)
    if len(found) > SLICES and found[-1].words != OTHER:
        found = [*found[:SLICES], Bar(None, OTHER, sum(bar.value for bar in found[SLICES:]), None)]
    chosen = of_members(bar.words for bar in found)
    trace = {
        "type": "pie",
        "hole": 0.66,
        "sort": False,
        "direction": "clockwise",
        "labels": [f"{clipped(bar.words)}  {ratio(bar.value / total, subject.locale)}" for bar in found],
        "values": [bar.value for bar in found],
        "textinfo": "none",
        "domain": {"x": [0, 1], "y": [0.06 * len(found) + 0.06, 1]},
        "marker": {"colors": [chosen.get(bar.words, QUIET) for bar in found], "line": {"width": 2, "color": "#ffffff"}},
        "customdata": [[bar.key, _hover(subject, bar, total)] for bar in found],
        # A slice may stand for several rows, so plotly hands a pie the custom data of each in a list.
        "hovertemplate": "%{customdata[0][1]}<extra></extra>",
    }
    middle = (1.06 + 0.06 * len(found)) / 2
    hole = {"text": f"<b>{subject.text(total)}</b><br>{safe(subject.value.title)}", "x": 0.5, "y": middle, "xref": "paper", "yref": "paper",
            "showarrow": False, "font": {"size": 14}}  # fmt: skip
    legend = {"orientation": "v", "x": 0.5, "xanchor": "center", "y": 0, "yanchor": "bottom", "itemclick": False, "itemdoubleclick": False,
              "traceorder": "normal", "font": {"size": 12}, "itemwidth": 30}  # fmt: skip
    return figure([trace], annotations=[hole], showlegend=True, legend=legend)


def _hover(subject: Subject, bar: Bar, total: float) -> str:
    return f"{safe(bar.words)}<br><b>{subject.exact(bar.value)}</b>  {ratio(bar.value / total, subject.locale)}"
