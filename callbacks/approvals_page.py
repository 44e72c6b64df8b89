"""Approvals: the changes and downloads that wait for a second person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html

from callbacks import change_words
from callbacks.deeds import Done, Fields, Served, number_of, text_of
from callbacks.work import start, under_way
from dashapp import formats
from dashapp.auth import changes, export_register
from dashapp.auth.changes import Change, Kind
from dashapp.auth.permissions import Permission
from dashapp.cards import state_empty
from dashapp.db.engines import accounts_engine
from dashapp.errors import UserError
from dashapp.forms import button, buttons, form, line, lines, text_field
from queries.cards import Question, card_title
from queries.desk import Desk

OWN = "It is your own: somebody else decides it."


def waiting_changes(desk: Desk, question: Question, key: str) -> Any:
    """The changes that wait, each with what it changes, its reason, and the two decisions."""
    waiting = changes.changes(accounts_engine(desk.settings), "waiting")
    if not waiting:
        return state_empty("No change waits for a second person.")
    others = [change for change in waiting if change.proposer != question.viewer.name]
    may = bool(others) and question.viewer.may(Permission.CHANGES_APPROVE)
    listed = [_change(change, question, key) for change in waiting]
    note = text_field("note", key, "Reason to refuse", note="Write it first, then refuse. Whoever proposed the change reads it.")
    several = sum(change.kind == Kind.METRIC_DEFINITION for change in others) > 1
    every = button("approve_definitions", key, "Approve every definition", "Every definition that others proposed is approved. Go on?")
    return html.Div([lines(*listed, none=""), form(note, buttons(every) if several else None) if may else None])


def _change(change: Change, question: Question, key: str) -> Any:
    own = change.proposer == question.viewer.name
    may = question.viewer.may(Permission.CHANGES_APPROVE) and not own
    words = f"Proposed by {change.proposer}: {change.reason.rstrip('.')}. {OWN if own else ''}"
    return line(
        change_words.title(change), words, *(_decisions(change, key) if may else ()), sides=change_words.sides(change, question.viewer)
    )


def _decisions(change: Change, key: str) -> tuple[Any, Any]:
    number, about = str(change.change_id), f"change {change.change_id}"
    sure = "" if change.kind == Kind.METRIC_DEFINITION else "It is carried out at once, and the figures are built anew. Approve it?"
    return (
        button("approve_change", key, "Approve", sure, item=number, about=about),
        button("refuse_change", key, "Refuse", item=number, about=about),
    )


def approve_change(desk: Desk, question: Question, fields: Fields) -> Done:
    """Approve one change and carry it out; where figures follow, a build begins."""
    number = number_of(fields)
    if under_way(desk):
        raise UserError("Something is under way. Approve when it is done, so that a build can follow.")
    said = desk.office.approve_change(desk.settings, number, question.viewer)
    if desk.office.needs_build(desk.settings, number):
        said = f"{said} {start(desk, question, 'build', {'change_id': number})}"
    return Done(said)


def refuse_change(desk: Desk, question: Question, fields: Fields) -> Done:
    """Refuse one change with the note of the form."""
    number = number_of(fields)
    changes.refuse(accounts_engine(desk.settings), question.viewer, number, text_of(fields, "note"))
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
    if not waiting:
        return state_empty("No download waits for a second person.")
    return lines(*(_export(desk, row, question, key) for row in waiting), none="")


def _export(desk: Desk, row: Mapping[str, Any], question: Question, key: str) -> Any:
    number, about, own = str(row["number"]), f"download {row['number']}", row["user_name"] == question.viewer.name
    deeds = (
        button("approve_export", key, "Approve", item=number, about=about),
        button("refuse_export", key, "Refuse", item=number, about=about),
    )
    may = question.viewer.may(Permission.EXPORTS_APPROVE) and not own
    holds = f"{formats.integer(row['rows'], question.viewer.locale)} rows as {row['format'].upper()}, {row['sensitivity']}"
    words = f"Asked for by {row['user_name']}: {row['reason'].rstrip('.') or 'no reason given'}. {OWN if own else ''}"
    filters = f"Filters: {row['search'].removeprefix('?')}" if row["search"] else "No filters"
    return line(f"{number} · {_subject(desk, row['subject'])}", words, *(deeds if may else ()), sides=(holds, filters))


def _subject(desk: Desk, subject: str) -> str:
    """The title of a page, or of a card with its page's; the subject itself for what is neither."""
    page = desk.pages.get(subject.partition("/")[0])
    card = dict(page.cards()).get(subject) if page else None
    return subject if page is None else page.title if card is None else f"{card_title(card)}, {page.title}"


def approve_export(desk: Desk, question: Question, fields: Fields) -> Done:
    """Agree to a download of somebody else."""
    number = number_of(fields)
    export_register.approve(accounts_engine(desk.settings), number, question.viewer)
    return Done(f"Download {number} is approved. Its requester finds it on their profile.")


def refuse_export(desk: Desk, question: Question, fields: Fields) -> Done:
    """Refuse a download of somebody else."""
    number = number_of(fields)
    export_register.refuse(accounts_engine(desk.settings), number, question.viewer)
    return Done(f"Download {number} is refused.")


PANELS = {
    "approvals.changes": Served(waiting_changes, Permission.CHANGES_APPROVE, (approve_change, refuse_change, approve_definitions)),
    "approvals.exports": Served(waiting_exports, Permission.EXPORTS_APPROVE, (approve_export, refuse_export)),
}
