"""One's own profile: sessions are seen and ended, one's own only."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import Engine

from dashapp.auth.open_sessions import end_all, end_one, list_sessions
from dashapp.auth.scope import Scope
from dashapp.auth.users import deactivate, set_role, set_scope, user
from dashapp.auth.viewer import stand_in
from dashapp.errors import NotFound
from dashapp.settings import Settings
from tests.auth.conftest import Browser, Clock, member

pytestmark = pytest.mark.usefixtures("ann")


@pytest.fixture
def pair(server: Flask) -> tuple[Browser, Browser]:
    """Ann, signed in twice."""
    browsers = tuple(Browser(server.test_client(), address) for address in ("203.0.113.7", "203.0.113.8"))
    for browser in browsers:
        assert browser.sign_in().status_code == 303
    return browsers


def _post(browser: Browser, path: str):
    browser.get("/profile")
    token = browser.token()
    return browser.client.post(path, data={"csrf_token": token}, environ_overrides={"REMOTE_ADDR": browser.address})


def test_sessions_are_listed_and_ended_from_the_page(
    pair: tuple[Browser, Browser], engine: Engine, installation: Settings, clock: Clock
) -> None:
    here, there = pair
    page = here.get("/profile").text
    assert "203.0.113.8" in page
    (number,) = re.findall(r"/profile/sessions/(\d+)/end", page)
    assert _post(here, f"/profile/sessions/{number}/end").headers["Location"] == "/profile"
    assert (here.get("/").status_code, there.get("/").status_code, there.callback().status_code) == (200, 302, 401)
    assert len(list_sessions(engine, installation, user(engine, "ann").user_id, clock.now)) == 1


def test_all_others_are_ended_and_this_one_stays(pair: tuple[Browser, Browser]) -> None:
    here, there = pair
    assert _post(here, "/profile/sessions/end-others").status_code == 303
    assert (here.get("/").status_code, there.get("/").status_code) == (200, 302)


def test_nobody_ends_the_session_of_somebody_else(pair: tuple[Browser, Browser], server: Flask, engine: Engine) -> None:
    member(engine, "bob", "analyst")
    bob = Browser(server.test_client())
    bob.sign_in("bob")
    (number,) = re.findall(r"/profile/sessions/(\d+)/end", pair[0].get("/profile").text)
    assert _post(bob, f"/profile/sessions/{number}/end").status_code == 404
    assert pair[1].get("/").status_code == 200


def test_an_admin_ends_one_or_all(pair: tuple[Browser, Browser], engine: Engine, installation: Settings, clock: Clock) -> None:
    number = user(engine, "ann").user_id
    first = list_sessions(engine, installation, number, clock.now)[0]
    end_one(engine, number, first.session_id, stand_in("admin"), clock.now)
    with pytest.raises(NotFound):
        end_one(engine, number, first.session_id, stand_in("admin"), clock.now)
    assert end_all(engine, number, stand_in("admin"), clock.now) == 1
    assert list_sessions(engine, installation, number, clock.now) == []


def test_sessions_that_are_too_old_are_not_listed(pair, engine: Engine, installation: Settings, clock: Clock) -> None:
    later = clock.now + installation.session_idle_minutes * 60
    assert list_sessions(engine, installation, user(engine, "ann").user_id, later) == []


def test_role_scope_and_status_change_at_the_next_request_in_every_browser(pair: tuple[Browser, Browser], engine: Engine) -> None:
    for browser in pair:
        assert browser.callback().json == {"brands": None, "name": "ann", "role": "analyst"}
    set_role(engine, "ann", "support")
    set_scope(engine, "ann", Scope(brands=("Alba",)))
    assert [browser.callback().json for browser in pair] == [{"brands": ["Alba"], "name": "ann", "role": "support"}] * 2
    deactivate(engine, "ann")
    assert [browser.callback().status_code for browser in pair] == [401, 401]
