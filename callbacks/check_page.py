"""One check: its words, the rows that it finds, and what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import dash
from dash import MATCH, Input, Output, State, dcc, html
from flask import Blueprint, request
from werkzeug.wrappers import Response

from callbacks.deeds import Done, Fields, Served, text_of
from callbacks.grids import Block
from callbacks.quality_page import NOBODY
from callbacks.states import state_of
from callbacks.widgets import widget
from callbacks.work import start, told, under_way
from dashapp import formats
from dashapp.auth.audit import Action, record
from dashapp.auth.authentication import current_viewer
from dashapp.auth.permissions import Permission
from dashapp.auth.secured import secured
from dashapp.auth.viewer import Viewer
from dashapp.cards import state_empty
from dashapp.errors import NotFound, UserError
from dashapp.forms import button, buttons, choice, form, long_text, text_field
from dashapp.grids import grid, grid_rows
from dashapp.table import Table
from queries.cards import Question, page_parameters
from queries.checks import AT_RISK, checks
from queries.desk import Desk
from queries.literals import literal_sql
from queries.offending import offending, offending_block
from queries.own_downloads import table_file

CHECK = "check"
DOWNLOAD = "/check/rows.csv"
# Pixels: the grid at most, what stands around its rows, a row.
HIGHEST, _AROUND, _ROW = 480, 60, 36
NONE = "No check is named in this address. Choose one on the page Data quality."
NOT_LISTED = "It counts rows and does not list them: freshness and loads tell how many only."


def deeds(desk: Desk, question: Question, key: str) -> Any:
    """What the check says, and what can be done about it."""
    name = _named(question)
    if not name:
        return state_empty(NONE)
    found = desk.office.quality.described(desk.settings, name)
    told_apart = [("Finds", found.summary), ("To be done", found.fix), *_correcting(desk, name)]
    words = html.Dl([part for term, said in told_apart for part in (html.Dt(term), html.Dd(said))], className="tr-facts tr-facts-wide")
    return html.Div([words, *_again(desk, question, key, name), _handling(desk, question, key, name), _waiver(question, key)])


def _correcting(desk: Desk, name: str) -> list[tuple[str, Any]]:
    """The declared corrections of the columns that it finds wrong, and where they are proposed."""
    faulty = checks()[name].faulty if name in checks() else ()
    titles = [one.title for one in desk.office.quality.corrections().values() if f"{one.table}.{one.column}" in faulty]
    led = dcc.Link("Propose it on Data quality", href=desk.pages["quality"].path)
    return [("Can be corrected here", [f"{', '.join(titles)}, as far as that is the cause. ", led])] if titles else []


def _again(desk: Desk, question: Question, key: str, name: str) -> list[Any]:
    if under_way(desk):
        return [told(desk)]
    may = question.viewer.may(Permission.QUALITY_MANAGE)
    deed = button("check_again", key, "Check again now", tone="primary", sign="arrow-repeat")
    return [form(buttons(deed)) if may else None, told(desk, CHECK, name)]


def _handling(desk: Desk, question: Question, key: str, name: str) -> html.Div | None:
    if desk.office.quality.incident_of(desk.settings, name) is None:
        return None
    people = [NOBODY, *((one, one) for one in desk.office.quality.people(desk.settings))]
    may = question.viewer.may(Permission.QUALITY_MANAGE)
    return form(
        choice("person", key, "Give to", people, NOBODY[0]) if may else None,
        buttons(button("assign_incident", key, "Give")) if may else None,
        long_text("comment", key, "Comment"),
        buttons(
            button("acknowledge_incident", key, "Acknowledge"),
            button("begin_incident", key, "Work on it"),
            button("comment_incident", key, "Write the comment"),
        ),
    )


def _waiver(question: Question, key: str) -> html.Div | None:
    if not question.viewer.may(Permission.QUALITY_MANAGE):
        return None
    asked = form(
        text_field("until", key, "Until", type="date", note="From this day on a failure opens an incident again"),
        long_text("reason", key, "Reason"),
        buttons(button("waive_check", key, "Waive it"), button("end_waiver", key, "End the waiver")),
    )
    return form(html.Details([html.Summary("Accept what it finds until a day"), asked]))


def check_again(desk: Desk, question: Question, _fields: Fields) -> Done:
    """Begin a run of this check."""
    question.viewer.require(Permission.QUALITY_MANAGE)
    name = _required(question)
    desk.office.quality.described(desk.settings, name)
    return Done(start(desk, question, CHECK, {"check_name": name}))


def assign_incident(desk: Desk, question: Question, fields: Fields) -> Done:
    """Give the incident of the check to somebody."""
    name = text_of(fields, "person")
    desk.office.quality.assign(desk.settings, question.viewer, [_incident(desk, question)], name)
    return Done(f"The incident is given to {name}." if name else "The incident is given back.")


def acknowledge_incident(desk: Desk, question: Question, _fields: Fields) -> Done:
    """Say that the incident was seen."""
    desk.office.quality.acknowledge(desk.settings, question.viewer, [_incident(desk, question)])
    return Done("The incident is acknowledged.")


def begin_incident(desk: Desk, question: Question, _fields: Fields) -> Done:
    """Say that the incident is being worked on."""
    desk.office.quality.begin(desk.settings, question.viewer, [_incident(desk, question)])
    return Done("The incident is in progress.")


def comment_incident(desk: Desk, question: Question, fields: Fields) -> Done:
    """Write the comment of the form to the incident."""
    desk.office.quality.comment(desk.settings, question.viewer, [_incident(desk, question)], text_of(fields, "comment"))
    return Done("The comment is written.")


def waive_check(desk: Desk, question: Question, fields: Fields) -> Done:
    """Accept what the check finds until the day of the form."""
    day = desk.office.quality.waive(
        desk.settings, question.viewer, _required(question), text_of(fields, "reason"), text_of(fields, "until")
    )
    return Done(f"What it finds opens no incident before {day:%-d %b %Y}.")


def end_waiver(desk: Desk, question: Question, _fields: Fields) -> Done:
    """Accept what the check finds no longer."""
    desk.office.quality.end_waiver(desk.settings, question.viewer, _required(question))
    return Done("The waiver is ended.")


def rows(desk: Desk, question: Question, key: str) -> Any:
    """How many rows the check finds, a grid of them, and the statement that finds them for whoever may read SQL."""
    name = _named(question)
    if not name:
        return state_empty(NONE)
    listed = desk.office.quality.described(desk.settings, name).offending
    if listed is None:
        return state_empty(NOT_LISTED)
    viewer = question.viewer
    first = offending(desk.warehouse, listed, viewer, 1)
    if first.empty:
        return state_empty("No row offends.")
    total = first.source.total_rows
    words = "1 row offends." if total == 1 else f"{formats.integer(total, viewer.locale)} rows offend."
    height = min(HIGHEST, _AROUND + _ROW * total)
    drawn = grid(widget("offending", name), _in_words(first).columns, "", viewer.locale, viewer.masked_tags, height)
    take = html.A(
        [html.Span(className="tr-icon tr-icon-download"), " CSV"],
        href=DOWNLOAD,
        className="btn btn-sm btn-light",
        **{"data-export": "check"},
    )
    may = viewer.may(Permission.DATA_EXPORT)
    state = html.Div(id=widget("offending-state", name))
    return html.Div([html.P(words), drawn, state, take if may else None, _sql(desk, first, question, key)])


def block(desk: Desk, viewer: Viewer, name: str, asked: Mapping[str, Any]) -> tuple[Any, Any]:
    """A block of the rows that a check finds, and the state below them."""
    try:
        wanted = Block.of(asked)
        listed = desk.office.quality.listed(desk.settings, name)
        found = offending_block(desk.warehouse, listed, viewer, wanted.start, wanted.end, wanted.sort, wanted.where)
    except Exception as error:  # noqa: BLE001 - a card shows its error, the page stays
        return {"rowData": [], "rowCount": 0}, state_of(error)
    return {"rowData": grid_rows(found), "rowCount": found.source.total_rows}, None


def register(app: dash.Dash, desk: Desk) -> None:
    """The rows of the grid."""

    @app.callback(
        Output(widget("offending", MATCH), "getRowsResponse"),
        Output(widget("offending-state", MATCH), "children"),
        Input(widget("offending", MATCH), "getRowsRequest"),
        State(widget("offending", MATCH), "id"),
        prevent_initial_call=True,
    )
    @secured(Permission.QUALITY_VIEW)
    def fetch(asked: dict[str, Any] | None, identity: dict[str, str]) -> tuple[Any, Any]:
        if asked is None:
            return (dash.no_update,) * 2
        return block(desk, current_viewer(), identity["key"], asked)


def blueprint(desk: Desk) -> Blueprint:
    """The download of the rows that a check finds."""
    routes = Blueprint("check", __name__)

    @routes.get(DOWNLOAD)
    def check_file() -> Response:
        viewer = current_viewer().through("export")
        name = request.args.get("check_name", "")
        found = offending(desk.warehouse, desk.office.quality.listed(desk.settings, name), viewer, desk.settings.export_row_limit)
        return table_file(desk, viewer, _in_words(found), f"check:{name}")

    return routes


def _in_words(found: Table) -> Table:
    """Amounts stand as they arrived, in the currency of their row; only what is at risk is in the reporting currency, and says so."""
    titles = {AT_RISK: f"Money at risk, {found.source.currency}"}
    columns = tuple(replace(column, title=titles.get(column.name, column.title)) for column in found.columns)
    return replace(found, columns=columns, source=replace(found.source, currency=""))


def _sql(desk: Desk, found: Table, question: Question, key: str) -> html.Details | None:
    if not question.viewer.may(Permission.SQL_VIEW):
        return None
    record(desk.settings, question.viewer, Action.SQL_VIEWED, key, {"check": found.source.name})
    copy = dcc.Clipboard(target_id="check-sql", title="Copy", className="tr-icon-button")
    text = html.Pre(html.Code(literal_sql(found.source, question.viewer), id="check-sql"), className="tr-code", tabIndex="0")
    return html.Details([html.Summary("The SQL that finds them"), copy, text])


def _named(question: Question) -> str:
    return page_parameters(question.page, question.search).get("check_name", "")


def _required(question: Question) -> str:
    name = _named(question)
    if not name:
        raise UserError(NONE)
    return name


def _incident(desk: Desk, question: Question) -> int:
    name = _required(question)
    number = desk.office.quality.incident_of(desk.settings, name)
    if number is None:
        raise NotFound(f"The check {name!r} has no open incident.")
    return number


_VIEW, _MANAGE = Permission.QUALITY_VIEW, Permission.QUALITY_MANAGE
PANELS = {
    "check.deeds": Served(
        deeds,
        _VIEW,
        (check_again, assign_incident, acknowledge_incident, begin_incident, comment_incident, waive_check, end_waiver),
    ),
    "check.rows": Served(rows),
}
