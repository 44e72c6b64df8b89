"""The audit trail as a table: searched by person, action, words of the subject and days, newest first, a page at a time."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Engine, Row, func, select

from dashapp.auth.audit import Action
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.errors import UserError, near
from dashapp.settings import Settings
from dashapp.table import Column, Source, Table

PAGE_ROWS = 100
MOST_ROWS = 10_000
COLUMNS = (
    Column("sequence", "Number", "integer", note="Position in the chain."),
    Column("at", "Time", "timestamp", note="In the shop's time zone."),
    Column("actor", "Who", "text"),
    Column("action", "What", "text"),
    Column("subject", "Of what", "text"),
    Column("detail", "Detail", "text", note="Numbers and names only; permission and definition changes with before and after."),
    Column("hash", "Hash", "text", note="Over the event and the hash of the one before."),
)


@dataclass(frozen=True)
class Search:
    """What to look for; nothing given means everything. Days are inclusive, words must all stand in the subject."""

    actor: str = ""
    action: str = ""
    words: str = ""
    first: datetime.date | None = None
    last: datetime.date | None = None


def search(engine: Engine, settings: Settings, viewer: Viewer, wanted: Search, page: int = 1, rows: int = PAGE_ROWS) -> Table:
    """One page of the events that match, the newest first; `source.total_rows` counts all of them."""
    viewer.require(Permission.AUDIT_VIEW)
    if page < 1 or not 0 < rows <= MOST_ROWS:
        raise UserError(f"The page is {page} of {rows} rows. Pages count from 1 and hold 1 to {MOST_ROWS:,} rows.")
    zone = ZoneInfo(settings.shop_timezone)
    asked = select(AUDIT_EVENTS).where(*_conditions(wanted, zone))
    with engine.connect() as connection:
        total = connection.scalar(select(func.count()).select_from(asked.subquery())) or 0
        newest = asked.order_by(AUDIT_EVENTS.c.sequence.desc()).limit(rows).offset((page - 1) * rows)
        found = [_shown(row, zone) for row in connection.execute(newest)]
    return _table(found, wanted, total)


def _conditions(wanted: Search, zone: ZoneInfo) -> list[ColumnElement[bool]]:
    events, given = AUDIT_EVENTS.c, []
    if wanted.actor:
        given.append(func.lower(events.actor) == wanted.actor.strip().lower())
    if wanted.action:
        given.append(events.action == _action(wanted.action))
    given += [func.lower(events.subject).contains(word.lower(), autoescape=True) for word in wanted.words.split()]
    if wanted.first:
        given.append(events.at >= _start(wanted.first, zone))
    if wanted.last:
        given.append(events.at < _start(wanted.last + datetime.timedelta(days=1), zone))
    return given


def _action(name: str) -> str:
    known = [action.value for action in Action]
    if name not in known:
        raise UserError(f"There is no action {name!r}.{near(name, known)}")
    return name


def _start(day: datetime.date, zone: ZoneInfo) -> int:
    return int(datetime.datetime.combine(day, datetime.time(), zone).timestamp())


def _shown(row: Row, zone: ZoneInfo) -> dict[str, object]:
    moment = datetime.datetime.fromtimestamp(row.at, zone).strftime("%Y-%m-%d %H:%M:%S")
    return {**{column.name: getattr(row, column.name) for column in COLUMNS}, "at": moment}


def _table(found: list[dict[str, object]], wanted: Search, total: int) -> Table:
    # Imported here because pandas takes longer than most commands that never list the trail.
    import pandas

    values = {name: str(value) for name, value in vars(wanted).items() if value}
    frame = pandas.DataFrame(found, columns=[column.name for column in COLUMNS])
    source = Source("audit", "", values, 0, "", "", 0.0, ("audit_events",), total, total > len(found), "accounts", "The audit trail.")
    return Table(COLUMNS, frame, source)
