"""Follow-ups: every detractor of the last thirty days gets one after a build; people take it, set its day, and say how it ended."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RowMapping, insert, select, update

import queries
from dashapp.auth import audit, operating
from dashapp.auth.audit import Action
from dashapp.auth.permissions import Permission
from dashapp.auth.users import people_who
from dashapp.auth.viewer import OPERATOR, Viewer
from dashapp.db.engines import accounts_engine
from dashapp.db.follow_ups import FOLLOW_UPS, OUTCOMES
from dashapp.errors import Forbidden, NoData, NotFound, UserError, near
from dashapp.filters import Filters
from dashapp.periods import parse_day
from dashapp.settings import Settings
from queries.run import run

# Days in which a detractor is to hear from the shop. sql/accounts/follow_ups/counts.sql says so to people.
IN_TIME_DAYS = 3
DETRACTOR, NOBODY = "Detractor", "Not recorded"
_DAY = 86_400
_COLUMNS = FOLLOW_UPS.c
_COPIED = ("source", "survey_id", "customer_id", "order_id", "region", "score", "answered_date")


def open_new(settings: Settings) -> int:
    """Open a follow-up for every detractor of the last thirty days of the data who has none; how many. None where nothing is published."""
    operating.accounts(settings)
    try:
        answers = run(queries.open(settings), "satisfaction.responses", {}, OPERATOR, filters=Filters()).records()
    except NoData:
        return 0
    now = int(time.time())
    moments = {"opened_at": now, "in_time_until": now + IN_TIME_DAYS * _DAY, "due_at": now + IN_TIME_DAYS * _DAY}
    with accounts_engine(settings).begin() as connection:
        held = {tuple(row) for row in connection.execute(select(_COLUMNS.source, _COLUMNS.survey_id))}
        new = [
            {name: answer[name] for name in _COPIED} | moments
            for answer in answers
            if answer["answer"] == DETRACTOR and answer["customer_id"] != NOBODY and (answer["source"], answer["survey_id"]) not in held
        ]
        if new:
            connection.execute(insert(FOLLOW_UPS), new)
            audit.append(connection, OPERATOR, Action.FOLLOW_UPS_OPENED, "follow_ups", {"opened": len(new)})
    return len(new)


def people(settings: Settings) -> list[str]:
    """Whoever a follow-up can be given to."""
    return [one.name for one in people_who(accounts_engine(settings), Permission.FOLLOW_UPS_MANAGE)]


def assign(settings: Settings, viewer: Viewer, numbers: Iterable[int], name: str) -> int:
    """Give follow-ups to somebody, or to nobody with an empty name; how many."""
    known = people(settings)
    if name and name not in known:
        raise UserError(f"Follow-ups cannot be given to {name!r}.{near(name, known)}")
    return _each(settings, viewer, numbers, {"assignee": name or None})


def set_due(settings: Settings, viewer: Viewer, numbers: Iterable[int], day: str) -> int:
    """Say until the end of which day of the shop follow-ups are to be done; how many. What counts as in time stays."""
    if not day:
        raise UserError("No day is given. Choose until when they are to be followed up.")
    end = datetime.datetime.combine(parse_day(day, "due"), datetime.time(23, 59, 59), ZoneInfo(settings.shop_timezone))
    if end.timestamp() < time.time():
        raise UserError(f"The day is {day}, which is over. Choose today or a later one.")
    return _each(settings, viewer, numbers, {"due_at": int(end.timestamp())})


def close(settings: Settings, viewer: Viewer, numbers: Iterable[int], outcome: str) -> int:
    """Say how follow-ups ended; how many."""
    if outcome not in OUTCOMES:
        raise UserError(f"The outcome is {outcome!r}.{near(outcome, OUTCOMES)}")
    return _each(settings, viewer, numbers, {"outcome": outcome, "closed_at": int(time.time()), "closed_by": viewer.name})


def _each(settings: Settings, viewer: Viewer, numbers: Iterable[int], values: Mapping[str, Any]) -> int:
    """Change every follow-up of these, or none."""
    viewer.require(Permission.FOLLOW_UPS_MANAGE)
    asked = sorted(set(numbers))
    if not asked:
        raise UserError("No follow-up is chosen. Choose some in the list.")
    with accounts_engine(settings).begin() as connection:
        for number in asked:
            row = _row(connection, viewer, number)
            connection.execute(update(FOLLOW_UPS).where(_COLUMNS.follow_up_id == number).values(**values))
            changed = {name: {"before": row[name], "after": value} for name, value in values.items()}
            audit.append(connection, viewer, Action.FOLLOW_UP_CHANGED, f"follow_up:{number}", changed)
    return len(asked)


def _row(connection: Connection, viewer: Viewer, number: int) -> RowMapping:
    """The follow-up of that number within the viewer's reach, held until the transaction ends; UserError when it is done."""
    asked = select(FOLLOW_UPS).where(_COLUMNS.follow_up_id == number).with_for_update()
    found = connection.execute(asked).mappings().one_or_none()
    if found is None or not _reaches(viewer, found["region"]):
        raise NotFound(f"There is no follow-up {number} within your reach.")
    if found["outcome"] is not None:
        raise UserError(f"Follow-up {number} is done: {found['outcome']}. Leave it out; nothing was changed.")
    return found


def _reaches(viewer: Viewer, region: str) -> bool:
    limits = dict(viewer.scope.limits())
    regions = limits.pop("regions", None)
    if limits:
        raise Forbidden(f"Follow-ups cannot be limited to your {', '.join(limits)}, so they are not yours to change.")
    return regions is None or region in regions
