"""A tiny server behind the real guard, a clock that a test moves, and browsers that keep cookies."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import flask
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from dashapp.auth.guard import current_viewer, protect
from dashapp.auth.permissions import Permission
from dashapp.auth.secured import secured
from dashapp.auth.users import add_user, set_password
from dashapp.db.engines import accounts_engine
from dashapp.db.migrate import migrate
from dashapp.errors import NoData
from dashapp.settings import Settings

PASSWORD = "violet kettle harbour nine"


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = int(time.time())

    def __call__(self) -> float:
        return self.now

    def forward(self, seconds: int) -> None:
        self.now += seconds


class Browser:
    """A client with cookies that sends the CSRF token as forms and Dash's renderer do."""

    def __init__(self, client: FlaskClient, address: str = "203.0.113.7") -> None:
        self.client = client
        self.address = address

    def get(self, path: str, **options) -> TestResponse:
        return self.client.get(path, environ_overrides={"REMOTE_ADDR": self.address}, **options)

    def post(self, path: str, data: dict[str, str]) -> TestResponse:
        page = "/change-password" if path == "/change-password" else "/login"
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(page).text)
        token = found.group(1) if found else self.token()
        return self.client.post(path, data={"csrf_token": token, **data}, environ_overrides={"REMOTE_ADDR": self.address})

    def token(self) -> str:
        cookie = self.client.get_cookie("_csrf_token")
        return cookie.decoded_value if cookie else ""

    def callback(self, **headers: str) -> TestResponse:
        given = {"X-CSRFToken": self.token(), **headers}
        return self.client.post("/_dash-update-component", json={}, headers=given, environ_overrides={"REMOTE_ADDR": self.address})

    def sign_in(self, name: str = "ann", password: str = PASSWORD, **more: str) -> TestResponse:
        return self.post("/login", {"name": name, "password": password, **more})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request: pytest.FixtureRequest) -> Settings:
    """An empty accounts database of the newest revision, on each engine."""
    found: Settings = request.getfixturevalue("settings" if request.param == "sqlite" else "postgres_settings")
    migrate(found)
    return found


@pytest.fixture
def engine(installation: Settings) -> Engine:
    return accounts_engine(installation)


@pytest.fixture
def server(installation: Settings, clock: Clock) -> Flask:
    return guarded(installation, clock)


@pytest.fixture
def browser(server: Flask) -> Browser:
    return Browser(server.test_client())


@pytest.fixture
def ann(engine: Engine) -> str:
    """An analyst who has chosen a password."""
    return member(engine, "ann", "analyst")


def member(engine: Engine, name: str, role: str) -> str:
    add_user(engine, name, role)
    set_password(engine, name, PASSWORD)
    return name


def guarded(settings: Settings, clock: Callable[[], float] = time.time) -> Flask:
    server = Flask("guarded", static_folder=None)
    protect(server, settings, clock)
    server.add_url_rule("/", "home", lambda: "<p>home</p>")
    server.add_url_rule("/overview", "overview", lambda: "<p>overview</p>")
    server.add_url_rule("/sales-only", "sales", secured(Permission.SALES_VIEW)(lambda: "<p>sales</p>"))
    server.add_url_rule("/_dash-update-component", "update", _answer, methods=["POST"])
    server.add_url_rule("/_dash-layout", "layout", _answer)
    server.add_url_rule("/_dash-component-suites/<path:name>", "suites", _suite)
    server.add_url_rule("/export/<name>", "export", _empty)
    server.add_url_rule("/broken", "broken", lambda: 1 // 0)
    server.add_url_rule("/_dash-broken", "broken_callback", lambda: 1 // 0)
    return server


def _answer() -> flask.Response:
    flask.request.get_data()
    viewer = current_viewer()
    return flask.jsonify(role=viewer.role, name=viewer.name, brands=viewer.scope.brands)


def _suite(name: str) -> flask.Response:
    return flask.Response(f"/* {name} */", mimetype="text/javascript", headers={"Cache-Control": "public, max-age=31536000, immutable"})


def _empty(name: str) -> str:
    raise NoData(f"{name} holds nothing: import orders first.")
