"""The one place where a dcc.Graph is made: its configuration keeps data on this server and the modebar away."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

CONFIG = {
    "showSendToCloud": False,
    "displaylogo": False,
    # Images are drawn from the card's menu, after the server has checked the role and written its audit line.
    "displayModeBar": False,
    "responsive": True,
    "doubleClick": False,
    "scrollZoom": False,
    "showTips": False,
}


def graph(identity: dict[str, str], height: int, title: str, figure: dict[str, Any] | None = None) -> html.Div:
    """The graph of a card, blank until its figure arrives unless it is given, as a figure named by the card's title."""
    blank = {"data": [], "layout": {"xaxis": {"visible": False}, "yaxis": {"visible": False}}}
    drawn = dcc.Graph(
        id=identity,
        figure=figure or blank,
        config=CONFIG,
        className="tr-graph",
        style={"height": f"{height}px"},
        responsive=True,
    )
    return html.Div(drawn, role="figure", **{"aria-label": title})
