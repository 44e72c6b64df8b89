"""The drawer: what a card means, where its numbers come from, the SQL that gives them, and its table."""

from __future__ import annotations

from typing import Any

import dash
from dash import ALL, Input, Output, State, dcc, html

from callbacks.beside import beside
from callbacks.states import state_of
from callbacks.trust import explained
from callbacks.view import downloads
from callbacks.widgets import BESIDE, action
from dashapp.auth.audit import Action, record
from dashapp.auth.permissions import Permission
from dashapp.auth.secured import secured
from dashapp.auth.viewer import Viewer
from dashapp.page import Card, Kpi, Panel
from dashapp.periods import Period
from dashapp.table import Source, Table
from dashapp.table_view import table_of
from queries import metrics
from queries.cards import Answers, Question, answers, card_metrics, card_title
from queries.desk import Desk
from queries.literals import literal_sql
from queries.sheets import card_tables, combined


def register(app: dash.Dash, desk: Desk) -> None:
    """The drawer callback, one for every card's info and table button."""

    @app.callback(
        Output("drawer", "is_open"),
        Output("drawer-title", "children"),
        Output("drawer-body", "children"),
        Input(action(ALL, ALL), "n_clicks"),
        State("filters", "data"),
        prevent_initial_call=True,
    )
    @secured(None)
    def open_drawer(_clicks: list[int | None], search: str | None) -> tuple[Any, Any, Any]:
        triggered = dash.ctx.triggered_id
        if not isinstance(triggered, dict) or not dash.ctx.triggered[0]["value"]:
            return (dash.no_update,) * 3
        return drawer(desk, triggered["key"], triggered["action"], search or "")


def drawer(desk: Desk, key: str, name: str, search: str) -> tuple[bool, str, Any]:
    """Open, title, body."""
    page, card, viewer = desk.open_card(key)
    if name == BESIDE:
        return True, page.title, beside(desk, page, viewer, search)
    question = Question(page, card, viewer, search)
    title = card_title(card)
    try:
        found = card_tables(desk, question) if isinstance(card, Panel) else answers(desk, question)
        as_table = name == "table" or isinstance(card, Panel)
        body = table_of(combined(found).for_reading(), viewer.locale) if as_table else _explained(desk, key, question, found)
    except Exception as error:  # noqa: BLE001 - the drawer shows the error, the page stays
        return True, title, state_of(error)
    return True, title, body


def _explained(desk: Desk, key: str, question: Question, found: Answers) -> list[Any]:
    parts = [_definitions(question.card, found[0][1]), _origin(found[0][1].source)]
    checks = explained(desk, question)
    if checks:
        parts.append(_section("What the checks say", *checks))
    if question.viewer.may(Permission.SQL_VIEW):
        record(desk.settings, question.viewer, Action.SQL_VIEWED, key)
        parts += [_statement(period, table.source, question.viewer) for period, table in found]
    if isinstance(question.card, Kpi):
        # A KPI card has no menu; the drawer is where its downloads are.
        parts.append(_section("Take it along", *downloads(key, question.card, question.viewer)))
    return parts


def _section(heading: str, *inside: Any) -> html.Section:
    return html.Section([html.H3(heading, className="tr-drawer-heading"), *inside], className="tr-drawer-section")


def _definitions(card: Card, table: Table) -> html.Section:
    names = card_metrics(card)
    if not names:
        return _section("What it shows", html.P(table.source.summary), _column_notes(table))
    registry = metrics.registry()
    return _section("Definition", *[_definition(registry[name]) for name in names])


def _definition(metric: Any) -> html.Dl:
    direction = {"up": "More is better", "down": "Less is better", "none": "Neither more nor less is better"}[metric.better]
    facts = {"Metric": metric.title, "Formula": metric.words, "Reading": direction, "Source": metric.source, "Owner": metric.owner}
    return _facts(facts)


def _facts(facts: dict[str, str]) -> html.Dl:
    pairs = [[html.Dt(name), html.Dd(text)] for name, text in facts.items()]
    return html.Dl([part for pair in pairs for part in pair], className="tr-facts")


def _column_notes(table: Table) -> html.Dl:
    return _facts({column.title: column.note for column in table.columns if column.note})


def _origin(source: Source) -> html.Section:
    facts = {
        "Data as of": f"{source.as_of} (version {source.version})",
        "Tables": ", ".join(source.tables),
        "Rows": f"{source.total_rows:,}{', cut' if source.truncated else ''}",
        "Time": f"{source.milliseconds:.0f} ms when it was asked, on {source.engine}",
        "Currency": source.currency,
    }
    return _section("Where it comes from", _facts(facts))


def _statement(period: Period, source: Source, viewer: Viewer) -> html.Section:
    text = literal_sql(source, viewer)
    identity = f"sql-{period.name}"
    copy = dcc.Clipboard(target_id=identity, title="Copy", className="tr-icon-button")
    heading = f"SQL, {period.words}"
    return _section(heading, copy, html.Pre(html.Code(text, id=identity), className="tr-code", tabIndex="0"))
