"""Facts cards: the one row of a query, as names and values."""

from __future__ import annotations

from typing import Any

import dash
from dash import MATCH, Input, Output, State, html

from callbacks.states import nowhere, state_of
from callbacks.trust import foot_of
from callbacks.widgets import widget
from dashapp.auth.secured import secured
from dashapp.cards import meta
from dashapp.formats import cell
from queries.cards import Question, query_table
from queries.desk import Desk


def register(app: dash.Dash, desk: Desk) -> None:
    """The facts callback."""

    @app.callback(
        Output(widget("facts", MATCH), "children"),
        Input("filters", "data"),
        Input(widget("retry-facts", MATCH), "n_clicks"),
        Input("acted", "data"),
        State(widget("facts", MATCH), "id"),
    )
    @secured(None)
    def read(search: str | None, _retries: int | None, _acted: Any, identity: dict[str, str]) -> Any:
        return read_facts(desk, identity["key"], search or "")


def read_facts(desk: Desk, key: str, search: str) -> Any:
    """Names and values of the row; an empty state that says what was asked for when there is none."""
    page, card, viewer = desk.open_card(key)
    question = Question(page, card, viewer, search)
    try:
        table = query_table(desk, question)
    except Exception as error:  # noqa: BLE001 - a card shows its error, the page stays
        return state_of(error)
    if table.empty:
        return nowhere()
    row = table.records()[0]
    currency = row.get("currency") or table.source.currency
    pairs = [[html.Dt(column.title), html.Dd(cell(row[column.name], column, currency, viewer.locale))] for column in table.columns]
    facts = html.Dl([part for pair in pairs for part in pair], className="tr-facts tr-facts-wide")
    return [facts, html.Footer(foot_of(desk, question, meta(table.source, viewer.locale)), className="tr-card-foot")]
