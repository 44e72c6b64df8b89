"""The second factor: added by a code, asked after the password, used up by use, taken away with care."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from dashapp.auth import reset_links, second_factor
from dashapp.auth.totp import STEP_SECONDS, code_at
from dashapp.auth.users import set_password, set_role, user
from dashapp.auth.viewer import Viewer, stand_in
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.db.sign_in import RECOVERY_CODES, SECOND_FACTORS
from dashapp.errors import UserError
from dashapp.settings import Settings
from tests.auth.conftest import PASSWORD, Browser, Clock, guarded


def post(browser: Browser, path: str, data: dict[str, str], form: str = ""):
    """Send the form of a page as its reader would."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(form or path).text)
    token = found[1] if found else browser.token()
    return browser.client.post(path, data={"csrf_token": token, **data}, environ_overrides={"REMOTE_ADDR": browser.address})


def add(browser: Browser, clock: Clock) -> tuple[str, list[str]]:
    """Add a second factor on the page: the secret and the recovery codes."""
    page = browser.get("/second-factor").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    secret = re.search(r'class="key"><code>([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    given = {"csrf_token": token, "current": PASSWORD, "code": code_at(secret, clock.now // STEP_SECONDS)}
    answer = browser.client.post("/second-factor", data=given, environ_overrides={"REMOTE_ADDR": browser.address})
    return secret, re.findall(r"<li><code>([a-z0-9-]+)</code>", answer.text)


@pytest.fixture
def added(browser: Browser, ann: str, clock: Clock) -> tuple[str, list[str]]:
    browser.sign_in(ann)
    found = add(browser, clock)
    browser.client.post("/logout", data={"csrf_token": browser.token()})
    clock.forward(STEP_SECONDS)
    return found


def _code(secret: str, clock: Clock) -> str:
    return code_at(secret, clock.now // STEP_SECONDS)


def test_the_code_is_asked_after_the_password(browser: Browser, added, clock: Clock, engine: Engine) -> None:
    answer = browser.sign_in(next="/overview")
    assert answer.headers["Location"] == "/login/code"
    assert browser.get("/").status_code == 302
    assert post(browser, "/login/code", {"code": "000000"}).status_code == 401
    entered = post(browser, "/login/code", {"code": _code(added[0], clock)})
    assert (entered.status_code, entered.headers["Location"]) == (303, "/overview")
    assert browser.get("/overview").status_code == 200
    with engine.connect() as connection:
        events = connection.execute(select(AUDIT_EVENTS.c["action", "detail"]).order_by(AUDIT_EVENTS.c.sequence)).all()
    assert events[-2].action == "second_factor_failed"
    assert '"second_factor":"totp"' in events[-1].detail


def test_a_code_works_once(server: Flask, browser: Browser, added, clock: Clock) -> None:
    code = _code(added[0], clock)
    browser.sign_in()
    assert post(browser, "/login/code", {"code": code}).status_code == 303
    thief = Browser(server.test_client(), "203.0.113.99")
    thief.sign_in()
    assert post(thief, "/login/code", {"code": code}).status_code == 401
    clock.forward(STEP_SECONDS)
    assert post(thief, "/login/code", {"code": _code(added[0], clock)}).status_code == 303


def test_a_recovery_code_works_once_and_is_stored_as_a_hash(browser: Browser, added, engine: Engine) -> None:
    _, codes = added
    assert len(set(codes)) == 10
    with engine.connect() as connection:
        stored = str(connection.execute(select(RECOVERY_CODES)).all())
    assert all(code not in stored and code.replace("-", "") not in stored for code in codes)
    answers = []
    for _ in range(2):
        browser.client.delete_cookie("tallyroom")
        browser.sign_in()
        answers.append(post(browser, "/login/code", {"recovery": codes[3].upper()}).status_code)
    assert answers == [303, 401]
    assert second_factor.codes_left(engine, user(engine, "ann").user_id) == 9


def test_the_secret_is_sealed_at_rest(added, engine: Engine) -> None:
    with engine.connect() as connection:
        stored = connection.execute(select(SECOND_FACTORS.c.secret)).scalar_one()
    assert added[0] not in stored


def test_guessing_codes_is_throttled(browser: Browser, added, clock: Clock) -> None:
    browser.sign_in()
    answers = [post(browser, "/login/code", {"code": "000000"}).status_code for _ in range(5)]
    assert answers == [401, 401, 401, 401, 429]
    assert post(browser, "/login/code", {"code": _code(added[0], clock)}).headers["Retry-After"] == "2"


def test_the_wait_for_a_code_ends(browser: Browser, added, clock: Clock, engine: Engine) -> None:
    browser.sign_in()
    clock.forward(600)
    assert post(browser, "/login/code", {"code": _code(added[0], clock)}, "/login").headers["Location"] == "/login"
    browser.sign_in()
    set_password(engine, "ann", "copper lantern orbit seven")
    assert post(browser, "/login/code", {"code": _code(added[0], clock)}, "/login").headers["Location"] == "/login"


def test_turning_it_off_needs_password_and_code(browser: Browser, added, clock: Clock, engine: Engine) -> None:
    browser.sign_in()
    post(browser, "/login/code", {"code": _code(added[0], clock)})
    clock.forward(STEP_SECONDS)
    code, off = _code(added[0], clock), "/second-factor/off"
    assert post(browser, off, {"current": "wrong password here", "code": code}, "/second-factor").status_code == 400
    assert post(browser, off, {"current": PASSWORD, "code": "000000"}, "/second-factor").status_code == 400
    assert second_factor.is_on(engine, user(engine, "ann").user_id)
    assert post(browser, off, {"current": PASSWORD, "code": code}, "/second-factor").headers["Location"] == "/profile"
    assert not second_factor.is_on(engine, user(engine, "ann").user_id)


def test_adding_one_needs_the_password_and_a_right_code(browser: Browser, ann: str, clock: Clock, engine: Engine) -> None:
    browser.sign_in(ann)
    page = browser.get("/second-factor").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    assert "<svg" in page
    for given, sentence in (({"current": "no"}, "password is not right"), ({"current": PASSWORD}, "code is not right")):
        answer = browser.client.post("/second-factor", data={"csrf_token": token, "code": "000000", **given})
        assert (answer.status_code, sentence in answer.text) == (400, True)
    assert browser.sign_in(ann).status_code == 303
    assert not second_factor.is_on(engine, user(engine, ann).user_id)


def test_a_new_password_by_a_link_does_not_take_the_factor_away(
    browser: Browser, added, clock: Clock, engine: Engine, installation
) -> None:
    made = reset_links.make(engine, replace(installation, public_url="https://desk.example"), "ann", clock.now)
    reset_links.use(engine, installation, made.partition("token=")[2], "copper lantern orbit seven", clock.now)
    assert browser.sign_in("ann", "copper lantern orbit seven").headers["Location"] == "/login/code"
    assert browser.get("/").status_code == 302


def test_an_admin_resets_it_and_the_sessions_end(browser: Browser, added, clock: Clock, engine: Engine) -> None:
    browser.sign_in()
    post(browser, "/login/code", {"code": _code(added[0], clock)})
    second_factor.reset(engine, "ann", stand_in("admin"))
    assert browser.get("/").status_code == 302
    assert browser.sign_in().headers["Location"] == "/"
    with pytest.raises(UserError, match="no second factor"):
        second_factor.reset(engine, "ann")


def test_a_second_factor_is_not_replaced_in_passing(browser: Browser, added, clock: Clock, engine: Engine, installation: Settings) -> None:
    found = user(engine, "ann")
    with pytest.raises(UserError, match="Turn it off first"):
        second_factor.begin(engine, installation, Viewer(found.user_id, "ann", "analyst", frozenset()))


@pytest.mark.parametrize(
    ("wanted", "role", "asked"), [("admins", "analyst", False), ("admins", "admin", True), ("everyone", "analyst", True)]
)
def test_a_required_factor_is_added_before_anything_else(
    installation: Settings, clock: Clock, engine: Engine, ann: str, wanted: str, role: str, asked: bool
) -> None:
    set_role(engine, ann, role)
    browser = Browser(guarded(replace(installation, require_second_factor=wanted), clock).test_client())
    browser.sign_in(ann)
    answer = browser.get("/overview")
    assert (answer.status_code, answer.headers.get("Location")) == ((302, "/second-factor") if asked else (200, None))
    if asked:
        assert browser.callback().json["add_second_factor"] == "/second-factor"
        add(browser, clock)
        assert browser.get("/overview").status_code == 200
