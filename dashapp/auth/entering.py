"""Beginning and ending a session in the browser. Its cookie holds nothing of before, and no token but the session's own."""

from __future__ import annotations

from flask import redirect, request, session
from flask_login import current_user, login_user
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as BaseResponse

from dashapp.auth import audit
from dashapp.auth.audit import Action
from dashapp.auth.authentication import authentication, client_address
from dashapp.auth.sessions import SignedIn, end_session, find_session, open_session
from dashapp.auth.sign_in import WRONG
from dashapp.errors import Forbidden


def enter(user_id: int, where: str, method: str, second_factor: str) -> BaseResponse:
    """Start a session and go on; Forbidden when the user was shut out meanwhile."""
    door = authentication()
    end_current()
    token = open_session(door.engine, user_id, client_address(), request.user_agent.string, door.now, method)
    found = find_session(door.engine, door.settings, token, door.now)
    if found is None:
        raise Forbidden(WRONG)
    login_user(found)
    generate_csrf()
    detail = {"session": found.session_id, "address": client_address(), "method": method, "second_factor": second_factor}
    audit.record(door.engine, found.viewer, Action.SIGN_IN, f"user:{user_id}", detail)
    return redirect(where, 303)


def leave() -> None:
    """End this session, on record."""
    if current_user.is_authenticated:
        person: SignedIn = current_user
        subject, detail = f"user:{person.viewer.user_id}", {"session": person.session_id}
        audit.record(authentication().engine, person.viewer, Action.SIGN_OUT, subject, detail)
    end_current()


def end_current() -> None:
    """End this session and empty the cookie."""
    if current_user.is_authenticated:
        end_session(authentication().engine, current_user.token, authentication().now)
    session.clear()
