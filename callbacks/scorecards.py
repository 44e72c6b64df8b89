"""Scorecards: several metrics week by week."""

from __future__ import annotations

from typing import Any

import dash
from dash import MATCH, Input, Output, State, html

from callbacks.states import empty_state, nothing_there, state_of
from callbacks.trust import foot_of
from callbacks.widgets import widget
from dashapp.auth.secured import secured
from dashapp.cards import as_json
from dashapp.scorecards import scorecard
from queries.cards import Question, answers
from queries.desk import Desk


def register(app: dash.Dash, desk: Desk) -> None:
    """The scorecard callback."""

    @app.callback(
        Output(widget("scorecard", MATCH), "children"),
        Input("filters", "data"),
        Input(widget("retry-scorecard", MATCH), "n_clicks"),
        State(widget("scorecard", MATCH), "id"),
    )
    @secured(None)
    def read(search: str | None, _retries: int | None, identity: dict[str, str]) -> Any:
        return read_scorecard(desk, identity["key"], search or "")


def read_scorecard(desk: Desk, key: str, search: str) -> Any:
    """The table of a scorecard."""
    page, card, viewer = desk.open_card(key)
    question = Question(page, card, viewer, search)
    try:
        drawn = desk.warehouse.remember(["scorecard", key, *question.parts()], lambda: as_json(_table(desk, question)))
        return [drawn, as_json(html.Footer(foot_of(desk, question, ""), className="tr-card-foot"))]
    except Exception as error:  # noqa: BLE001 - a card shows its error, the page stays
        return state_of(error)


def _table(desk: Desk, question: Question) -> object:
    period, table = answers(desk, question)[0]
    if nothing_there(table):
        return empty_state(question.page, question.filters, period)
    return scorecard(table, question.viewer.locale)
