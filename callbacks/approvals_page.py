"""Approvals & locks: what waits for a second person, which months are locked, which definitions were approved."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas
from dash import html

from callbacks.done import Done
from callbacks.work import start, told, under_way
from dashapp.auth import changes, export_register
from dashapp.auth.changes import Change, Kind
from dashapp.auth.changes import told as fit_to_tell
from dashapp.auth.permissions import Permission
from dashapp.db.engines import accounts_engine
from dashapp.errors import UserError
from dashapp.forms import button, buttons, choice, form, line, lines, long_text, text_field
from dashapp.table import Column, Source, Table
from dashapp.table_view import table_of
from queries.cards import Question
from queries.definitions import list_definitions, propose_definition
from queries.desk import Desk
from queries.office import require_whole_reach

Fields = Mapping[str, Any]
KINDS = {"period_unlock": "Open from a month on", "cost_table": "Table of costs", "metric_definition": "Definition of a metric"}
EVERY = "every"
LONGEST_SHOWN = 240


def waiting_changes(desk: Desk, question: Question, key: str) -> Any:
    """The changes that wait, each with both sides, its reason, and the two decisions."""
    waiting = changes.changes(accounts_engine(desk.settings), "waiting")
    may = question.viewer.may(Permission.CHANGES_APPROVE)
    listed = [_change(change, key, may and change.proposer != question.viewer.name) for change in waiting]
    note = text_field("note", key, "Why not", note="Needed to refuse.") if may and waiting else None
    several = sum(change.kind == Kind.METRIC_DEFINITION for change in waiting) > 1
    every = button("approve_definitions", key, "Approve every definition", "Every definition that others proposed is approved. Go on?")
    return html.Div([lines(*listed, none="No change waits."), form(note, buttons(every if several and may else None))])


def _change(change: Change, key: str, may: bool) -> Any:
    about = f"change {change.change_id}"
    deeds = (
        (button("approve_change", key, "Approve", item=str(change.change_id), about=about),
         button("refuse_change", key, "Refuse", item=str(change.change_id), about=about))
        if may
        else ()
    )  # fmt: skip
    sides = "" if change.kind == Kind.METRIC_DEFINITION else f" From {_side(change.before)} to {_side(change.after)}."
    words = f"Proposed by {change.proposer}: {change.reason.rstrip('.')}.{sides}"
    return line(f"{change.change_id} · {KINDS.get(change.kind, change.kind)}: {change.subject}", words, *deeds)


def _side(side: Mapping[str, Any]) -> str:
    words = json.dumps(fit_to_tell(side), ensure_ascii=False)
    return words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]}…"


def approve_change(desk: Desk, question: Question, fields: Fields) -> Done:
    """Approve one change and carry it out; where figures follow, a build begins."""
    number = _number(fields)
    if under_way(desk):
        raise UserError("Something is under way. Approve when it is done, so that a build can follow.")
    said = desk.office.approve_change(desk.settings, number, question.viewer)
    if desk.office.needs_build(desk.settings, number):
        said = f"{said} {start(desk, question, 'build', {'change_id': number})}"
    return Done(said)


def refuse_change(desk: Desk, question: Question, fields: Fields) -> Done:
    """Refuse one change with the note of the form."""
    number = _number(fields)
    changes.refuse(accounts_engine(desk.settings), question.viewer, number, str(fields.get("note") or ""))
    return Done(f"Change {number} is refused.")


def approve_definitions(desk: Desk, question: Question, _fields: Fields) -> Done:
    """Approve every waiting definition that somebody else proposed."""
    waiting = changes.changes(accounts_engine(desk.settings), "waiting")
    numbers = [one.change_id for one in waiting if one.kind == Kind.METRIC_DEFINITION and one.proposer != question.viewer.name]
    if not numbers:
        raise UserError("No definition waits that somebody else proposed.")
    for number in numbers:
        desk.office.approve_change(desk.settings, number, question.viewer)
    return Done(f"{len(numbers)} definitions are approved.")


def waiting_exports(desk: Desk, question: Question, key: str) -> Any:
    """The downloads that wait, each with what it holds and why it is asked for."""
    waiting = export_register.listed(accounts_engine(desk.settings), question.viewer, "waiting").records()
    may = question.viewer.may(Permission.EXPORTS_APPROVE)
    return lines(*(_export(row, key, may and row["user_name"] != question.viewer.name) for row in waiting), none="No download waits.")


def _export(row: Mapping[str, Any], key: str, may: bool) -> Any:
    number, about = str(row["number"]), f"download {row['number']}"
    deeds = (
        button("approve_export", key, "Approve", item=number, about=about),
        button("refuse_export", key, "Refuse", item=number, about=about),
    )
    words = f"{row['rows']:,} rows ({row['sensitivity']}) as {row['format'].upper()} of {row['subject']}{row['search']}. {row['reason']}"
    return line(f"{number} · {row['user_name']}", words, *(deeds if may else ()))


def approve_export(desk: Desk, question: Question, fields: Fields) -> Done:
    """Agree to a download of somebody else."""
    number = _number(fields)
    export_register.approve(accounts_engine(desk.settings), number, question.viewer)
    return Done(f"Download {number} is approved. Its requester finds it on their profile.")


def refuse_export(desk: Desk, question: Question, fields: Fields) -> Done:
    """Refuse a download of somebody else."""
    number = _number(fields)
    export_register.refuse(accounts_engine(desk.settings), number, question.viewer)
    return Done(f"Download {number} is refused.")


def period_locks(desk: Desk, question: Question, key: str) -> Any:
    """Through which day everything is locked, every lock there was, and for who may: lock, propose to open."""
    held = desk.office.locks(desk.settings)
    standing = [one.through for one in held if one.lifted_at is None]
    said = f"Everything through {max(standing):%-d %b %Y} is locked." if standing else "Nothing is locked."
    listed = [_lock(one) for one in held]
    asked = _lock_form(key) if question.viewer.may(Permission.PERIODS_LOCK) and not under_way(desk) else None
    return html.Div([html.P(html.Strong(said)), told(desk), lines(*listed, none="No month was ever locked."), asked])


def _lock(one: Any) -> Any:
    lifted = f" Opened again {one.lifted_at[:16]} UTC by {one.lifted_by}: {one.reason}" if one.lifted_at else ""
    return line(f"Through {one.through}", f"Version {one.version}, {one.locked_at[:16]} UTC by {one.locked_by}.{lifted}")


def _lock_form(key: str) -> Any:
    return form(
        text_field("month", key, "Month", note="As YYYY-MM. Locking it locks everything before it too.", maxLength=7),
        text_field("reason", key, "Reason to open", note="Needed to open; whoever approves it reads this."),
        buttons(
            button(
                "lock_month", key, "Lock the month", "What comes late counts on the first open day from then on. Lock it?", tone="primary"
            ),
            button("propose_unlock", key, "Propose to open it"),
        ),
    )


def lock_month(desk: Desk, question: Question, fields: Fields) -> Done:
    """Begin to lock everything through a month."""
    month = _text(fields, "month")
    desk.office.check_lock(desk.settings, month)
    return Done(start(desk, question, "lock", {"month": month}))


def propose_unlock(desk: Desk, question: Question, fields: Fields) -> Done:
    """Put the opening of a month up for decision."""
    require_whole_reach(question.viewer)
    made = desk.office.propose_unlock(desk.settings, _text(fields, "month"), _text(fields, "reason"), question.viewer)
    return Done(f"Change {made.change_id} waits for a second person.")


def definitions(desk: Desk, question: Question, key: str) -> Any:
    """How many definitions are approved as they are, those that are not, and the form that proposes them."""
    found = list_definitions(accounts_engine(desk.settings))
    counts = Counter(one.state for one in found)
    approved, changed = counts["approved"], counts["changed since approval"]
    said = f"{approved:,} of {len(found):,} definitions are approved as they are, {changed:,} changed since."
    open_ = [one for one in found if one.state != "approved"]
    options = [(EVERY, f"All {len(open_):,} that are not approved"), *((one.metric, one.title) for one in open_)]
    asked = form(
        choice("metric", key, "Definition", options, EVERY),
        long_text("reason", key, "Reason", note="Whoever approves it reads this."),
        buttons(button("propose_definitions", key, "Propose for approval", tone="primary")),
    )
    return html.Div(
        [html.P(said), asked if open_ else None, html.Div(table_of(_table(found), question.viewer.locale), className="tr-lines")]
    )


def _table(found: list[Any]) -> Table:
    columns = (
        Column("metric", "Metric", "text"),
        Column("title", "Title", "text"),
        Column("state", "State", "text"),
        Column("by", "Approved by", "text"),
    )
    rows = [
        (one.metric, one.title, one.state, one.approved_by or "")
        for one in sorted(found, key=lambda one: (one.state == "approved", one.metric))
    ]
    frame = pandas.DataFrame(rows, columns=[column.name for column in columns], dtype=object)
    return Table(columns, frame, Source("approvals.definitions", "", {}, 0, "", "", 0, (), len(frame), truncated=False, engine="code"))


def propose_definitions(desk: Desk, question: Question, fields: Fields) -> Done:
    """Propose one definition, or every one that is not approved and does not wait yet."""
    engine, name, reason = accounts_engine(desk.settings), _text(fields, "metric"), _text(fields, "reason")
    if name != EVERY:
        return Done(f"Change {propose_definition(engine, question.viewer, name, reason).change_id} waits for a second person.")
    waiting = {one.subject for one in changes.changes(engine, "waiting") if one.kind == Kind.METRIC_DEFINITION}
    names = [one.metric for one in list_definitions(engine) if one.state != "approved" and one.metric not in waiting]
    for each in names:
        propose_definition(engine, question.viewer, each, reason)
    return Done(f"{len(names)} changes wait for a second person.")


def _number(fields: Fields) -> int:
    item = _text(fields, "item")
    if not item.isdecimal() or len(item) > len(str(2**31)):
        raise UserError("Nothing is named that could be decided. Use the button beside it.")
    return int(item)


def _text(fields: Fields, name: str) -> str:
    return str(fields.get(name) or "").strip()


PANELS = {
    "approvals.changes": waiting_changes,
    "approvals.exports": waiting_exports,
    "approvals.locks": period_locks,
    "approvals.definitions": definitions,
}
_P = Permission
ACTIONS = {
    "approve_change": ("approvals.changes", _P.CHANGES_APPROVE, approve_change),
    "refuse_change": ("approvals.changes", _P.CHANGES_APPROVE, refuse_change),
    "approve_definitions": ("approvals.changes", _P.CHANGES_APPROVE, approve_definitions),
    "approve_export": ("approvals.exports", _P.EXPORTS_APPROVE, approve_export),
    "refuse_export": ("approvals.exports", _P.EXPORTS_APPROVE, refuse_export),
    "lock_month": ("approvals.locks", _P.PERIODS_LOCK, lock_month),
    "propose_unlock": ("approvals.locks", _P.PERIODS_LOCK, propose_unlock),
    "propose_definitions": ("approvals.definitions", _P.SQL_VIEW, propose_definitions),
}
