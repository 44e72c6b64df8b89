"""What people do about incidents: give them to somebody, acknowledge them, begin, comment. Nobody resolves one but its check."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, select, update

from dashapp.auth import audit
from dashapp.auth.audit import Action
from dashapp.auth.permissions import Permission
from dashapp.auth.users import people_who
from dashapp.auth.viewer import Viewer
from dashapp.db.engines import accounts_engine
from dashapp.db.incidents import QUALITY_INCIDENTS
from dashapp.errors import Forbidden, NotFound, UserError, near
from dashapp.settings import Settings
from jobs.quality.incidents import RESOLVED, note
from queries.office import require_whole_reach

LONGEST_COMMENT = 2_000
_INCIDENTS = QUALITY_INCIDENTS.c
_ORDER = ("new", "acknowledged", "in progress")

Values = Callable[[RowMapping], Mapping[str, Any] | None]


def people(settings: Settings) -> list[str]:
    """Whoever an incident can be given to: people who may see the quality of all data."""
    return [one.name for one in people_who(accounts_engine(settings), Permission.QUALITY_VIEW) if not one.scope.limits()]


def incident_of(settings: Settings, check_name: str) -> int | None:
    """The number of the incident of a check, where it has one that is not resolved."""
    asked = select(_INCIDENTS.incident_id).where(_INCIDENTS.check_name == check_name, _INCIDENTS.status != RESOLVED)
    with accounts_engine(settings).connect() as connection:
        return connection.scalar(asked)


def assign(settings: Settings, viewer: Viewer, numbers: Iterable[int], name: str) -> int:
    """Give incidents to somebody, or to nobody with an empty name; how many."""
    viewer.require(Permission.QUALITY_MANAGE)
    known = people(settings)
    if name and name not in known:
        raise UserError(f"Incidents cannot be given to {name!r}.{near(name, known)}")
    words = f"Given to {name}." if name else "Given back."
    return _each(settings, viewer, numbers, "assigned", words, lambda _row: {"assignee": name or None})


def acknowledge(settings: Settings, viewer: Viewer, numbers: Iterable[int]) -> int:
    """Say that incidents were seen; how many."""
    return _each(settings, viewer, numbers, "acknowledged", "", lambda row: _moved(row, "acknowledged"))


def begin(settings: Settings, viewer: Viewer, numbers: Iterable[int]) -> int:
    """Say that incidents are being worked on, which acknowledges them; how many."""
    return _each(settings, viewer, numbers, "began", "", lambda row: _moved(row, "in progress"))


def comment(settings: Settings, viewer: Viewer, numbers: Iterable[int], words: str) -> int:
    """Write a sentence to incidents; how many. The audit trail keeps that it was written, not what."""
    if not words.strip():
        raise UserError("The comment is empty. Write what others should know.")
    if len(words) > LONGEST_COMMENT:
        raise UserError(f"The comment has {len(words):,} letters. At most {LONGEST_COMMENT:,} are kept.")
    return _each(settings, viewer, numbers, "commented", words.strip(), lambda _row: {})


def _moved(row: RowMapping, status: str) -> dict[str, Any] | None:
    """The later status; none where an incident is as far already, or resolved."""
    if row["status"] == RESOLVED or _ORDER.index(row["status"]) >= _ORDER.index(status):
        return None
    return {"status": status, "acknowledged_at": row["acknowledged_at"] or int(time.time())}


def _each(settings: Settings, viewer: Viewer, numbers: Iterable[int], event: str, words: str, values: Values) -> int:
    """Do the same to every incident of these that it changes, or to none; to how many."""
    viewer.require(Permission.QUALITY_VIEW)
    require_whole_reach(viewer)
    asked = sorted(set(numbers))
    if not asked:
        raise UserError("No incident is chosen. Choose some in the list.")
    done = 0
    with accounts_engine(settings).begin() as connection:
        for number in asked:
            row = _row(connection, number)
            _require_own(viewer, row)
            changed = values(row)
            if changed is not None:
                _change(connection, viewer, row, changed)
                note(connection, number, viewer.name, event, words)
                done += 1
    if not done:
        raise UserError("That is so already, or they are resolved. Nothing was changed.")
    return done


def _change(connection: Connection, viewer: Viewer, row: RowMapping, values: Mapping[str, Any]) -> None:
    if values:
        connection.execute(update(QUALITY_INCIDENTS).where(_INCIDENTS.incident_id == row["incident_id"]).values(**values))
    shown = [name for name in ("status", "assignee") if name in values]
    detail = {"check": row["check_name"], "before": {name: row[name] for name in shown}, "after": {name: values[name] for name in shown}}
    audit.append(connection, viewer, Action.INCIDENT_CHANGED, f"incident:{row['incident_id']}", detail if shown else {"commented": True})


def _row(connection: Connection, number: int) -> RowMapping:
    found = connection.execute(select(QUALITY_INCIDENTS).where(_INCIDENTS.incident_id == number).with_for_update()).mappings().one_or_none()
    if found is None:
        raise NotFound(f"There is no incident {number}. `manage.py quality show incidents` lists them.")
    return found


def _require_own(viewer: Viewer, row: RowMapping) -> None:
    """Whoever manages quality handles every incident, anybody else those that were given to them."""
    if not viewer.may(Permission.QUALITY_MANAGE) and row["assignee"] != viewer.name:
        raise Forbidden(f"Incident {row['incident_id']} was not given to you. Whoever manages data quality can give it to you.")
