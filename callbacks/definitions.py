"""Definitions of metrics: how many a second person approved as they are, and the form that proposes them."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas
from dash import html

from callbacks.deeds import Done, Fields, Served, text_of
from dashapp.auth import changes
from dashapp.auth.changes import Kind
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.db.engines import accounts_engine
from dashapp.forms import button, buttons, choice, form, line, lines, long_text
from dashapp.settings import Settings
from dashapp.table import Column, Source, Table
from queries.cards import Question
from queries.definitions import list_definitions, propose_definition
from queries.desk import Desk

EVERY = "every"
CHANGED = "changed since approval"


def definitions(desk: Desk, question: Question, key: str) -> Any:
    """How many definitions are approved as they are, which changed since, and the form that proposes them."""
    found = list_definitions(accounts_engine(desk.settings))
    counts = Counter(one.state for one in found)
    said = f"{counts['approved']:,} of {len(found):,} definitions are approved as they are."
    changed = [line(one.title, f"Changed since {one.approved_by} approved it.") for one in found if one.state == CHANGED]
    open_ = [one for one in found if one.state != "approved"]
    options = [(EVERY, f"All {len(open_):,} not approved"), *((one.metric, one.title) for one in open_)]
    asked = form(
        choice("metric", key, "Definition", options, EVERY),
        long_text("reason", key, "Reason", note="Whoever approves it reads this."),
        buttons(button("propose_definitions", key, "Propose for approval", tone="primary")),
    )
    return html.Div([html.P(said), lines(*changed, none="") if changed else None, asked if open_ else None])


def definitions_table(settings: Settings, _viewer: Viewer) -> Table:
    """Every metric with the state of its approval, those that are not approved first."""
    columns = (
        Column("title", "Definition", "text"),
        Column("state", "State", "text"),
        Column("by", "Approved by", "text"),
        Column("metric", "Metric", "text"),
    )
    found = sorted(list_definitions(accounts_engine(settings)), key=lambda one: (one.state == "approved", one.title))
    rows = [(one.title, one.state, one.approved_by or "", one.metric) for one in found]
    frame = pandas.DataFrame(rows, columns=[column.name for column in columns], dtype=object)
    summary = "Every metric, and whether a second person approved its definition as it is."
    source = Source("approvals.definitions", "", {}, 0, "", "", 0, (), len(frame), truncated=False, engine="code", summary=summary)
    return Table(columns, frame, source)


def propose_definitions(desk: Desk, question: Question, fields: Fields) -> Done:
    """Propose one definition, or every one that is not approved and does not wait yet."""
    engine, name, reason = accounts_engine(desk.settings), text_of(fields, "metric"), text_of(fields, "reason")
    if name != EVERY:
        return Done(f"Change {propose_definition(engine, question.viewer, name, reason).change_id} waits for a second person.")
    waiting = {one.subject for one in changes.changes(engine, "waiting") if one.kind == Kind.METRIC_DEFINITION}
    names = [one.metric for one in list_definitions(engine) if one.state != "approved" and one.metric not in waiting]
    for each in names:
        propose_definition(engine, question.viewer, each, reason)
    return Done(f"{len(names)} changes wait for a second person.")


PANELS = {"approvals.definitions": Served(definitions, Permission.SQL_VIEW, (propose_definitions,))}
TABLES = {"approvals.definitions": definitions_table}
