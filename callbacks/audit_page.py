"""Audit & compliance: whether the trail is whole, and what an auditor takes along."""

from __future__ import annotations

import datetime
from typing import Any

from dash import html

from callbacks.deeds import Done, Fields, Served
from dashapp import formats
from dashapp.auth.audit import verify_chain
from dashapp.auth.permissions import Permission
from dashapp.db.engines import accounts_engine
from dashapp.errors import UserError
from dashapp.forms import button, buttons, form
from dashapp.periods import months
from queries.cards import Question
from queries.desk import Desk

LETTERS_OF_HASH = 16
YEARS = 3


def chain(_desk: Desk, _question: Question, key: str) -> Any:
    """What makes the trail trustworthy, and the check of it."""
    words = (
        "Every event holds a hash over itself and the hash of the event before it. An event that was edited, removed, "
        "inserted or moved is found by reading the trail from its first event on."
    )
    check = button("check_chain", key, "Check the chain", tone="primary", sign="shield-lock")
    return html.Div([html.P(words, className="tr-muted"), buttons(check)])


def check_chain(desk: Desk, _question: Question, _fields: Fields) -> Done:
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
    options = [html.Option(formats.month(month, question.viewer.locale), value=f"{month:%Y-%m}") for month in _months(desk)]
    named = html.Select(options, name="month", className="form-select form-select-sm")
    label = html.Label([html.Span("Month", className="tr-field-label"), named], className="tr-field")
    words = "Locks, changes, access, audit events, loads, totals and definitions of the month, with checksums. It takes some seconds."
    take = html.Button(
        [html.Span(className="tr-icon tr-icon-download"), "Download the pack"], type="submit", className="btn btn-sm btn-primary"
    )
    asked = html.Form(form(label, buttons(take)), action="/evidence", method="get", className="tr-evidence")
    return html.Div([html.P(words, className="tr-muted"), asked])


def _months(desk: Desk) -> list[datetime.date]:
    """The last years' months, this one included, the latest first."""
    today = desk.today()
    return [*months(today.replace(year=today.year - YEARS, day=1), today.replace(day=1)), today.replace(day=1)][::-1]


PANELS = {"audit.chain": Served(chain, Permission.AUDIT_VIEW, (check_chain,)), "audit.evidence": Served(evidence)}
