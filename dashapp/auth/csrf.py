"""Cross-site request forgery: every request that changes something carries a token, Dash's callbacks too."""

from __future__ import annotations

from flask import Flask, Response, g, request, session
from flask_wtf.csrf import CSRFError, CSRFProtect, ValidationError, generate_csrf, validate_csrf
from werkzeug.wrappers import Response as BaseResponse

from dashapp.auth.authentication import authentication
from dashapp.auth.login import sign_in_again
from dashapp.auth.refusals import refuse
from dashapp.settings import Settings

_COOKIE = "_csrf_token"
HEADER = "X-CSRFToken"
STALE = "This page was open while you signed in or out elsewhere. Reload it, then try again."


def cookie_name(settings: Settings) -> str:
    """The cookie that scripts read the token from. Its prefix makes browsers refuse one that another host set."""
    return f"__Host-{_COOKIE}" if settings.production else _COOKIE


def protect_from_forgery(server: Flask) -> None:
    """Check tokens before every view. They last as long as the session: pages stay open for hours."""
    server.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_HEADERS=[HEADER])
    CSRFProtect(server)
    server.register_error_handler(CSRFError, _refused)


def hand_out_token(response: Response) -> Response:
    """Give pages the token in a cookie that their scripts read, as Dash's renderer does."""
    known = "viewer" in g or "csrf_token" in session
    settings = authentication().settings
    name = cookie_name(settings)
    if known and response.mimetype == "text/html" and not _still_good(request.cookies.get(name)):
        response.set_cookie(name, generate_csrf(), secure=settings.production, samesite="Lax")
    return response


def _refused(error: CSRFError) -> BaseResponse:
    return sign_in_again() if request.endpoint == "login.sign_in_answer" else refuse(400, STALE)


def _still_good(token: str | None) -> bool:
    """Whether the browser's token is this session's. A new one for every page would change the Cookie header, and with it
    what browsers may reuse of scripts that vary by it.
    """
    try:
        validate_csrf(token)
    except ValidationError:
        return False
    return True
