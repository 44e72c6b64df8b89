"""One query of the library: what it answers, running it, where its columns come from and what hangs on it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from dash import html
from flask import Blueprint, request
from werkzeug.wrappers import Response

from callbacks.catalogue_page import address
from callbacks.deeds import Done, Fields, Served, text_of
from callbacks.lineage_panels import columns_table, drawn, impact
from callbacks.work import moment
from dashapp import formats
from dashapp.auth.audit import Action, record
from dashapp.auth.authentication import current_viewer
from dashapp.auth.permissions import Permission
from dashapp.cards import meta, state_empty
from dashapp.errors import NotFound, near
from dashapp.forms import button, buttons, form, text_field
from dashapp.table_view import table_of
from queries.cards import Question, page_parameters
from queries.catalogue import Query, queries
from queries.desk import Desk
from queries.entries import example_count, last_runs, library
from queries.lineage.columns import trace
from queries.lineage.uses import uses_of_query
from queries.own_downloads import table_file
from queries.placeholders import replace_choices
from queries.run import run
from queries.running import fields_of, run_query

NOTHING = "No query is named in this address. Choose one in the catalogue."
DOWNLOAD = "/catalogue/query.csv"
RAN = "run"
NOTES = {"from": "YYYY-MM-DD", "to": "YYYY-MM-DD", "basis": "event or order"}


def about(desk: Desk, question: Question, _key: str) -> Any:
    """What it answers, its parameters and columns, and its SQL for those who may see it."""
    one = _asked(question)
    if one is None:
        return state_empty(NOTHING)
    facts = {
        "Query": one.name,
        "Layer": one.layer,
        "One row": ", ".join(one.grain),
        "Parameters": ", ".join(f"{name} ({parameter.type})" for name, parameter in one.parameters.items()) or "none",
        "Tables": ", ".join(one.tables),
        "Examples": _examples(one),
        "Last run here": _last_run(desk, one),
        "On pages": _latency(desk, question, one),
    }
    pairs = [part for name, text in facts.items() for part in (html.Dt(name), html.Dd(text))]
    parts: list[Any] = [html.P(one.summary), html.Dl(pairs, className="tr-facts tr-facts-wide")]
    if question.viewer.may(Permission.SQL_VIEW):
        record(desk.settings, question.viewer, Action.SQL_VIEWED, f"query:{one.name}")
        parts.append(html.Pre(html.Code(one.text), className="tr-code", tabIndex="0"))
    return html.Div(parts)


def run_form(desk: Desk, question: Question, key: str) -> Any:
    """The form for its parameters and, once it ran, the first rows and the download."""
    one = _asked(question)
    if one is None:
        return state_empty(NOTHING)
    if one.name not in queries():
        return html.P("A check is run from the quality of data, not from here.", className="tr-muted")
    if not question.viewer.may(Permission.SQL_RUN):
        return html.P("Your role reads this query and does not run it. The pages that show it answer.", className="tr-muted")
    given = dict(_given(question.search))
    asked = [
        text_field(name, key, name.replace("_", " ").capitalize(), given.get(name, ""), NOTES.get(name, "")) for name in fields_of(one)
    ]
    parts: list[Any] = [form(*asked, buttons(button("run_library_query", key, "Run", tone="primary")))]
    if RAN in dict(parse_qsl(question.search.removeprefix("?"))):
        parts += _answer(desk, question, one)
    return html.Div(parts)


def run_library_query(_desk: Desk, question: Question, fields: Fields) -> Done:
    """Go to the address that holds the parameters, which runs it."""
    one = _asked(question)
    if one is None:
        raise NotFound(NOTHING)
    given = [(name, text_of(fields, name)) for name in fields_of(one) if text_of(fields, name)]
    return Done("", go_to=f"{address('query', one.name)}&{urlencode([*given, (RAN, 'yes')])}")


def lineage(_desk: Desk, question: Question, key: str) -> Any:
    """The tables behind it, and the columns behind each of its columns."""
    one = _asked(question)
    if one is None:
        return state_empty(NOTHING)
    plain = replace_choices(one.text, lambda name: one.parameters[name].choices[0])
    notes = {column.name: f"{column.title}. {column.note}" if column.note else column.title for column in one.columns}
    return html.Div([drawn(key, one.name, one.tables, "Query"), columns_table(trace(plain).columns, notes)])


def uses(desk: Desk, question: Question, _key: str) -> Any:
    """What a change of the query touches."""
    one = _asked(question)
    return state_empty(NOTHING) if one is None else impact(uses_of_query(desk.pages, one.name) if one.name in queries() else [])


def blueprint(desk: Desk) -> Blueprint:
    """The download of a run."""
    routes = Blueprint("catalogue", __name__)

    @routes.get(DOWNLOAD)
    def query_file() -> Response:
        viewer = current_viewer().through("export")
        search = request.query_string.decode("utf-8", "replace")
        name = request.args.get("query", "")
        table = run_query(desk, viewer, name, _given(search), desk.settings.export_row_limit)
        return table_file(desk, viewer, table, f"query:{name}")

    return routes


def _answer(desk: Desk, question: Question, one: Query) -> list[Any]:
    found = run_query(desk, question.viewer, one.name, _given(question.search))
    take = html.A(
        [html.Span(className="tr-icon tr-icon-download"), " CSV"],
        href=DOWNLOAD,
        className="btn btn-sm btn-light",
        **{"data-export": "query"},
    )
    may = question.viewer.may(Permission.DATA_EXPORT)
    told = html.P(meta(found.source, question.viewer.locale), className="tr-muted")
    return [html.Div(table_of(found, question.viewer.locale), className="tr-answer-rows"), told, take if may else None]


def _given(search: str) -> list[tuple[str, str]]:
    """The parameters that the address holds, without the name of the query."""
    return [(name, value) for name, value in parse_qsl(search.removeprefix("?")) if name not in ("query", RAN, "grid")]


def _examples(one: Query) -> str:
    number = example_count(one.name)
    if not number:
        return "none beside this release; the laws of the suite hold for every query"
    return f"{number}, whose rows the suite of this release compares on SQLite, PostgreSQL and DuckDB"


def _last_run(desk: Desk, one: Query) -> str:
    found = last_runs(desk.settings).get(one.name)
    if found is None:
        return "never"
    ran = moment(desk.settings, found["ran_at"])
    return f"{ran}, by {found['ran_by']}: {found['rows']:,} rows in {found['milliseconds']:.0f} ms on {found['engine']}"


def _latency(desk: Desk, question: Question, one: Query) -> str:
    """How long pages waited for it."""
    times = run(desk.warehouse, "slow.queries", {}, question.viewer).records()
    found = next((row for row in times if row["name"] == one.name), None)
    if found is None:
        return "not run in the last 7 days, or answered out of the cache"
    p50, p95 = (formats.decimal(found[name], question.viewer.locale, 1) for name in ("p50", "p95"))
    runs = formats.integer(found["runs"], question.viewer.locale) + (" run" if found["runs"] == 1 else " runs")
    return f"{runs} in 7 days: half took at most {p50} ms, 95 of 100 at most {p95} ms"


def _asked(question: Question) -> Query | None:
    name = page_parameters(question.page, question.search).get("query", "")
    if name and name not in library():
        raise NotFound(f"There is no query {name!r}.{near(name, library())}")
    return library()[name] if name else None


PANELS = {
    "query.about": Served(about),
    "query.run": Served(run_form, Permission.SQL_RUN, (run_library_query,)),
    "query.lineage": Served(lineage),
    "query.impact": Served(uses),
}
