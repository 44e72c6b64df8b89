"""Audit & compliance: whether the trail is whole, and what an auditor takes along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from callbacks.done import Done
from dashapp.auth.audit import verify_chain
from dashapp.auth.permissions import Permission
from dashapp.db.engines import accounts_engine
from dashapp.errors import UserError
from dashapp.forms import button, buttons, form
from queries.cards import Question
from queries.desk import Desk

LETTERS_OF_HASH = 16


def chain(_desk: Desk, _question: Question, key: str) -> Any:
    """What makes the trail trustworthy, and the check of it."""
    words = (
        "Every event holds a hash over itself and the hash of the event before it. An event that was edited, removed, "
        "inserted or moved is found by reading the trail from its first event on."
    )
    check = button("check_chain", key, "Check the chain", tone="primary", sign="shield-lock")
    return html.Div([html.P(words, className="tr-muted"), buttons(check)])


def check_chain(desk: Desk, _question: Question, _fields: Mapping[str, Any]) -> Done:
    """Read the whole trail: whole, or the first event that is wrong."""
    found = verify_chain(accounts_engine(desk.settings))
    if not found.whole:
        raise UserError(f"The trail is broken at event {found.broken_at}: {found.reason}")
    return Done(
        f"The trail is whole: {found.events:,} events.",
        answer=html.P(["Note the hash of the last event to compare it later: ", html.Code(found.last_hash[:LETTERS_OF_HASH])]),
    )


def evidence(desk: Desk, question: Question, _key: str) -> Any:
    """The form that downloads the pack of a month."""
    if not question.viewer.may(Permission.DATA_EXPORT):
        return html.P("Your role takes nothing along.", className="tr-muted")
    named = dbc.Input(name="month", value=f"{desk.today():%Y-%m}", pattern="[0-9]{4}-[0-9]{2}", required=True, size="sm", maxLength=7)
    label = html.Label([html.Span("Month, as YYYY-MM", className="tr-field-label"), named], className="tr-field")
    words = "Locks, changes, access, audit events, loads, totals and definitions of the month, with checksums. It takes some seconds."
    take = html.Button(
        [html.Span(className="tr-icon tr-icon-download"), "Download the pack"], type="submit", className="btn btn-sm btn-primary"
    )
    asked = html.Form(form(label, buttons(take)), action="/evidence", method="get", className="tr-evidence")
    return html.Div([html.P(words, className="tr-muted"), asked])


PANELS = {"audit.chain": chain, "audit.evidence": evidence}
ACTIONS = {"check_chain": ("audit.chain", Permission.AUDIT_VIEW, check_chain)}
