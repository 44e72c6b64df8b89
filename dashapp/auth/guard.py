"""The guard: nobody gets past it unless the door is public or they are signed in. Registered before Dash."""

from __future__ import annotations

import time
from collections.abc import Callable

from flask import Flask, g, request
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from dashapp.auth import bearer, login, refusals
from dashapp.auth.authentication import Authentication, configure, current_viewer
from dashapp.auth.csrf import hand_out_token, protect_from_forgery
from dashapp.auth.headers import POLICY, add_headers, content_security_policy
from dashapp.errors import TallyroomError
from dashapp.settings import Settings

__all__ = ["content_security_policy", "current_viewer", "protect"]

# Endpoints, not paths: a path can be spelled in many ways, the router's answer cannot.
PUBLIC = frozenset(f"login.{view}" for view in ("sign_in_page", "sign_in_answer", "sign_out", "healthz", "style", "favicon"))
WHILE_CHANGING = PUBLIC | {"login.change_password", "login.change_password_answer"}


def protect(server: Flask, settings: Settings, clock: Callable[[], float] = time.time) -> Authentication:
    """Close the server: default deny, CSRF, headers, error answers and the sign-in pages. Call it before `Dash(server=...)`.

    Pages with inline scripts set CONTENT_SECURITY_POLICY in the server's config to a policy that names their hashes.
    """
    authentication = configure(server, settings, clock)
    server.before_request(_default_deny)
    protect_from_forgery(server)
    server.config.setdefault(POLICY, content_security_policy(()))
    server.after_request(add_headers)
    server.after_request(hand_out_token)
    server.after_request(bearer.finish)
    server.register_blueprint(login.BLUEPRINT)
    server.register_error_handler(HTTPException, refusals.answer_http)
    server.register_error_handler(TallyroomError, refusals.answer_ours)
    server.register_error_handler(Exception, refusals.answer_unforeseen)
    return authentication


def _default_deny() -> BaseResponse | None:
    if bearer.asked_of_the_api():
        return bearer.admit()
    if request.endpoint in PUBLIC:
        return None
    if not current_user.is_authenticated:
        return refusals.refuse_anonymous()
    g.viewer = current_user.viewer
    if current_user.must_change_password and request.endpoint not in WHILE_CHANGING:
        return refusals.refuse_until_changed()
    return None
