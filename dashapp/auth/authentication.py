"""What the parts of sign-in share: the settings, the accounts database and the clock of one server, and who asks."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

import orjson
from flask import Flask, current_app, g, request, session
from flask.json.provider import DefaultJSONProvider
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager
from sqlalchemy import Engine
from werkzeug.exceptions import Unauthorized

from dashapp.auth import provider_sessions
from dashapp.auth.call_limits import BrowserRequests
from dashapp.auth.provider import Provider
from dashapp.auth.sessions import PROVIDER, SignedIn, find_session
from dashapp.auth.viewer import Viewer
from dashapp.db.engines import accounts_engine
from dashapp.settings import Settings

MOST_BYTES = 2 * 1024 * 1024
_NAME = "authentication"


class BoundedJson(DefaultJSONProvider):
    """JSON from outside is read by orjson: what is nested beyond its limit is a wrong body, not a full stack."""

    def loads(self, s: str | bytes, **_kwargs: object) -> object:
        """The value; ValueError for what is no JSON."""
        return orjson.loads(s)


class Sessions(SecureCookieSessionInterface):
    """The cookie of a session, signed with SHA-256; Flask's own would be SHA-1."""

    digest_method = staticmethod(hashlib.sha256)


@dataclass
class Authentication:
    """One server's sign-in."""

    settings: Settings
    clock: Callable[[], float] = time.time
    browser_requests: BrowserRequests = field(default_factory=BrowserRequests)

    @property
    def engine(self) -> Engine:
        """The accounts database, asked for each time because a forked worker opens its own."""
        return accounts_engine(self.settings)

    @cached_property
    def provider(self) -> Provider:
        """The OpenID Connect provider of the settings."""
        return Provider(self.settings)

    @property
    def now(self) -> int:
        """This moment."""
        return int(self.clock())


def configure(server: Flask, settings: Settings, clock: Callable[[], float]) -> Authentication:
    """Cookies, limits and Flask-Login."""
    authentication = server.extensions[_NAME] = Authentication(settings, clock)
    server.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-tallyroom" if settings.production else "tallyroom",
        SESSION_COOKIE_HTTPONLY=True,
        # Strict would hide the cookie from a link in a mail: its reader would be asked to sign in, and signed out by it.
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.production,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        MAX_CONTENT_LENGTH=MOST_BYTES,
    )
    server.json = BoundedJson(server)
    server.session_interface = Sessions()
    manager = LoginManager(server, add_context_processor=False)
    manager.session_protection = None
    manager.user_loader(_load)
    return authentication


def authentication() -> Authentication:
    """The sign-in of the server that answers this request."""
    found: Authentication = current_app.extensions[_NAME]
    return found


def current_viewer() -> Viewer:
    """Who asks, as the rest of the house knows them; Unauthorized outside a guarded request."""
    viewer: Viewer | None = g.get("viewer")
    if viewer is None:
        raise Unauthorized("Nobody is signed in.")
    return viewer


def client_address() -> str:
    """The client's address; the factory's ProxyFix has looked through the trusted proxies."""
    return request.remote_addr or "unknown"


def _load(token: str) -> SignedIn | None:
    door = authentication()
    found = find_session(door.engine, door.settings, token, door.now)
    if found is None or found.method != PROVIDER or not provider_sessions.is_due(door.engine, door.settings, found.session_id, door.now):
        return found
    refused = provider_sessions.refused(door.engine, door.settings, door.provider, found, door.now)
    if refused:
        session["notice"] = refused
        return None
    return find_session(door.engine, door.settings, token, door.now)
