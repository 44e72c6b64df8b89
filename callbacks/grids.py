"""Every grid of every page: blocks of rows from the database, its count and totals, what a click narrowed it to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash
from dash import ALL, MATCH, ClientsideFunction, Input, Output, State, html

from callbacks.desk import Desk
from callbacks.questions import Question, query_parameters
from callbacks.states import state_of
from callbacks.widgets import widget
from dashapp.auth.secured import secured
from dashapp.cards import meta
from dashapp.grids import grid_rows, pinned_totals, sort_of
from dashapp.page import Page
from queries import catalogue, grid

Block = tuple[Any, Any, Any, Any]


def register(app: dash.Dash, desk: Desk) -> None:
    """The rows callback, and the purge that follows a filter or a click."""

    @app.callback(
        Output(widget("grid", MATCH), "getRowsResponse"),
        Output(widget("grid", MATCH), "dashGridOptions"),
        Output(widget("grid-state", MATCH), "children"),
        Output(widget("meta-grid", MATCH), "children"),
        Input(widget("grid", MATCH), "getRowsRequest"),
        State(widget("grid", MATCH), "id"),
        State("filters", "data"),
        State("drill", "data"),
        prevent_initial_call=True,
    )
    @secured(None)
    def fetch(asked: dict[str, Any] | None, identity: dict[str, str], search: str | None, drill: dict[str, Any] | None) -> Block:
        if asked is None:
            return (dash.no_update,) * 4
        return block(desk, identity["key"], asked, search or "", drill)

    @app.callback(
        Output(widget("narrowed", MATCH), "children"),
        Input("drill", "data"),
        State(widget("narrowed", MATCH), "id"),
    )
    @secured(None)
    def say(drill: dict[str, Any] | None, identity: dict[str, str]) -> Any:
        page, card, _ = desk.open_card(identity["key"])
        return _narrowed_words(page, card, drill)

    for kind in ("grid", "rows"):
        app.clientside_callback(
            ClientsideFunction("tallyroom", "follow"),
            Output("location", "href", allow_duplicate=True),
            Input(widget(kind, ALL), "cellClicked"),
            State(widget(kind, ALL), "id"),
            prevent_initial_call=True,
        )
    app.clientside_callback(
        ClientsideFunction("tallyroom", "purge"),
        Output(widget("grid-purged", MATCH), "data"),
        Input("filters", "data"),
        Input("drill", "data"),
        Input(widget("retry-grid", MATCH), "n_clicks"),
        State(widget("grid", MATCH), "id"),
        prevent_initial_call=True,
    )


def block(desk: Desk, key: str, asked: Mapping[str, Any], search: str, drill: Mapping[str, Any] | None) -> Block:
    """Rows of a block, the totals row, the state, the footer."""
    page, card, viewer = desk.open_card(key)
    question = Question(page, card, viewer, search, narrowing(page, card, drill))
    try:
        chosen = selection(question, asked.get("filterModel"))
        start, end = int(asked["startRow"]), int(asked["endRow"])
        table = grid.rows(desk.warehouse, chosen, start, min(end, start + grid.MOST_ROWS), sort_of(asked.get("sortModel")))
        totals = grid.totals(desk.warehouse, chosen)
    except Exception as error:  # noqa: BLE001 - a card shows its error, the page stays
        return {"rowData": [], "rowCount": 0}, dash.no_update, state_of(error), ""
    response = {"rowData": grid_rows(table), "rowCount": table.source.total_rows}
    return response, pinned_totals(table, totals), None, meta(table.source)


def selection(question: Question, where: Mapping[str, Any] | None) -> grid.Selection:
    """Which rows a grid shows: its page's filters, its page's parameters, the click, and its own filters."""
    card = question.card
    return grid.Selection(card.source, query_parameters(question), question.viewer, question.filters, where or {})


def narrowing(page: Page, card: Any, drill: Mapping[str, Any] | None) -> dict[str, Any]:
    """The parameters of the click that this grid listens to, if any."""
    if not drill or drill.get("page") != page.name or not getattr(card, "listens_to", "") or drill.get("target") != card.listens_to:
        return {}
    declared = catalogue.query(card.source).parameters
    return {name: value for name, value in dict(drill["values"]).items() if name in declared}


def _narrowed_words(page: Page, card: Any, drill: Mapping[str, Any] | None) -> Any:
    if not narrowing(page, card, drill):
        return None
    clear = html.Button("Show all", id={"clear": "drill"}, type="button", className="tr-chip-reset")
    return [html.Span(str(drill["words"]), className="tr-badge"), clear]
