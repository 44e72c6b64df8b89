"""Panels: cards that no metric or query draws, such as forms and matrices. One callback draws them all, each by its source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import dash
from dash import ALL, MATCH, ClientsideFunction, Input, Output, State

from callbacks import (
    access_page,
    approvals_page,
    audit_page,
    catalogue_page,
    check_page,
    churn_page,
    corrections_panel,
    definitions,
    duplicates_page,
    health_page,
    metric_page,
    model_cards,
    period_locks,
    person_page,
    privacy_page,
    quality_page,
    query_page,
    satisfaction_page,
    segment_builder,
    segment_page,
    segments_page,
    table_page,
    target_panel,
    workbench_page,
)
from callbacks.deeds import Served
from callbacks.states import state_of
from callbacks.widgets import widget
from callbacks.work import under_way
from dashapp.auth.secured import secured
from dashapp.auth.viewer import Viewer
from dashapp.settings import Settings
from dashapp.table import Table
from queries.cards import Question
from queries.desk import Desk

_BY = (
    access_page,
    person_page,
    audit_page,
    approvals_page,
    period_locks,
    definitions,
    privacy_page,
    quality_page,
    check_page,
    churn_page,
    corrections_panel,
    duplicates_page,
    catalogue_page,
    metric_page,
    target_panel,
    query_page,
    table_page,
    workbench_page,
    health_page,
    satisfaction_page,
    segments_page,
    segment_page,
    segment_builder,
    model_cards,
)
PANELS: Mapping[str, Served] = {source: served for by in _BY for source, served in by.PANELS.items()}

WATCHING = {
    "approvals.locks",
    "duplicates.bands",
    "duplicates.merged",
    "privacy.deeds",
    "privacy.retention",
    "quality.run",
    "check.deeds",
    "quality.corrections",
}
TABLES: Mapping[str, Callable[[Settings, Viewer], Table]] = {**access_page.TABLES, **definitions.TABLES, **catalogue_page.TABLES}


def register(app: dash.Dash, desk: Desk) -> None:
    """The panel callback. A panel is drawn again after something was done, and while work goes on beside the requests.

    After a mistake it stays as it is: what was filled in is still wanted.
    """

    @app.callback(
        Output(widget("panel", MATCH), "children"),
        Output(widget("waiting-panel", MATCH), "disabled"),
        Input("filters", "data"),
        Input("acted", "data"),
        Input(widget("retry-panel", MATCH), "n_clicks"),
        Input(widget("waiting-panel", MATCH), "n_intervals"),
        State(widget("panel", MATCH), "id"),
        State("location", "search"),
    )
    @secured(None)
    def draw(
        _filters: str | None, acted: Any, _retries: int | None, _waited: int | None, identity: dict[str, str], search: str | None
    ) -> tuple[Any, Any]:
        if dash.ctx.triggered_id == "acted" and isinstance(acted, dict) and acted.get("kind") == "error":
            return (dash.no_update,) * 2
        key = identity["key"]
        return draw_panel(desk, key, search or ""), not (watches(desk, key) and under_way(desk))

    app.clientside_callback(
        ClientsideFunction("tallyroom", "worked"),
        Output("acted", "data", allow_duplicate=True),
        Input(widget("waiting-panel", ALL), "disabled"),
        prevent_initial_call=True,
    )


def watches(desk: Desk, key: str) -> bool:
    """Whether a panel tells of work beside the requests, and looks again while it goes on."""
    return getattr(desk.open_card(key)[1], "source", "") in WATCHING


def draw_panel(desk: Desk, key: str, search: str) -> Any:
    """The inside of a panel."""
    page, card, viewer = desk.open_card(key)
    try:
        return PANELS[card.source].draw(desk, Question(page, card, viewer, search), key)  # type: ignore[union-attr,index]
    except Exception as error:  # noqa: BLE001 - a card shows its error, the page stays
        return state_of(error)
