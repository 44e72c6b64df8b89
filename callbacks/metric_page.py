"""One metric: its definition, who vouches for it, where it comes from and what hangs on it."""

from __future__ import annotations

from typing import Any

from dash import html

from callbacks.deeds import Done, Fields, Served, text_of
from callbacks.lineage_panels import columns_table, drawn, impact
from callbacks.work import moment
from dashapp.auth.audit import Action, record
from dashapp.auth.permissions import Permission
from dashapp.cards import state_empty
from dashapp.db.engines import accounts_engine
from dashapp.errors import NotFound
from dashapp.forms import button, buttons, form, line, long_text
from queries.cards import Question, page_parameters
from queries.certification import certified, certify, withdraw
from queries.compile import statement
from queries.desk import Desk
from queries.lineage.columns import trace
from queries.lineage.uses import uses_of_metric
from queries.placeholders import replace_choices
from queries.registry import Fact, Metric, fact_of, metric

NOTHING = "No metric is named in this address. Choose one in the catalogue."
ENDS = "It stands beside the metric. A change of the definition ends it by itself."
READINGS = {"up": "More is better", "down": "Less is better", "none": "Neither more nor less is better"}


def about(desk: Desk, question: Question, _key: str) -> Any:
    """The definition in words, and as SQL for those who may see it."""
    one = asked_metric(question)
    if one is None:
        return state_empty(NOTHING)
    fact = fact_of([one.name])
    parts: list[Any] = [html.Dl([part for pair in _facts(one, fact) for part in pair], className="tr-facts tr-facts-wide")]
    if question.viewer.may(Permission.SQL_VIEW):
        record(desk.settings, question.viewer, Action.SQL_VIEWED, f"metric:{one.name}")
        parts += [html.H3("SQL", className="tr-drawer-heading"), html.Pre(html.Code(_text(one)), className="tr-code", tabIndex="0")]
    return html.Div(parts)


def certification(desk: Desk, question: Question, key: str) -> Any:
    """Who vouches for the metric, and the form of those who may."""
    one = asked_metric(question)
    if one is None:
        return state_empty(NOTHING)
    held = certified(desk.settings).get(one.name)
    said = "Nobody vouches for this metric as it is defined now."
    parts: list[Any] = [html.P(said, className="tr-muted")]
    if held is not None:
        parts = [line(f"Certified by {held.certifier}", f"{moment(desk.settings, held.certified_at)}. {held.note}")]
    if question.viewer.may(Permission.METRICS_CERTIFY) and not question.viewer.scope.limits():
        note = long_text("note", key, "What you looked at", note=ENDS)
        sure = "Nobody will vouch for the metric any more. Go on?"
        end = button("withdraw_certification", key, "Withdraw", sure) if held is not None else None
        parts.append(form(note, buttons(button("certify_metric", key, "Certify", tone="primary"), end)))
    return html.Div(parts)


def certify_metric(desk: Desk, question: Question, fields: Fields) -> Done:
    """Vouch for the metric as it is defined now."""
    one = required_metric(question)
    certify(accounts_engine(desk.settings), question.viewer, one.name, text_of(fields, "note"))
    return Done(f"{one.title} is certified as it is defined now.")


def withdraw_certification(desk: Desk, question: Question, _fields: Fields) -> Done:
    """Vouch for it no more."""
    one = required_metric(question)
    withdraw(accounts_engine(desk.settings), question.viewer, one.name)
    return Done(f"{one.title} is not certified any more.")


def lineage(_desk: Desk, question: Question, key: str) -> Any:
    """The tables and columns behind the metric."""
    one = asked_metric(question)
    if one is None:
        return state_empty(NOTHING)
    traced = trace(_plain(one))
    picture = drawn(key, one.name, statement((one.name,), ()).tables, "Metric")
    return html.Div([picture, columns_table(traced.columns, {one.name: one.words})])


def uses(desk: Desk, question: Question, _key: str) -> Any:
    """What a change of the metric touches."""
    one = asked_metric(question)
    return state_empty(NOTHING) if one is None else impact(uses_of_metric(desk.pages, one.name))


def asked_metric(question: Question) -> Metric | None:
    """The metric that the address names, if any; NotFound for one that is not there."""
    name = page_parameters(question.page, question.search).get("metric", "")
    return metric(name) if name else None


def required_metric(question: Question) -> Metric:
    """The metric that the address names; NotFound where it names none."""
    found = asked_metric(question)
    if found is None:
        raise NotFound(NOTHING)
    return found


def _facts(one: Metric, fact: Fact) -> list[list[Any]]:
    facts = {
        "Metric": f"{one.title} ({one.name})",
        "Formula": one.words,
        "Reading": READINGS[one.better],
        "Unit": one.unit,
        "Adds up over": ", ".join(one.additive) or "nothing; it is worked out anew for each question",
        "Asked of": fact.name,
        "By": ", ".join(fact.dimensions),
        "Source": one.source,
        "Owner": one.owner,
    }
    return [[html.Dt(name), html.Dd(text)] for name, text in facts.items()]


def _text(one: Metric) -> str:
    return statement((one.name,), ()).text


def _plain(one: Metric) -> str:
    """The statement with the first of every choice of words."""
    asked = statement((one.name,), ())
    return replace_choices(asked.text, lambda name: asked.parameters[name].choices[0])


PANELS = {
    "metric.about": Served(about),
    "metric.certification": Served(certification, Permission.METRICS_CERTIFY, (certify_metric, withdraw_certification)),
    "metric.lineage": Served(lineage),
    "metric.impact": Served(uses),
}
