"""Service accounts: users that are programs. They hold a role and a scope like anybody, and come in by token only."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Engine, insert
from sqlalchemy.exc import IntegrityError

from dashapp.auth import audit
from dashapp.auth.audit import Action
from dashapp.auth.permissions import Permission
from dashapp.auth.roles import role as role_named
from dashapp.auth.scope import UNLIMITED, Scope
from dashapp.auth.users import SERVICE, checked_name, name_key, stored_scope
from dashapp.auth.viewer import OPERATOR, Viewer
from dashapp.db.accounts import USERS
from dashapp.errors import UserError


def add_service_account(engine: Engine, name: str, role: str, scope: Scope = UNLIMITED, actor: Viewer = OPERATOR) -> int:
    """Add a service account and return its number. It has no password and never gets one."""
    actor.require(Permission.SERVICE_ACCOUNTS_MANAGE)
    shown, held = checked_name(name), role_named(role)
    if Permission.API_USE not in held.permissions:
        raise UserError(f"The role {role!r} does not use the API, so a service account cannot hold it.")
    row: dict[str, Any] = {
        "name": shown,
        "name_key": name_key(shown),
        "display_name": shown,
        "role": held.name,
        "status": "active",
        "kind": SERVICE,
    }
    row |= {"scope": stored_scope(scope), "must_change_password": False, "created_at": int(time.time())}
    try:
        with engine.begin() as connection:
            user_id = int(connection.execute(insert(USERS).values(**row).returning(USERS.c.user_id)).scalar_one())
            detail = {"role": held.name, "limits": sorted(scope.limits())}
            audit.append(connection, actor, Action.SERVICE_ACCOUNT_ADDED, f"user:{user_id}", detail)
    except IntegrityError:
        raise UserError(f"There is already a user {shown!r}, capitals aside. Choose another name.") from None
    return user_id
