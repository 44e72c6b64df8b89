"""View as: an admin sees the desk as a user does. It is said on every page, recorded, and changes nothing."""

from __future__ import annotations

from flask import Blueprint, redirect
from flask_login import current_user
from werkzeug.wrappers import Response

from dashapp.auth import audit, users
from dashapp.auth.audit import Action
from dashapp.auth.authentication import authentication, current_viewer
from dashapp.auth.permissions import Permission
from dashapp.auth.secured import require
from dashapp.auth.sessions import look_as
from dashapp.errors import NotFound, UserError

BLUEPRINT = Blueprint("view_as", __name__)


@BLUEPRINT.post("/view-as/<int:user_id>/start")
def start(user_id: int) -> Response:
    """Let the admin who asks see the desk as this user, in this session. The whole desk is loaded anew: its menu is another."""
    engine, viewer = authentication().engine, current_viewer()
    require(viewer, Permission.USERS_MANAGE, f"view_as:{user_id}")
    user = next((one for one in users.users(engine) if one.user_id == user_id), None)
    if user is None:
        raise NotFound(f"There is no user {user_id}.")
    if user.status != "active":
        raise UserError(f"{user.name} is deactivated and sees nothing. Activate the account first.")
    if viewer.scope.limits():
        raise UserError("Your own reach is limited, and another's may be wider. An admin who reaches everything can do this.")
    audit.record(engine, viewer, Action.VIEW_AS_BEGUN, f"user:{user.user_id}")
    look_as(engine, current_user.token, user.user_id)
    return redirect("/", 303)


@BLUEPRINT.post("/view-as/stop")
def stop() -> Response:
    """Back to the own desk."""
    engine, viewer = authentication().engine, current_viewer()
    look_as(engine, current_user.token, None)
    if viewer.seen_as:
        audit.record(engine, viewer, Action.VIEW_AS_ENDED, f"user:{viewer.user_id}")
    return redirect("/", 303)
