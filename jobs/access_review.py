"""Who could do what at a moment: the users as they are, with every later change of the audit trail taken back."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from dashapp.auth.audit import Action
from dashapp.auth.roles import ROLES
from dashapp.db.accounts import AUDIT_EVENTS, USERS
from dashapp.db.engines import accounts_engine
from dashapp.settings import Settings

_COLUMNS = ("user_id", "name", "display_name", "role", "status", "scope", "created_at")


def people_at(settings: Settings, moment: int) -> list[dict[str, Any]]:
    """Every user there was at a moment (seconds since 1970) with role, state, scope and permissions of that role as it is today.

    is_exact is false where a later change was recorded by a release that wrote down only the new value.
    """
    with accounts_engine(settings).connect() as connection:
        chosen = select(*(USERS.c[name] for name in _COLUMNS)).where(USERS.c.created_at <= moment).order_by(USERS.c.user_id)
        people = {row["user_id"]: {**row, "is_exact": True} for row in connection.execute(chosen).mappings()}
        later = (AUDIT_EVENTS.c.at > moment) & (AUDIT_EVENTS.c.action == Action.USER_CHANGED.value)
        asked = select(AUDIT_EVENTS.c.subject, AUDIT_EVENTS.c.detail).where(later).order_by(AUDIT_EVENTS.c.sequence.desc())
        for subject, detail in connection.execute(asked):
            person = people.get(int(subject.removeprefix("user:")))
            if person is not None:
                _take_back(person, json.loads(detail))
    return [_shown(person) for person in people.values()]


def _take_back(person: dict[str, Any], detail: dict[str, Any]) -> None:
    if "before" in detail:
        person.update(detail["before"])
    else:
        person["is_exact"] = False


def _shown(person: dict[str, Any]) -> dict[str, Any]:
    held = ROLES.get(person["role"])
    permissions = sorted(permission.value for permission in held.permissions) if held else []
    return {**person, "scope": json.dumps(person["scope"], sort_keys=True), "permissions": " ".join(permissions)}
