"""The guard: nobody gets past it unless the door is public or they are signed in. Registered before Dash."""

from __future__ import annotations

import time
from collections.abc import Callable

from flask import Flask, g, request
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from dashapp.auth import bearer, login, oidc_pages, password_pages, plain_pages, refusals, view_as
from dashapp.auth import profile as _profile  # noqa: F401 its views join the blueprint
from dashapp.auth import profile_downloads as _profile_downloads  # noqa: F401 its section joins the profile
from dashapp.auth import profile_tokens as _profile_tokens  # noqa: F401 its views and its section join the profile
from dashapp.auth import second_factor_pages as _second_factor_pages  # noqa: F401 its views join the blueprint
from dashapp.auth.authentication import Authentication, authentication, configure, current_viewer
from dashapp.auth.csrf import hand_out_token, protect_from_forgery
from dashapp.auth.headers import POLICY, add_headers, content_security_policy
from dashapp.auth.identities import require_known_roles
from dashapp.auth.isolation import refuse_foreign
from dashapp.errors import Forbidden, TallyroomError
from dashapp.settings import Settings

__all__ = ["content_security_policy", "current_viewer", "protect"]

# Endpoints, not paths: a path can be spelled in many ways, the router's answer cannot.
_FILES = (plain_pages.healthz, plain_pages.style, plain_pages.favicon)
_SIGN_IN = (login.sign_in_page, login.sign_in_answer, login.code_page, login.code_answer, login.sign_out)
_OIDC = (oidc_pages.oidc_start, oidc_pages.oidc_callback)
_FORGOTTEN = (
    password_pages.forgot_password,
    password_pages.forgot_password_answer,
    password_pages.reset_password,
    password_pages.reset_password_answer,
)
PUBLIC = frozenset(f"login.{view.__name__}" for view in (*_FILES, *_SIGN_IN, *_OIDC, *_FORGOTTEN))
WHILE_CHANGING = PUBLIC | {"login.change_password", "login.change_password_answer"}
WHILE_ADDING = PUBLIC | {"login.add_second_factor", "login.add_second_factor_answer"}


def protect(server: Flask, settings: Settings, clock: Callable[[], float] = time.time) -> Authentication:
    """Close the server: default deny, CSRF, headers, error answers and the sign-in pages. Call it before `Dash(server=...)`.

    Pages with inline scripts set CONTENT_SECURITY_POLICY in the server's config to a policy that names their hashes.
    """
    require_known_roles(settings)
    authentication = configure(server, settings, clock)
    server.before_request(refuse_foreign)
    server.before_request(_default_deny)
    protect_from_forgery(server)
    server.config.setdefault(POLICY, content_security_policy(()))
    server.after_request(add_headers)
    server.after_request(hand_out_token)
    server.after_request(bearer.finish)
    server.register_blueprint(plain_pages.BLUEPRINT)
    server.register_blueprint(view_as.BLUEPRINT)
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
    _keep_to_the_desk()
    return _too_many() or _unfinished()


def _unfinished() -> BaseResponse | None:
    """Where somebody goes first who lacks a password or a factor of their own."""
    if current_user.must_change_password and request.endpoint not in WHILE_CHANGING:
        return refusals.refuse_until("change_password", "Choose your own password first.")
    if current_user.must_add_second_factor and not current_user.must_change_password and request.endpoint not in WHILE_ADDING:
        return refusals.refuse_until("add_second_factor", "Add a second factor first.")
    return None


def _too_many() -> BaseResponse | None:
    """The answer to somebody who asks more often than any person would, whose script or page runs wild."""
    door = authentication()
    allowance = door.browser_requests.count(current_user.owner.user_id, door.settings.browser_requests_per_minute, door.now)
    if not allowance.spent:
        return None
    answer = refusals.refuse(429, f"More than {allowance.limit:,} requests in this minute. Wait {allowance.seconds} seconds.")
    answer.headers["Retry-After"] = str(allowance.seconds)
    return answer


def _keep_to_the_desk() -> None:
    """Whoever looks at the desk of another sees and changes nobody's profile, password or second factor."""
    if g.viewer.seen_as and (request.endpoint or "").startswith(f"{plain_pages.BLUEPRINT.name}."):
        raise Forbidden(f"You look at the desk as {g.viewer.seen_as}. Go back to your own for your profile and sign-in.")
