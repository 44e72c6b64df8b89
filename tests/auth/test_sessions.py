"""A session ends at the next request after it is revoked, grows too old or idle, or its user changes."""

from __future__ import annotations

import base64
import hmac
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import Engine, select, update

from dashapp.auth.scope import Scope
from dashapp.auth.sessions import end_session, find_session, open_session
from dashapp.auth.users import activate, deactivate, set_role, set_scope, user
from dashapp.db.accounts import SESSIONS, USERS
from dashapp.settings import Settings
from tests.auth.conftest import Browser, Clock

pytestmark = pytest.mark.usefixtures("ann")
HOUR = 3600


@pytest.fixture
def signed_in(browser: Browser) -> Browser:
    browser.sign_in()
    assert browser.get("/").status_code == 200
    return browser


def test_revoked_session_is_over_at_the_next_request(signed_in: Browser, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(update(SESSIONS).values(revoked_at=1))
    assert (signed_in.get("/").status_code, signed_in.callback().status_code) == (302, 401)


def test_role_and_scope_change_at_the_next_request(signed_in: Browser, engine: Engine) -> None:
    set_role(engine, "ann", "support")
    set_scope(engine, "ann", Scope(brands=("Alba", "Brio"), regions=()))
    assert signed_in.callback().json == {"brands": ["Alba", "Brio"], "name": "ann", "role": "support"}
    assert user(engine, "ann").scope == Scope(brands=("Alba", "Brio"), regions=())


def test_role_that_exists_no_more_is_nobody(signed_in: Browser, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(update(USERS).values(role="wizard"))
    assert signed_in.callback().status_code == 401


def test_deactivated_user_is_out_at_the_next_request(signed_in: Browser, engine: Engine) -> None:
    deactivate(engine, "ann")
    assert signed_in.get("/").status_code == 302
    activate(engine, "ann")
    assert signed_in.get("/").status_code == 302, "whoever comes back signs in again"
    assert signed_in.sign_in().status_code == 303


def test_idle_session_is_over(signed_in: Browser, installation: Settings, clock: Clock) -> None:
    for _ in range(3):
        clock.forward(installation.session_idle_minutes * 60 - 1)
        assert signed_in.get("/").status_code == 200
    clock.forward(installation.session_idle_minutes * 60)
    assert signed_in.get("/").status_code == 302


def test_session_is_over_after_its_hours_however_busy(signed_in: Browser, installation: Settings, clock: Clock) -> None:
    for _ in range(installation.session_hours - 1):
        clock.forward(HOUR)
        assert signed_in.callback().status_code == 200
    clock.forward(HOUR)
    assert signed_in.callback().status_code == 401


def test_seen_is_written_once_a_minute(signed_in: Browser, engine: Engine, clock: Clock) -> None:
    start, seen = clock.now, []
    for _ in range(5):
        clock.forward(25)
        signed_in.get("/")
        with engine.connect() as connection:
            seen.append(connection.execute(select(SESSIONS.c.last_seen_at)).scalar_one() - start)
    assert seen == [0, 0, 75, 75, 75]


def test_only_the_hash_of_a_token_is_stored(engine: Engine, installation: Settings) -> None:
    token = open_session(engine, user(engine, "ann").user_id, "203.0.113.7", "agent\0" * 100, 1_000_000)
    with engine.connect() as connection:
        row = connection.execute(select(SESSIONS)).mappings().one()
    assert token not in str(dict(row))
    assert len(token) == 43, "256 random bits"
    assert find_session(engine, installation, row["token_hash"], 1_000_000) is None
    assert find_session(engine, installation, token, 1_000_000) is not None
    end_session(engine, token, 1_000_000)
    assert find_session(engine, installation, token, 1_000_000) is None


def test_the_cookie_is_signed_with_sha_256(signed_in: Browser, server: Flask) -> None:
    body, moment, sign = signed_in.client.get_cookie("tallyroom").value.rsplit(".", 2)
    key = hmac.digest(server.secret_key.encode(), b"cookie-session", "sha256")
    expected = base64.urlsafe_b64encode(hmac.digest(key, f"{body}.{moment}".encode(), "sha256")).rstrip(b"=").decode()
    assert sign == expected


def test_shorter_lifetime_applies_to_sessions_that_are_open(engine: Engine, installation: Settings) -> None:
    token = open_session(engine, user(engine, "ann").user_id, "203.0.113.7", "", 1_000_000)
    assert find_session(engine, installation, token, 1_000_000 + HOUR) is not None
    assert find_session(engine, replace(installation, session_hours=1), token, 1_000_000 + HOUR) is None


def test_restarted_server_keeps_sessions(signed_in: Browser, server: Flask, installation: Settings, clock: Clock) -> None:
    from tests.auth.conftest import guarded

    other = Browser(guarded(installation, clock).test_client())
    other.client.set_cookie("tallyroom", signed_in.client.get_cookie("tallyroom").value)
    assert other.get("/").status_code == 200
