"""Every grid of every page: blocks of rows from the database, its count and totals, what a click narrowed it to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import dash
from dash import ALL, MATCH, ClientsideFunction, Input, Output, State, html

from callbacks.states import state_of
from callbacks.trust import foot_of
from callbacks.widgets import widget
from dashapp.auth.secured import secured
from dashapp.callback_gate import RELOAD, fits
from dashapp.cards import meta, state_empty
from dashapp.errors import UserError
from dashapp.grids import grid_rows, pinned_totals, sort_of
from dashapp.page import Page
from queries import catalogue, grid
from queries.cards import Question, selection
from queries.desk import Desk, is_register

Answer = tuple[Any, Any, Any, Any]


@dataclass(frozen=True)
class Block:
    """Which rows a grid asks for, as the browser states it: first and last, order, the grid's own filters."""

    start: int
    end: int
    sort: list[tuple[str, str]]
    where: Mapping[str, Any]

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> Block:
        """Read a request; a longer block than the database gives at once is cut."""
        start, end = asked.get("startRow"), asked.get("endRow")
        sort, where = asked.get("sortModel") or [], asked.get("filterModel") or {}
        if not (fits(start, int) and fits(end, int) and fits(sort, list[dict[str, Any]]) and fits(where, dict[str, Any])):
            raise UserError(RELOAD)
        return cls(start, min(end, start + grid.MOST_ROWS), sort_of(sort), where)

    def parts(self) -> list[Any]:
        """What a drawn block depends on besides its card."""
        return [self.start, self.end, self.sort, dict(self.where)]


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
    def fetch(asked: dict[str, Any] | None, identity: dict[str, str], search: str | None, drill: dict[str, Any] | None) -> Answer:
        if asked is None:
            return (dash.no_update,) * 4
        return answer(desk, identity["key"], asked, search or "", drill)

    @app.callback(
        Output(widget("narrowed", MATCH), "children"),
        Input("drill", "data"),
        State(widget("narrowed", MATCH), "id"),
    )
    @secured(None)
    def say(drill: dict[str, Any] | None, identity: dict[str, str]) -> Any:
        page, card, _ = desk.open_card(identity["key"])
        return _narrowed_words(page, card, drill)

    for kind in ("grid", "rows", "listing", "offending"):
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
        Input("acted", "data"),
        Input(widget("retry-grid", MATCH), "n_clicks"),
        State(widget("grid", MATCH), "id"),
        prevent_initial_call=True,
    )


def answer(desk: Desk, key: str, asked: Mapping[str, Any], search: str, drill: Mapping[str, Any] | None) -> Answer:
    """Rows of a block, the totals row, the state, the footer."""
    page, card, viewer = desk.open_card(key)
    question = Question(page, card, viewer, search, narrowing(page, card, drill))
    try:
        block = Block.of(asked)
        drawn = _remembered(desk, key, question, block)
    except Exception as error:  # noqa: BLE001 - a card shows its error, the page stays
        return {"rowData": [], "rowCount": 0}, dash.no_update, state_of(error), ""
    nothing = card.empty and not drawn["rows"]["rowCount"] and not block.where
    return (
        drawn["rows"],
        drawn["totals"] or dash.no_update,
        state_empty(card.empty) if nothing else None,
        foot_of(desk, question, drawn["meta"]),
    )


def _remembered(desk: Desk, key: str, question: Question, block: Block) -> dict[str, Any]:
    """A block as it was drawn before for the same question; a register is asked anew each time."""
    if is_register(question.card):
        return _drawn(desk, question, block)
    return desk.warehouse.remember(["grid", key, *question.parts(), *block.parts()], lambda: _drawn(desk, question, block))


def _drawn(desk: Desk, question: Question, block: Block) -> dict[str, Any]:
    return drawn_block(desk, selection(question, block.where), block)


def drawn_block(desk: Desk, chosen: grid.Selection, block: Block) -> dict[str, Any]:
    """A block as the grid takes it: its rows and their number, the totals row, the footer."""
    table = grid.rows(desk.warehouse, chosen, block.start, block.end, block.sort)
    totals = pinned_totals(table, grid.totals(desk.warehouse, chosen))
    response = {"rowData": grid_rows(table), "rowCount": table.source.total_rows}
    return {"rows": response, "totals": totals.to_plotly_json() if hasattr(totals, "to_plotly_json") else None, "meta": meta(table.source)}


def narrowing(page: Page, card: Any, drill: Mapping[str, Any] | None) -> dict[str, Any]:
    """The parameters of the click that this grid listens to, if any."""
    if not drill or drill.get("page") != page.name or not getattr(card, "listens_to", "") or drill.get("target") != card.listens_to:
        return {}
    declared, values = catalogue.query(card.source).parameters, drill.get("values")
    if not fits(values, dict[str, Any]):
        raise UserError(RELOAD)
    return {name: value for name, value in values.items() if name in declared}


def _narrowed_words(page: Page, card: Any, drill: Mapping[str, Any] | None) -> Any:
    if not narrowing(page, card, drill):
        return None
    clear = html.Button("Show all", id={"clear": "drill"}, type="button", className="tr-chip-reset")
    return [html.Span(str(drill.get("words", "")), className="tr-badge"), clear]
