"""The router: an address becomes a page for one viewer, its cards still empty; cards ask for themselves."""

from __future__ import annotations

import dash
from dash import ClientsideFunction, Input, Output, State, dcc, html

from callbacks.states import state_of
from callbacks.view import page_body
from dashapp.auth.audit import Action, record
from dashapp.auth.authentication import current_viewer
from dashapp.auth.secured import secured
from dashapp.auth.viewer import Viewer
from dashapp.cards import state_empty, state_forbidden
from dashapp.errors import NoData, UserError
from dashapp.exports.cover import DEMO_SHOP
from dashapp.opening import opens_to
from dashapp.page import Page
from dashapp.shell import openable
from queries.builds import last_failure
from queries.desk import Desk

IMPORT_COMMAND = ".venv/bin/python manage.py import FILES --map online-retail"


def register(app: dash.Dash, desk: Desk) -> None:
    """The router, and what follows an arrival in the browser."""

    @app.callback(
        Output("page", "children"),
        Output("topbar-title", "children"),
        Output("data-age", "children"),
        Output("demo-mark", "children"),
        Input("location", "pathname"),
        Input("location", "search"),
        # The location knows its address only once it is mounted, and then it speaks by itself.
        prevent_initial_call=True,
    )
    @secured(None)
    def route(pathname: str | None, search: str | None) -> tuple[object, str, object, str]:
        return (*arrive(desk, pathname or "/", search or ""), demo_mark(desk))

    app.clientside_callback(
        ClientsideFunction("tallyroom", "letIn"),
        Output("rows-below", "children"),
        Input("rows-turn", "n_clicks"),
        State("rows-held", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("tallyroom", "arrived"),
        Output("title-done", "data"),
        Input("topbar-title", "children"),
        State("location", "pathname"),
    )


def arrive(desk: Desk, pathname: str, search: str) -> tuple[object, str, object]:
    """The page, its title and the age of the data."""
    viewer = current_viewer()
    name = pathname.strip("/")
    page = _landing(desk) if not name else desk.pages.get(name)
    if page is None:
        return _nowhere(pathname, name), "Tallyroom", _data_age(desk)
    if not opens_to(page, viewer):
        record(desk.settings, viewer, Action.REFUSED, page.name)
        return _framed(page, state_forbidden(_refusal(page, viewer))), page.title, ""
    record(desk.settings, viewer, Action.PAGE_VIEWED, page.name)
    return _body(desk, page, search), page.title, _data_age(desk)


def _refusal(page: Page, viewer: Viewer) -> str:
    if viewer.may(page.permission):
        return f"{page.title} is about everything, and your reach is limited. Somebody who reaches everything can open it."
    return f"The role {viewer.role} does not open {page.title}. An admin can change your role."


def _landing(desk: Desk) -> Page | None:
    listed = openable(current_viewer(), desk.pages.values())
    return listed[0] if listed else None


def _body(desk: Desk, page: Page, search: str) -> object:
    try:
        return page_body(page, search, desk.surroundings(page), current_viewer())
    except NoData:
        return _framed(page, no_data())
    except UserError as error:
        return _framed(page, state_of(error))


def no_data() -> object:
    """What every page says before the first import."""
    return html.Div(
        [
            state_empty("There is no data yet. Import your shop's order files, then reload this page."),
            html.Pre(html.Code(IMPORT_COMMAND), className="tr-code"),
            html.P("docs/import.md shows how to write a map for any other order file.", className="tr-muted"),
        ],
        className="tr-card",
    )


def _framed(page: Page, body: object) -> html.Div:
    head = html.Div([html.H1(page.title, className="tr-page-title"), html.P(page.question, className="tr-page-question")])
    return html.Div([html.Div(head, className="tr-page-head"), body, dcc.Store(id="page-loaded", data=page.name)])


def _nowhere(pathname: str, name: str) -> html.Div:
    if not name:
        words = "Your role has no page yet. It will find its pages here as they are built; an admin can change your role."
        return _titled("No page yet", state_empty(words))
    return _titled("No such page", state_empty(f"There is no page {pathname!r}. The menu lists the pages that you may open."))


def _titled(title: str, body: object) -> html.Div:
    return html.Div([html.Div(html.H1(title, className="tr-page-title"), className="tr-page-head"), body])


def demo_mark(desk: Desk) -> str:
    """The words that every page carries while the numbers are those of the demo shop."""
    try:
        return DEMO_SHOP if desk.warehouse.version().is_demo else ""
    except NoData:
        return ""


def _data_age(desk: Desk) -> object:
    try:
        version = desk.warehouse.version()
    except NoData:
        return "No data yet"
    failure = last_failure(desk.settings)
    dot = html.Span(className=f"tr-dot tr-dot-{'bad' if failure else 'good'}")
    day = f"{version.as_of:%-d %b %Y}"
    return [dot, html.Span("Data to ", className="tr-not-on-phone"), f"{day}. {failure}" if failure else day]
