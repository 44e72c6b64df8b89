"""Telling people that a measure of the desk's health passed its limit: one mail a person, once a measure and crossing."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

import queries
from dashapp.auth import operating
from dashapp.auth.permissions import Permission
from dashapp.auth.users import people_who
from dashapp.auth.viewer import OPERATOR
from dashapp.db.maintenance import HEALTH_CROSSINGS
from dashapp.mail import NotSent, send
from dashapp.settings import Settings
from queries.run import run

MEASURES = "health.measures"
# What never happened holds no limit either.
BEYOND = ("beyond", "never")
WITHIN = "within"
NO_MAIL = "Nobody: SMTP_URL is empty, so no mail can be sent."
NO_ADDRESS = "Nobody: no one who sees system health has an e-mail address."
_TABLE = HEALTH_CROSSINGS.c


def tell(settings: Settings) -> list[str]:
    """Hold every measure against its limit and mail what newly passed it; a sentence for each that nobody was told of before.

    What nobody could be told of is tried again the next time. Never raises for want of mail.
    """
    engine = operating.accounts(settings)
    found = {row["measure"]: row for row in run(queries.open(settings), MEASURES, {}, OPERATOR).records()}
    _end(engine, [name for name, row in found.items() if row["status"] == WITHIN])
    for name, row in found.items():
        if row["status"] in BEYOND and row["most"] is not None:
            _begin(engine, name, row)
    claimed = [row for name, row in found.items() if _claim(engine, name)]
    if not claimed:
        return []
    told = _mailed(settings, engine, claimed)
    _write(engine, claimed, told, reached=not told.startswith("Nobody"))
    return [f"Beyond its limit: {_words(row)} Told: {told.removesuffix('.')}." for row in claimed]


def _begin(engine: Engine, name: str, row: Mapping[str, Any]) -> None:
    """Open a crossing, unless one is open."""
    made = {"measure": name, "value": row["value"], "most": row["most"], "began_at": int(time.time()), "told": ""}
    try:
        with engine.begin() as connection:
            held = connection.scalar(select(_TABLE.crossing_id).where(_TABLE.measure == name, _TABLE.ended_at.is_(None)))
            if held is None:
                connection.execute(insert(HEALTH_CROSSINGS).values(**made))
    except IntegrityError:
        return  # Another process found it at the same moment.


def _end(engine: Engine, names: Sequence[str]) -> None:
    """Close the crossings of what is within its limit again."""
    over = update(HEALTH_CROSSINGS).where(_TABLE.measure.in_(names), _TABLE.ended_at.is_(None)).values(ended_at=int(time.time()))
    with engine.begin() as connection:
        connection.execute(over)


def _claim(engine: Engine, name: str) -> bool:
    """Whether this process is the one that tells of an open crossing."""
    mine = update(HEALTH_CROSSINGS).where(_TABLE.measure == name, _TABLE.ended_at.is_(None), _TABLE.told_at.is_(None))
    with engine.begin() as connection:
        return connection.execute(mine.values(told_at=int(time.time()))).rowcount == 1


def _mailed(settings: Settings, engine: Engine, rows: Sequence[Mapping[str, Any]]) -> str:
    """The names of whoever was told, or why nobody was."""
    if not settings.smtp_url:
        return NO_MAIL
    reached, told = [], NO_ADDRESS
    for person in people_who(engine, Permission.SYSTEM_VIEW):
        if not person.email or person.scope.limits():
            continue
        try:
            send(settings, person.email, _subject(rows), _text(settings, rows))
        except NotSent as error:
            told = f"Nobody: {error}"
        else:
            reached.append(person.name)
    return ", ".join(sorted(reached)) or told


def _write(engine: Engine, rows: Sequence[Mapping[str, Any]], told: str, *, reached: bool) -> None:
    names = [row["measure"] for row in rows]
    values = {"told": told} if reached else {"told": told, "told_at": None}
    with engine.begin() as connection:
        connection.execute(update(HEALTH_CROSSINGS).where(_TABLE.measure.in_(names), _TABLE.ended_at.is_(None)).values(**values))


def _words(row: Mapping[str, Any]) -> str:
    """The measure beside its limit: 'Age of the last backup, 5.0 days, 2 at most.'"""
    value = "never" if row["value"] is None else f"{row['value']:,.1f} {row['unit']}"
    return f"{row['title']}, {value}, {row['most']:g} at most."


def _subject(rows: Sequence[Mapping[str, Any]]) -> str:
    return f"Beyond its limit: {rows[0]['title']}" if len(rows) == 1 else f"{len(rows)} measures are beyond their limits"


def _text(settings: Settings, rows: Sequence[Mapping[str, Any]]) -> str:
    parts = "\n".join(_words(row) for row in rows)
    where = f"{settings.public_url.rstrip('/')}/health"
    return (
        f"The desk of {settings.shop_name or 'the shop'} passed these limits of its health:\n\n{parts}\n\n"
        f"You are told once, and again only after it was within the limit. See {where}.\n"
    )
