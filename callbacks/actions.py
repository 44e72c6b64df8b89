"""Actions: what a button of a panel does. One callback for all; each action names its panel and its permission."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import dash
from dash import ALL, ClientsideFunction, Input, Output, State, html

from callbacks.deeds import CHOSEN, ITEM, Deed, Done, Fields
from callbacks.panels import PANELS
from callbacks.widgets import widget
from dashapp.auth.permissions import Permission
from dashapp.auth.secured import require, secured
from dashapp.cards import icon
from dashapp.errors import NotFound, TallyroomError
from dashapp.forms import act, field
from dashapp.page import Grid, Page
from queries.cards import Question
from queries.desk import Desk


@dataclass(frozen=True)
class Action:
    """One thing that can be done: from which panel, with which permission, by which function."""

    panel: str
    permission: Permission
    do: Deed


ACTIONS: Mapping[str, Action] = {
    deed.__name__: Action(panel, served.permission, deed) for panel, served in PANELS.items() if served.permission for deed in served.deeds
}


def register(app: dash.Dash, desk: Desk) -> None:
    """The callback of every button that does something, and the words that follow."""

    @app.callback(
        Output("acted", "data"),
        Output("act-secret", "children"),
        Output("location", "href", allow_duplicate=True),
        Input(act(ALL, ALL, ALL), "n_clicks"),
        State(field(ALL, ALL), "value"),
        State(field(ALL, ALL), "id"),
        State("location", "search"),
        State(widget("grid", ALL), "selectedRows"),
        State(widget("grid", ALL), "id"),
        prevent_initial_call=True,
    )
    @secured(None)
    def press(
        _clicks: list[int | None],
        values: list[Any],
        ids: list[dict[str, str]],
        search: str | None,
        chosen: list[Any],
        grids: list[dict[str, str]],
    ) -> tuple[Any, Any, Any]:
        pressed = dash.ctx.triggered_id
        if not isinstance(pressed, dict) or not dash.ctx.triggered[0]["value"]:
            return (dash.no_update,) * 3
        key = str(pressed["key"])
        fields = {item["field"]: value for item, value in zip(ids, values, strict=True) if item.get("key") == key}
        rows = {str(item.get("key")): found for item, found in zip(grids, chosen, strict=True) if found}
        return answer(desk, str(pressed["act"]), key, {**fields, ITEM: str(pressed.get("item") or ""), CHOSEN: rows}, search or "")

    app.clientside_callback(
        ClientsideFunction("tallyroom", "acted"),
        Output("act-said", "data"),
        Input("acted", "data"),
        prevent_initial_call=True,
    )


def answer(desk: Desk, name: str, key: str, fields: Fields, search: str) -> tuple[Any, Any, Any]:
    """What was done as words, the secret to show once, where to go. What cannot be done is said."""
    try:
        done = perform(desk, name, key, fields, search)
    except TallyroomError as error:
        return {"text": str(error), "kind": "error", "at": time.time()}, dash.no_update, dash.no_update
    shown = _shown_once(done) if done.secret else _answered(done) if done.answer else None
    # An answer that stays on the screen says it already.
    said = "" if done.answer else done.text
    if done.go_to:
        return dash.no_update, None, done.go_to
    if done.is_look:
        return dash.no_update, shown, dash.no_update
    return {"text": said, "kind": "good", "at": time.time()}, shown, dash.no_update


def perform(desk: Desk, name: str, key: str, fields: Fields, search: str) -> Done:
    """Check the card, that the action is one of its panel's, and the action's own permission; then do it."""
    page, card, viewer = desk.open_card(key)
    action = ACTIONS.get(name)
    if action is None or action.panel != getattr(card, "source", None):
        raise NotFound(f"The card {key!r} has no action {name!r}.")
    require(viewer, action.permission, f"action:{name}")
    return action.do(desk, Question(page, card, viewer, search), {**fields, CHOSEN: _chosen(page, action.panel, fields)})


def _chosen(page: Page, panel: str, fields: Fields) -> list[Any]:
    """The rows that are chosen in the grid of the page whose rows this panel is for."""
    rows = fields.get(CHOSEN) or {}
    return next((rows[key] for key, card in page.cards() if isinstance(card, Grid) and card.chosen_for == panel and key in rows), [])


def _answered(done: Done) -> html.Div:
    close = html.Button([icon("x"), "Close"], type="button", className="btn btn-sm btn-light", **{"data-dismiss": "act-secret"})
    return html.Div([html.P(html.Strong(done.text)), done.answer, close], className="tr-card tr-secret tr-answer", role="status")


def _shown_once(done: Done) -> html.Div:
    words = html.P([html.Strong(done.secret_title), " It is shown once and stored nowhere; note it now."])
    secret = html.Pre(html.Code(done.secret, id="act-secret-text"), className="tr-code", tabIndex="0")
    close = html.Button([icon("x"), "I have noted it"], type="button", className="btn btn-sm btn-light", **{"data-dismiss": "act-secret"})
    return html.Div([words, secret, close], className="tr-card tr-secret", role="status")
