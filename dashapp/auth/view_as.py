"""View as: an admin sees the desk as a user does. It is said on every page, recorded, and changes nothing."""

from __future__ import annotations

from flask import Blueprint, redirect
from flask_login import current_user
from werkzeug.wrappers import Response

from dashapp.auth import audit
from dashapp.auth.audit import Action
from dashapp.auth.authentication import authentication, current_viewer
from dashapp.auth.permissions import Permission
from dashapp.auth.secured import require
from dashapp.auth.sessions import look_as
from dashapp.auth.users import User
from dashapp.db.engines import accounts_engine
from dashapp.errors import UserError
from dashapp.settings import Settings

BLUEPRINT = Blueprint("view_as", __name__)


def start_viewing_as(settings: Settings, user: User) -> None:
    """Let the admin who asks see the desk as this user, in this session."""
    viewer = current_viewer()
    require(viewer, Permission.USERS_MANAGE, f"view_as:{user.user_id}")
    if user.status != "active":
        raise UserError(f"{user.name} is deactivated and sees nothing. Activate the account first.")
    if viewer.scope.limits():
        raise UserError("Your own reach is limited, and another's may be wider. An admin who reaches everything can do this.")
    engine = accounts_engine(settings)
    audit.record(engine, viewer, Action.VIEW_AS_BEGUN, f"user:{user.user_id}")
    look_as(engine, current_user.token, user.user_id)


@BLUEPRINT.post("/view-as/stop")
def stop() -> Response:
    """Back to the own desk."""
    engine, viewer = authentication().engine, current_viewer()
    look_as(engine, current_user.token, None)
    if viewer.seen_as:
        audit.record(engine, viewer, Action.VIEW_AS_ENDED, f"user:{viewer.user_id}")
    return redirect("/", 303)
