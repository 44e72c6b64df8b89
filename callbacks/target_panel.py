"""The target of one metric: what counts, how the last whole month stands beside it, every word of its history, and the form."""

from __future__ import annotations

import datetime
from typing import Any

from dash import html

from callbacks.deeds import Done, Fields, Served, text_of
from callbacks.metric_page import NOTHING, asked_metric, required_metric
from callbacks.work import moment
from dashapp import formats
from dashapp.auth.permissions import Permission
from dashapp.cards import state_empty
from dashapp.db.engines import accounts_engine
from dashapp.errors import Forbidden, NoData
from dashapp.forms import button, buttons, form, line, lines, text_field
from queries.cards import Question
from queries.desk import Desk
from queries.reach import require_metrics
from queries.registry import Metric
from queries.targets import (
    Outcome,
    Target,
    actual,
    adds_up,
    amount,
    counting,
    history,
    in_words,
    last_month,
    measured_in,
    outcome,
    set_target,
    withdraw_target,
)

NONE = "No target counts now."
LIMITED = "Your reach is limited and a target is one for everybody, so the two are not compared."
HOW = {
    "money": "in {currency}, such as 1250.50",
    "count": "a whole number",
    "ratio": "in per cent, 4.5 for 4.5 %",
    "decimal": "such as 3.5",
}


def target(desk: Desk, question: Question, key: str) -> Any:
    """What counts now, the last whole month beside its target, the form of those who may, and the history."""
    one = asked_metric(question)
    if one is None:
        return state_empty(NOTHING)
    require_metrics(desk.pages, question.viewer, (one.name,))
    unit, held = measured_in(desk.settings, one), history(accounts_engine(desk.settings), one.name)
    now, locale = counting(held, desk.today(), unit), question.viewer.locale
    said = html.P(NONE, className="tr-muted")
    if now is not None:
        said = line(f"Target: {in_words(now, locale)}", f"From {formats.month(now.month, locale)} on.")
    kept = [_line(desk, each, unit, locale) for each in held]
    heading = html.H3("History", className="tr-drawer-heading")
    past = [html.Section([heading, lines(*kept, none="")], className="tr-drawer-section")] if kept else []
    asked = _form(desk, question, one, key, unit, any_set=bool(held))
    standing = html.Section([said, _last_month(desk, question, one, held, unit), *asked], className="tr-drawer-section")
    return html.Div([standing, *past])


def set_metric_target(desk: Desk, question: Question, fields: Fields) -> Done:
    """Let a target count from a month on."""
    one = required_metric(question)
    given = {name: text_of(fields, name) for name in ("value", "month", "note")}
    made = set_target(desk.settings, desk.pages, question.viewer, one.name, given)
    locale = question.viewer.locale
    return Done(f"The target of {one.title} is {in_words(made, locale)} from {formats.month(made.month, locale)} on{_until(made, locale)}.")


def withdraw_metric_target(desk: Desk, question: Question, fields: Fields) -> Done:
    """Let no target count from a month on."""
    one = required_metric(question)
    month, note = text_of(fields, "month"), text_of(fields, "note")
    made = withdraw_target(desk.settings, desk.pages, question.viewer, one.name, month, note)
    locale = question.viewer.locale
    return Done(f"{one.title} has no target from {formats.month(made.month, locale)} on{_until(made, locale)}.")


def _last_month(desk: Desk, question: Question, one: Metric, held: list[Target], unit: str) -> Any:
    """The actual of the last whole month, and whether it reached the target that counted in that month."""
    locale = question.viewer.locale
    try:
        month = last_month(desk.warehouse)
        value = actual(desk.warehouse, desk.pages, question.viewer, one.name, month) if month is not None else None
    except (Forbidden, NoData) as error:
        return html.P(str(error), className="tr-muted")
    if month is None:
        return html.P("The data covers no month whole.", className="tr-muted")
    name, aimed = formats.month(month, locale), counting(held, month, unit)
    if formats.missing(value) or value is None:
        return html.P(f"Nothing is recorded for {name}.", className="tr-muted")
    if aimed is None or aimed.value is None:
        words = "No target counted in that month."
    elif question.viewer.scope.limits():
        words = LIMITED
    else:
        words = f"{_judged(one, outcome(one, value, aimed.value), unit, locale)} The target of that month is {in_words(aimed, locale)}."
    return line(f"{name}, the last whole month: {amount(value, unit, locale)}", words)


def _judged(one: Metric, found: Outcome, unit: str, locale: str) -> str:
    """Reached or missed, and by how much, in words. Of ratios the difference is in percentage points."""
    points = formats.decimal(abs(100 * found.gap), locale)
    gap = f"{points} percentage points" if one.unit == "ratio" else amount(abs(found.gap), unit, locale)
    if not found.gap:
        return "Exactly at the target." if found.is_reached is None else "Reached exactly."
    side = "above" if found.gap > 0 else "below"
    if found.is_reached is None:
        return f"{gap} {side} the target; of this metric neither more nor less is better."
    return f"Reached, {gap} {side} it." if found.is_reached else f"Missed by {gap}."


def _line(desk: Desk, one: Target, unit: str, locale: str) -> Any:
    """One word of the history: what counted, from when until when, who said it."""
    what = in_words(one, locale) if one.value is not None else "No target"
    said = [f"Set by {one.setter}, {moment(desk.settings, one.set_at)}.", one.note]
    if one.is_replaced:
        said.append("Another was set for the same month later.")
    elif one.measured_in != unit:
        said.append("It counts no more: the metric is measured otherwise by now.")
    return line(f"From {formats.month(one.month, locale)}{_until(one, locale)}: {what}", " ".join(part for part in said if part))


def _until(one: Target, locale: str) -> str:
    """The last month in which it counts, where another follows."""
    if one.until is None:
        return ""
    return f" to {formats.month(one.until - datetime.timedelta(days=1), locale)}"


def _form(desk: Desk, question: Question, one: Metric, key: str, unit: str, *, any_set: bool) -> list[Any]:
    """The form, for who may set a target: it says what the number means."""
    if not question.viewer.may(Permission.METRICS_CERTIFY) or question.viewer.scope.limits():
        return []
    how = HOW[one.unit].format(currency=unit or "the reporting currency")
    meaning = f"The amount for each calendar month, {how}." if adds_up(one) else f"The value itself, for each calendar month anew, {how}."
    sure = "From that month on no target counts, until that of a later month. Go on?"
    end = button("withdraw_metric_target", key, "Withdraw from that month", sure) if any_set else None
    return [
        form(
            text_field("value", key, "Target", note=meaning, inputMode="decimal"),
            text_field("month", key, "From month", f"{desk.today():%Y-%m}", "YYYY-MM. It counts until the month of a later one."),
            text_field("note", key, "Note", note="Optional; it stands in the history."),
            buttons(button("set_metric_target", key, "Set target", tone="primary"), end),
        )
    ]


PANELS = {"metric.target": Served(target, Permission.METRICS_CERTIFY, (set_metric_target, withdraw_metric_target))}
