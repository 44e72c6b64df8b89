"""The filter bar's own callbacks: picker options, scoped; the walk in the browser; one audit line a change."""

from __future__ import annotations

from typing import Any

import dash
from dash import ALL, ClientsideFunction, Input, Output, State

from callbacks.states import NOT_RECORDED
from dashapp.auth.audit import Action, record
from dashapp.auth.authentication import current_viewer
from dashapp.auth.secured import require, secured
from dashapp.auth.viewer import Viewer
from dashapp.errors import Forbidden, NotFound, UserError
from dashapp.filters import DIMENSIONS, Filters
from queries import metrics
from queries.desk import Desk

Options = list[dict[str, str]]


def register(app: dash.Dash, desk: Desk) -> None:
    """Everything that happens in and because of the filter bar."""
    _register_browser_side(app)

    @app.callback(
        Output({"filter": ALL}, "options"),
        Output({"chip": ALL}, "hidden"),
        Input("page-loaded", "data"),
        State({"filter": ALL}, "id"),
        State({"chip": ALL}, "id"),
        State({"filter": ALL}, "options"),
        State({"chip": ALL}, "hidden"),
        State("location", "search"),
    )
    @secured(None)
    def fill(page: str, filters: list, chips: list, options: list, hidden: list, search: str | None) -> tuple[list, list]:
        return fill_pickers(desk, page, [item["filter"] for item in filters], [item["chip"] for item in chips], options, hidden)

    @app.callback(Output("filters-audited", "data"), Input("filters", "data"), State("page-loaded", "data"), prevent_initial_call=True)
    @secured(None)
    def note(search: str | None, page: str | None) -> Any:
        if page in desk.pages and search:
            note_filters(desk, page, search)
        return dash.no_update


def note_filters(desk: Desk, page: str, search: str) -> None:
    """One audit line of which filters are set. An address that cannot be used sets none; the page already says why."""
    try:
        pairs = Filters.from_search(search).to_pairs()
    except UserError:
        return
    if pairs:
        record(desk.settings, current_viewer(), Action.FILTERS_CHANGED, page, {"filters": [name for name, _ in pairs]})


def fill_pickers(
    desk: Desk, page: str, filters: list[str], chips: list[str], options: list[Any], hidden: list[bool | None]
) -> tuple[list[Any], list[bool | None]]:
    """Options of every picker that this viewer reaches; a chip whose dimension has no recorded member stays hidden."""
    viewer = current_viewer()
    if page not in desk.pages:
        raise NotFound(f"There is no page {page!r}.")
    require(viewer, desk.pages[page].permission, f"filters:{page}")
    pickers = {name: picker(desk, viewer, name) for name in filters if name in (*DIMENSIONS, "currency")}
    filled = [pickers.get(name, given) for name, given in zip(filters, options, strict=True)]
    shown = [_hidden(pickers[name]) if name in pickers else was for name, was in zip(chips, hidden, strict=True)]
    return filled, shown


def _hidden(options: Options) -> bool:
    return not [option for option in options if option["value"] != NOT_RECORDED] or len(options) < 2


def picker(desk: Desk, viewer: Viewer, name: str) -> Options:
    """The values of a dimension in the viewer's scope, biggest first; for currency, the reporting one first.

    None for whose scope sales cannot express: the cards say so, and a picker must not stop the others.
    """
    key = ["picker", name, sorted(viewer.scope.limits().items())]
    try:
        return desk.warehouse.remember(key, lambda: _currencies(desk, viewer) if name == "currency" else _members(desk, viewer, name))
    except Forbidden:
        return []


def _members(desk: Desk, viewer: Viewer, name: str) -> Options:
    return [{"value": value, "label": label} for value, label in metrics.members(desk.warehouse, name, viewer)]


def _currencies(desk: Desk, viewer: Viewer) -> Options:
    reporting = desk.warehouse.version().currency
    table = metrics.ask(desk.warehouse, ("orders",), by=("currency",), filters=_whole_history(desk), viewer=viewer)
    codes = [row["currency"] for row in table.records()]
    others = [{"label": f"{code} orders only", "value": code} for code in codes if code != reporting or len(codes) > 1]
    return [{"label": f"{reporting}, everything converted", "value": ""}, *others]


def _whole_history(desk: Desk) -> Filters:
    version = desk.warehouse.version()
    return Filters(date_from=version.first_date, date_to=version.last_date)


def _register_browser_side(app: dash.Dash) -> None:
    app.clientside_callback(
        ClientsideFunction("tallyroom", "collect"),
        Output("filters", "data"),
        Output({"chip-value": ALL}, "children"),
        Output({"chip": ALL}, "className"),
        Output({"nav": ALL}, "href"),
        Output({"reset": ALL}, "hidden"),
        Input({"filter": ALL}, "value"),
        Input("page-loaded", "data"),
        State({"filter": ALL}, "id"),
        State("filter-default-dates", "data", allow_optional=True),
        State({"chip": ALL}, "id"),
        State({"nav": ALL}, "id"),
        State({"reset": ALL}, "id"),
    )
    app.clientside_callback(
        ClientsideFunction("tallyroom", "preset"),
        Output({"filter": "from"}, "value"),
        Output({"filter": "to"}, "value"),
        Input({"preset": ALL}, "n_clicks"),
        State({"preset": ALL}, "id"),
        State("filter-presets", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("tallyroom", "reset"),
        Output({"filter": ALL}, "value", allow_duplicate=True),
        Input({"reset": ALL}, "n_clicks"),
        State({"filter": ALL}, "id"),
        State("filter-default-dates", "data", allow_optional=True),
        prevent_initial_call=True,
    )
