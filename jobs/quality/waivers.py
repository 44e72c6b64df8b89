"""Waivers: a failure that is known and accepted until a day. It opens no incident so long; in the score it is a failure as before."""

from __future__ import annotations

import datetime
import time
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select, update

from dashapp.auth import audit
from dashapp.auth.audit import Action
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.db.engines import accounts_engine
from dashapp.db.incidents import QUALITY_WAIVERS
from dashapp.db.quality import QUALITY_RESULTS
from dashapp.errors import NotFound, UserError
from dashapp.settings import Settings
from queries.office import require_whole_reach

LONGEST_DAYS = 366
_WAIVERS = QUALITY_WAIVERS.c


def waived(connection: Connection) -> frozenset[str]:
    """The checks whose failure is waived at this moment."""
    return frozenset(connection.scalars(select(_WAIVERS.check_name).where(_WAIVERS.ends_at > int(time.time()))))


def waive(settings: Settings, viewer: Viewer, check_name: str, reason: str, until: str) -> datetime.date:
    """Waive what a check finds, until a day begins in the shop's time zone; in the place of a waiver that holds. The day.

    until: YYYY-MM-DD, from tomorrow on and within a year.
    """
    _require(viewer)
    if not reason.strip():
        raise UserError("A waiver needs a reason that others can judge when it ends.")
    day = _day(settings, until)
    begins = int(datetime.datetime.combine(day, datetime.time(), ZoneInfo(settings.shop_timezone)).timestamp())
    with accounts_engine(settings).begin() as connection:
        if connection.scalar(select(QUALITY_RESULTS.c.result_id).where(QUALITY_RESULTS.c.check_name == check_name).limit(1)) is None:
            raise NotFound(f"No run has a result of a check {check_name!r}, so there is nothing to waive.")
        before = _end(connection, check_name)
        row = {"check_name": check_name, "reason": reason.strip(), "made_at": int(time.time()), "made_by": viewer.name, "ends_at": begins}
        connection.execute(insert(QUALITY_WAIVERS).values(**row))
        audit.append(connection, viewer, Action.CHECK_WAIVED, f"check:{check_name}", {"before": before, "after": begins})
    return day


def end_waiver(settings: Settings, viewer: Viewer, check_name: str) -> None:
    """Let a waiver hold no more from now on."""
    _require(viewer)
    with accounts_engine(settings).begin() as connection:
        before = _end(connection, check_name)
        if before is None:
            raise NotFound(f"The check {check_name!r} is not waived.")
        audit.append(connection, viewer, Action.CHECK_WAIVED, f"check:{check_name}", {"before": before, "after": None})


def _end(connection: Connection, check_name: str) -> int | None:
    """End the waiver that holds; the moment until which it was to hold, if there is one."""
    now = int(time.time())
    holds = (_WAIVERS.check_name == check_name) & (_WAIVERS.ends_at > now)
    before = connection.scalar(select(_WAIVERS.ends_at).where(holds))
    connection.execute(update(QUALITY_WAIVERS).where(holds).values(ends_at=now))
    return before


def _day(settings: Settings, until: str) -> datetime.date:
    today = datetime.datetime.now(ZoneInfo(settings.shop_timezone)).date()
    latest = today + datetime.timedelta(days=LONGEST_DAYS)
    try:
        day = datetime.date.fromisoformat(until)
    except ValueError:
        raise UserError(f"The waiver is to end on {until!r}. Write a day as YYYY-MM-DD.") from None
    if not today < day <= latest:
        raise UserError(f"The waiver is to end on {day}. It ends after {today} and by {latest}.")
    return day


def _require(viewer: Viewer) -> None:
    viewer.require(Permission.QUALITY_MANAGE)
    require_whole_reach(viewer)
