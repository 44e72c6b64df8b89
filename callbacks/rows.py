"""A click on a mark of a chart: the rows behind it in a dialog, or a grid of the page narrowed to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import ALL, MATCH, Input, Output, State, html

from callbacks.charts import draw_chart
from callbacks.grids import Block, drawn_block
from callbacks.marks import filters_of_mark, marked, of_cell, parameters_of_mark, points_of
from callbacks.states import state_of
from callbacks.widgets import widget
from dashapp.auth.secured import secured
from dashapp.errors import NotFound
from dashapp.grids import grid as grid_component
from dashapp.page import Chart
from dashapp.table import Table
from queries import catalogue, grid
from queries.cards import Question, answers, chart_dimensions, page_filters
from queries.desk import Desk

Clicked = Mapping[str, Any]


def register(app: dash.Dash, desk: Desk) -> None:
    """Clicks on charts, and the rows of the dialog they open."""

    @app.callback(
        Output("rows-dialog", "children"),
        Output("drill", "data"),
        Input(widget("chart", ALL), "clickData"),
        Input({"clear": ALL}, "n_clicks"),
        State("filters", "data"),
        prevent_initial_call=True,
    )
    @secured(None)
    def click(_clicks: list[Any], _cleared: list[Any], search: str | None) -> tuple[Any, Any]:
        triggered = dash.ctx.triggered_id
        if isinstance(triggered, dict) and "clear" in triggered:
            return dash.no_update, {}
        clicked = dash.ctx.triggered[0]["value"] if dash.ctx.triggered else None
        if not clicked or not isinstance(triggered, dict):
            return dash.no_update, dash.no_update
        return follow(desk, triggered["key"], clicked, search or "")

    @app.callback(
        Output(widget("rows", MATCH), "getRowsResponse"),
        Output(widget("rows", MATCH), "dashGridOptions"),
        Output(widget("rows-state", MATCH), "children"),
        Input(widget("rows", MATCH), "getRowsRequest"),
        State(widget("rows", MATCH), "id"),
        prevent_initial_call=True,
    )
    @secured(None)
    def fetch(asked: dict[str, Any] | None, identity: dict[str, str]) -> tuple[Any, Any, Any]:
        if asked is None:
            return (dash.no_update,) * 3
        return marked_rows(desk, identity["key"], asked)


def follow(desk: Desk, key: str, clicked: Clicked, search: str) -> tuple[Any, Any]:
    """The dialog of a mark's rows, or the drill that narrows a grid of the page."""
    page, card, viewer = desk.open_card(key)
    if not isinstance(card, Chart) or not card.drill:
        return dash.no_update, dash.no_update
    question = Question(page, card, viewer, search)
    period = question.filters.period(desk.warehouse.version().as_of)
    mark = marked(card.drawing, chart_dimensions(card, question.filters, desk), _whole(desk, key, clicked, search), period)
    words = _words(answers(desk, question)[0][1], mark) if mark else ""
    if card.drill.startswith("#"):
        return dash.no_update, {"page": page.name, "target": card.drill[1:], "values": mark, "words": words} if mark else {}
    if not mark:
        return dash.no_update, dash.no_update
    return _dialog(key, card, question, mark, words, desk), dash.no_update


def _whole(desk: Desk, key: str, clicked: Clicked, search: str) -> Clicked:
    """The click with the custom data of its points, from the figure where the browser sent none."""
    points = points_of(clicked)
    if all("customdata" in point for point in points):
        return clicked
    drawn = draw_chart(desk, key, search)[0]
    return {"points": [{"customdata": of_cell(drawn, point), **point} for point in points]}


def _words(table: Table, mark: Mapping[str, Any]) -> str:
    named = {name: table.names(name).get(str(value), value) for name, value in mark.items() if name not in ("total", "metric")}
    return " · ".join(f"{name.replace('_', ' ').capitalize()} {value}" for name, value in named.items())


def _dialog(key: str, card: Chart, question: Question, mark: Mapping[str, Any], words: str, desk: Desk) -> dbc.Modal:
    packed = json.dumps({"card": key, "mark": dict(mark), "search": question.search}, sort_keys=True)
    columns = catalogue.query(card.drill).columns
    currency = desk.warehouse.version().currency
    table = grid_component(widget("rows", packed), columns, currency, question.viewer.locale, question.viewer.masked_tags, height=440)
    state = html.Div(id=widget("rows-state", packed))
    title = f"{card.title}: {words}"
    body = [html.P("Each row is one event of a line. The totals equal the mark.", className="tr-muted"), table, state]
    return dbc.Modal(
        [dbc.ModalHeader(dbc.ModalTitle(title, id="rows-title")), dbc.ModalBody(body)],
        is_open=True,
        labelledby="rows-title",
        size="xl",
        scrollable=True,
    )


def marked_rows(desk: Desk, packed: str, asked: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    """A block of the rows behind a mark. The packed key comes from the browser: the card is opened anew."""
    given = _unpacked(packed)
    page, card, viewer = desk.open_card(given["card"])
    try:
        filters = page_filters(page, given["search"])
        period = filters.period(desk.warehouse.version().as_of)
        narrowed = replace(filters_of_mark(filters, period, given["mark"]), compare=())
        block = Block.of(asked)
        chosen = grid.Selection(card.drill, parameters_of_mark(given["mark"]), viewer, narrowed, block.where)
        drawn = drawn_block(desk, chosen, block)
    except Exception as error:  # noqa: BLE001 - a card shows its error, the page stays
        return {"rowData": [], "rowCount": 0}, dash.no_update, state_of(error)
    return drawn["rows"], drawn["totals"] or dash.no_update, html.Small(drawn["meta"], className="tr-muted")


def _unpacked(packed: str) -> dict[str, Any]:
    try:
        given = json.loads(packed)
        return {"card": str(given["card"]), "search": str(given["search"]), "mark": dict(given["mark"])}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotFound("There are no rows at this key. Click the chart again.") from None
