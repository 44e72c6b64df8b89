"""Locked months: which they are, the form that locks one, and the one that proposes to open one again."""

from __future__ import annotations

import datetime
from typing import Any

from dash import html

from callbacks.deeds import Done, Fields, Served, text_of
from callbacks.work import start, told, under_way
from dashapp import formats
from dashapp.auth.permissions import Permission
from dashapp.errors import NoData
from dashapp.forms import button, buttons, choice, form, line, lines, long_text
from dashapp.periods import months
from queries.cards import Question
from queries.desk import Desk
from queries.office import require_whole_reach

NEVER_LOCKED = "Nothing is locked: every figure still changes when late orders, returns or costs arrive."
HOW_TO_LOCK = "Lock a month once its books are closed: it then stays as published, and what comes late counts on the first open day."
WHO_LOCKS = "Finance locks a month here once its books are closed."


def period_locks(desk: Desk, question: Question, key: str) -> Any:
    """Through which day everything is locked, every lock there was, and for who may: lock, propose to open."""
    held = desk.office.locks(desk.settings)
    through = max((one.through for one in held if one.lifted_at is None), default=None)
    locale, may = question.viewer.locale, question.viewer.may(Permission.PERIODS_LOCK)
    said = f"Everything through {formats.day(through, locale)} is locked." if through else NEVER_LOCKED
    how = None if through else html.P(HOW_TO_LOCK if may else WHO_LOCKS, className="tr-muted")
    asked = _lock_forms(desk, through, key, locale) if may and not under_way(desk) else []
    listed = lines(*(_lock(one, locale) for one in held), none="") if held else None
    return html.Div([html.P(html.Strong(said)), how, told(desk, "lock") or told(desk, "build"), *asked, listed])


def _lock(one: Any, locale: str) -> Any:
    words = f"Version {one.version}, {formats.day(one.locked_at[:10], locale)} by {one.locked_by}."
    lifted = [f"Opened again {formats.day(one.lifted_at[:10], locale)} by {one.lifted_by}: {one.reason}"] if one.lifted_at else []
    return line(f"Locked through {formats.day(one.through, locale)}", words, sides=lifted)


def _lock_forms(desk: Desk, through: datetime.date | None, key: str, locale: str) -> list[Any]:
    """One form to lock an open month, one to propose that a locked one is opened; each where there is such a month."""
    first, last = _recorded(desk)
    after = through + datetime.timedelta(days=1) if through else first
    lockable, openable = _choices(after, last, locale), _choices(first, through, locale)[::-1]
    sure = "It is locked with everything before it; what comes late counts on the first open day from then on. Lock it?"
    lock = (
        form(
            choice("month", key, "Month to lock", lockable, lockable[0][0], "Locks everything before it too."),
            buttons(button("lock_month", key, "Lock the month", sure, tone="primary")),
        )
        if lockable
        else None
    )
    propose = (
        form(
            choice("open_from", key, "Open from", openable, openable[0][0], "Opens everything after it too."),
            long_text("reason", key, "Reason to open", note="Whoever approves it reads this."),
            buttons(button("propose_unlock", key, "Propose to open")),
        )
        if openable
        else None
    )
    return [part for part in (lock, propose) if part is not None]


def _recorded(desk: Desk) -> tuple[datetime.date | None, datetime.date | None]:
    """The first and the last day of the published data."""
    try:
        version = desk.warehouse.version()
    except NoData:
        return None, None
    return version.first_date, version.as_of


def _choices(first: datetime.date | None, last: datetime.date | None, locale: str) -> list[tuple[str, str]]:
    found = months(first, last) if first and last else []
    return [(f"{month:%Y-%m}", formats.month(month, locale)) for month in found]


def lock_month(desk: Desk, question: Question, fields: Fields) -> Done:
    """Begin to lock everything through a month."""
    month = text_of(fields, "month")
    desk.office.check_lock(desk.settings, month)
    return Done(start(desk, question, "lock", {"month": month}))


def propose_unlock(desk: Desk, question: Question, fields: Fields) -> Done:
    """Put the opening of a month up for decision."""
    require_whole_reach(question.viewer)
    made = desk.office.propose_unlock(desk.settings, text_of(fields, "open_from"), text_of(fields, "reason"), question.viewer)
    return Done(f"Change {made.change_id} waits for a second person.")


PANELS = {"approvals.locks": Served(period_locks, Permission.PERIODS_LOCK, (lock_month, propose_unlock))}
