"""Sign in with a password and, where there is one, a second factor; sign out."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Response, redirect, request, session, url_for
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from dashapp.auth import provider_sessions, second_factor
from dashapp.auth.authentication import authentication, client_address
from dashapp.auth.entering import end_current, enter, leave
from dashapp.auth.plain_pages import BLUEPRINT, page, status_of, target
from dashapp.auth.refusals import local_path
from dashapp.auth.sessions import PASSWORD, PROVIDER
from dashapp.auth.sign_in import Refused, sign_in
from dashapp.db.accounts import USERS

__all__ = ["local_path", "sign_in_again"]

# How long somebody may look for their telephone after the password.
CODE_SECONDS = 600
WAITING = "waiting_for_code"
NOTICE = "notice"


@BLUEPRINT.get("/login")
def sign_in_page() -> BaseResponse:
    """The form, or straight on for somebody who is signed in."""
    return redirect(target()) if current_user.is_authenticated else form(200)


@BLUEPRINT.post("/login")
def sign_in_answer() -> BaseResponse:
    """Let somebody in, ask for their code, or say why not."""
    door = authentication()
    asked = request.form.get("name", ""), request.form.get("password", ""), client_address()
    outcome = sign_in(door.engine, *asked, door.now, door.settings.local_sign_in != "everybody")
    if isinstance(outcome, Refused):
        return form(status_of(outcome, 401), outcome)
    if not second_factor.is_on(door.engine, outcome):
        return enter(outcome, target(), PASSWORD, "none")
    where = target()
    end_current()
    session[WAITING] = {"user": outcome, "at": door.now, "mark": _mark(outcome), "next": where}
    return redirect(url_for("login.code_page"), 303)


@BLUEPRINT.get("/login/code")
def code_page() -> BaseResponse:
    """The form for a code, after the password."""
    return page("code.html") if _waiting() else redirect(url_for("login.sign_in_page"))


@BLUEPRINT.post("/login/code")
def code_answer() -> BaseResponse:
    """Let somebody in whose code is right."""
    door, waiting = authentication(), _waiting()
    if waiting is None:
        return redirect(url_for("login.sign_in_page"), 303)
    outcome = second_factor.check(door.engine, door.settings, waiting["user"], given_code(), client_address(), door.now)
    if isinstance(outcome, Refused):
        return page("code.html", status_of(outcome, 401), outcome)
    return enter(waiting["user"], waiting["next"], PASSWORD, outcome)


@BLUEPRINT.post("/logout")
def sign_out() -> BaseResponse:
    """End this session, and lead to the provider's own sign-out where the person came from there."""
    door, elsewhere = authentication(), None
    if current_user.is_authenticated and current_user.method == PROVIDER:
        tokens = provider_sessions.tokens_of(door.engine, door.settings, current_user.session_id)
        elsewhere = door.provider.address_to_sign_out(tokens)
    leave()
    # A page, not a redirect: the policy lets a form lead to this site only, redirects included.
    return page("signed_out.html", address=elsewhere) if elsewhere else redirect(url_for("login.sign_in_page"), 303)


def sign_in_again() -> BaseResponse:
    """The form once more, when its token is not of this browser's session any longer."""
    return form(400, Refused("This page had been open too long. Enter your password once more."))


def form(status: int, refused: Refused | None = None) -> Response:
    """The sign-in page, with what the settings offer."""
    settings = authentication().settings
    offered = {
        "provider": settings.oidc_label if settings.oidc_issuer else "",
        "local": settings.local_sign_in == "everybody",
        "forgot": bool(settings.smtp_url),
        "notice": session.pop(NOTICE, ""),
    }
    return page("login.html", status, refused, name=request.form.get("name", ""), target=target(), shop=settings.shop_name, **offered)


def given_code() -> str:
    """The code of the app, or a recovery code, whichever was filled in."""
    return request.form.get("code", "").strip() or request.form.get("recovery", "")


def _waiting() -> dict[str, Any] | None:
    """Who has given the password in this browser, not long ago, and has the same password still."""
    waiting: dict[str, Any] | None = session.get(WAITING)
    if not waiting or authentication().now - waiting["at"] >= CODE_SECONDS or waiting["mark"] != _mark(waiting["user"]):
        return None
    return waiting


def _mark(user_id: int) -> str:
    """Another one after any change of the password or the status."""
    columns = USERS.c["password_hash", "one_time_hash", "status", "break_glass"]
    with authentication().engine.connect() as connection:
        row = connection.execute(select(*columns).where(USERS.c.user_id == user_id)).one()
    return hashlib.sha256(repr(tuple(row)).encode()).hexdigest()[:16]
