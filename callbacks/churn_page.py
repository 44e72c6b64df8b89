"""Churn: the form that counts and starts a win-back action, and the actions that run."""

from __future__ import annotations

from typing import Any

from dash import html

from callbacks.deeds import Done, Fields, Served, number_of, text_of
from dashapp import formats
from dashapp.auth.permissions import Permission
from dashapp.errors import UserError
from dashapp.forms import button, buttons, choice, counted, form, line, lines, text_field
from queries.cards import Question
from queries.desk import Desk
from queries.office import WinBackPlan, WinBackSize
from queries.run import run

BANDS = {"High": "High", "Medium": "Medium", "High, Medium": "High and medium"}
ANY = "Any"
MOST_DIGITS = 3
FIRST_DAYS, FIRST_SHARE = "30", "20"


def winback(desk: Desk, question: Question, key: str) -> Any:
    """The form of an action, for whoever may start one, and the actions that run."""
    may = question.viewer.may(Permission.WINBACK_MANAGE)
    running = [one for one in run(desk.warehouse, "winback.actions", {}, question.viewer).records() if one["state"] == "running"]
    listed = [line(str(one["title"]), _words(one), _stop(one, key) if may else None) for one in running]
    shown = lines(*listed, none="No win-back action runs.")
    return html.Div([_form(desk, question, key), shown]) if may else shown


def _form(desk: Desk, question: Question, key: str) -> html.Div:
    names = desk.office.winback.people(desk.settings)
    mine = question.viewer.name if question.viewer.name in names else names[0] if names else ""
    return form(
        text_field("title", key, "Title", maxLength=120),
        text_field("offer", key, "Offer", note="What they are sent, such as 10 % off until the end of the month", maxLength=500),
        choice("owner", key, "Answers for it", [(name, name) for name in names], mine),
        choice("bands", key, "Loss at stake", list(BANDS.items()), "High"),
        choice("reason", key, "Main reason", [(ANY, ANY), *((name, name) for name in _reasons(desk, question))], ANY),
        text_field("days", key, "Planned days", FIRST_DAYS, "What they order on these days is the answer", inputMode="numeric"),
        text_field(
            "share", key, "Held out, in per cent", FIRST_SHARE, "Of the list; without a hold-out no lift is told", inputMode="numeric"
        ),
        buttons(
            button("count_winback", key, "Count"),
            button("start_winback", key, "Start", confirm="Start this action? Who is held out is drawn now and kept.", tone="primary"),
        ),
    )


def _reasons(desk: Desk, question: Question) -> list[str]:
    return [str(row["reason"]) for row in run(desk.warehouse, "churn.reasons", {}, question.viewer).records()]


def count_winback(desk: Desk, question: Question, fields: Fields) -> Done:
    """Say how large the list would be, and which lift it could show."""
    found = desk.office.winback.size(desk.settings, question.viewer, _plan(fields))
    return Done(_sentence(found), answer=_size(found, question.viewer.locale), is_look=True)


def start_winback(desk: Desk, question: Question, fields: Fields) -> Done:
    """Start the action of the form."""
    number, found = desk.office.winback.start(desk.settings, question.viewer, _plan(fields))
    return Done(f"Action {number} runs: {found.contacted:,} customers to write to, {found.held_out:,} held out.")


def stop_winback(desk: Desk, question: Question, fields: Fields) -> Done:
    """Stop an action; it tells no lift then."""
    return Done(f"Stopped {desk.office.winback.stop(desk.settings, question.viewer, number_of(fields))}. It tells no lift.")


def _plan(fields: Fields) -> WinBackPlan:
    bands, reason = text_of(fields, "bands"), text_of(fields, "reason")
    if bands not in BANDS:
        raise UserError(f"Choose the loss at stake: {', '.join(BANDS.values())}.")
    return WinBackPlan(
        title=text_of(fields, "title"),
        offer=text_of(fields, "offer"),
        owner=text_of(fields, "owner"),
        bands=tuple(bands.split(", ")),
        reason="" if reason == ANY else reason,
        planned_days=_whole(fields, "days", "planned days"),
        holdout_share=_whole(fields, "share", "held-out per cent") / 100,
    )


def _whole(fields: Fields, name: str, words: str) -> int:
    given = text_of(fields, name)
    if not (given.isascii() and given.isdecimal() and len(given) <= MOST_DIGITS):
        raise UserError(f"The {words} are {given[:MOST_DIGITS]!r}. Write a whole number.")
    return int(given)


def _sentence(found: WinBackSize) -> str:
    if found.detectable is None:
        return "Without a hold-out nobody will know what the action caused: it can report no lift."
    return "What this list is, and what it can show. Nothing is started."


def _size(found: WinBackSize, locale: str) -> html.Div:
    shares = [("Expected to order anyway, in 90 days", found.expected_rate), ("Least lift that it can show", found.detectable)]
    counts = [
        ("Customers chosen", found.chosen),
        ("Left out: no consent to e-mail", found.without_consent),
        ("Left out: on another running list", found.elsewhere),
        ("To write to", found.contacted),
        ("Held out", found.held_out),
    ]
    numbers = [counted(title, f"{count:,}") for title, count in counts]
    numbers += [counted(title, "none" if value is None else formats.ratio(value, locale)) for title, value in shares]
    return html.Div(numbers, className="tr-lines")


def _words(action: dict[str, Any]) -> str:
    held = f"{action['held_out']:,} held out" if action["held_out"] else "no hold-out, so no lift"
    return f"{action['offer']} · {action['owner']} · {action['contacted']:,} to write to, {held} · until {action['last_date']}"


def _stop(action: dict[str, Any], key: str) -> html.Button:
    asked = "Stop this action? It can tell no lift then."
    return button("stop_winback", key, "Stop", confirm=asked, item=str(action["action_id"]), about=str(action["title"]))


PANELS = {"winback.actions": Served(winback, Permission.WINBACK_MANAGE, (count_winback, start_winback, stop_winback))}
