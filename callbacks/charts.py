"""Every chart of every page: one callback, matched by key."""

from __future__ import annotations

from typing import Any

import dash
from dash import MATCH, Input, Output, State

from callbacks.states import empty_state, gate_state, nothing_there, state_of, unrecorded
from callbacks.trust import foot_of
from callbacks.widgets import widget
from dashapp.auth.secured import secured
from dashapp.cards import as_json, meta, state_empty, state_gate
from dashapp.charts import figure, summary
from queries.cards import Answers, Question, answers, chart_dimensions, drawing_of, is_query
from queries.desk import Desk, is_register

NO_FIGURE: dict[str, Any] = {"data": [], "layout": {"xaxis": {"visible": False}, "yaxis": {"visible": False}}}
Drawn = tuple[dict[str, Any], Any, str, Any]


def register(app: dash.Dash, desk: Desk) -> None:
    """The chart callback."""

    @app.callback(
        Output(widget("chart", MATCH), "figure"),
        Output(widget("state", MATCH), "children"),
        Output(widget("reading", MATCH), "children"),
        Output(widget("meta-chart", MATCH), "children"),
        Input("filters", "data"),
        Input(widget("retry-chart", MATCH), "n_clicks"),
        Input("acted", "data"),
        State(widget("chart", MATCH), "id"),
    )
    @secured(None)
    def draw(search: str | None, _retries: int | None, _acted: Any, identity: dict[str, str]) -> Drawn:
        return draw_chart(desk, identity["key"], search or "")


def draw_chart(desk: Desk, key: str, search: str) -> Drawn:
    """Figure, state, reading and footer of a chart."""
    page, card, viewer = desk.open_card(key)
    question = Question(page, card, viewer, search)
    try:
        drawn = _remembered(desk, key, question)
    except Exception as error:  # noqa: BLE001 - a card shows its error, the page stays
        return NO_FIGURE, state_of(error), "", ""
    return drawn["figure"], drawn["state"], drawn["reading"], foot_of(desk, question, drawn["meta"])


def _remembered(desk: Desk, key: str, question: Question) -> dict[str, Any]:
    """The chart as it was drawn before for the same question; a register is asked anew each time."""
    if is_register(question.card):
        return _drawn(desk, question)
    return desk.warehouse.remember(["chart", key, *question.parts()], lambda: _drawn(desk, question))


def _drawn(desk: Desk, question: Question) -> dict[str, Any]:
    found = answers(desk, question)
    state = _state(desk, question, found)
    if state is not None:
        return {"figure": NO_FIGURE, "state": as_json(state), "reading": "", "meta": meta(found[0][1].source)}
    drawing, source = drawing_of(question), found[0][1].source
    drawn = figure(drawing, found, source.currency, question.viewer.locale)
    reading = summary(drawing, found, source.currency, question.viewer.locale)
    return {"figure": drawn, "state": None, "reading": reading, "meta": meta(source)}


def _state(desk: Desk, question: Question, found: Answers) -> object | None:
    period, table = found[0]
    card = question.card
    if nothing_there(table) and is_register(card):
        return state_empty(card.empty)  # type: ignore[union-attr]
    if nothing_there(table) and card.empty:  # type: ignore[union-attr]
        return state_gate(card.empty)  # type: ignore[union-attr]
    if nothing_there(table):
        return empty_state(question.page, question.filters, period)
    missing = None if is_query(card) else unrecorded(table, chart_dimensions(card, question.filters, desk))  # type: ignore[arg-type]
    return gate_state(missing) if missing else None
