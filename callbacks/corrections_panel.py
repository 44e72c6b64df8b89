"""Corrections: what one would change, row by row, its proposal to a second person, and taking one back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html

from callbacks.deeds import Done, Fields, Served, number_of, text_of
from callbacks.work import start, told, under_way
from dashapp import formats
from dashapp.auth.permissions import Permission
from dashapp.errors import UserError
from dashapp.forms import button, buttons, choice, form, line, lines, text_field
from dashapp.table_view import table_of
from queries.cards import Question
from queries.desk import Desk

MOST_ROWS = 50
_SURE = "What arrived stands there again, and the figures are built anew. Take it back?"


def corrections(desk: Desk, question: Question, key: str) -> Any:
    """The declared corrections to choose from, and those that stand."""
    quality, may = desk.office.quality, question.viewer.may(Permission.QUALITY_MANAGE)
    known = [(name, one.title) for name, one in quality.corrections().items()]
    asked = form(
        choice("correction", key, "Correction", known, known[0][0]),
        buttons(button("look_at_correction", key, "Show what it would change", tone="primary", sign="search")),
        text_field("reason", key, "Reason", note="For whoever approves it on Approvals & locks") if may else None,
        buttons(button("propose_correction", key, "Propose it")) if may else None,
    )
    held = [_standing(row, key, question.viewer.locale, may=may) for row in quality.corrected(desk.settings)]
    return html.Div([asked, lines(*held, none="No correction stands: everything is as it arrived."), told(desk, "build")])


def _standing(row: Mapping[str, Any], key: str, locale: str, *, may: bool) -> html.Div:
    number = str(row["change_id"])
    words = f"{_cells(row['cells'], locale)} since {formats.day(row['made_at'][:10], locale)}. What arrived is kept."
    deed = button("take_correction_back", key, "Take back", _SURE, item=number, about=f"change {number}") if may else None
    return line(f"Change {number} · {row['table_name']}.{row['column_name']}", words, deed)


def look_at_correction(desk: Desk, question: Question, fields: Fields) -> Done:
    """What a correction would change, before and after; changes nothing."""
    found = desk.office.quality.dry_run(desk.settings, question.viewer, text_of(fields, "correction"), MOST_ROWS)
    if found.empty:
        return Done("It would change nothing.")
    first = f" The first {MOST_ROWS} are shown." if found.source.truncated else ""
    said = f"{_cells(found.source.total_rows, question.viewer.locale)} would change.{first}"
    return Done(said, answer=table_of(found, question.viewer.locale), is_look=True)


def propose_correction(desk: Desk, question: Question, fields: Fields) -> Done:
    """Put the correction of the form up for decision."""
    name, reason = text_of(fields, "correction"), text_of(fields, "reason")
    change = desk.office.quality.propose_correction(desk.settings, question.viewer, name, reason)
    return Done(f"Change {change.change_id} waits for a second person.")


def take_correction_back(desk: Desk, question: Question, fields: Fields) -> Done:
    """Let what arrived stand again; a build begins."""
    number = number_of(fields)
    if under_way(desk):
        raise UserError("Something is under way. Take it back when that is done, so that a build can follow.")
    done = desk.office.quality.take_back(desk.settings, question.viewer, number)
    said = start(desk, question, "build", {"change_id": number})
    return Done(f"Put back as it arrived: {_cells(done, question.viewer.locale)}. {said}")


def _cells(count: int, locale: str) -> str:
    return f"{formats.integer(count, locale)} cell{'' if count == 1 else 's'}"


PANELS = {
    "quality.corrections": Served(corrections, Permission.QUALITY_VIEW, (look_at_correction, propose_correction, take_correction_back))
}
