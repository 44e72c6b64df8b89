"""Nothing but the sign-in pages answers to somebody who is not signed in, and every answer carries its headers."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import Engine

from dashapp.auth.audit import Action
from dashapp.auth.headers import content_security_policy
from dashapp.auth.users import set_role
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.db.migrate import migrate
from dashapp.settings import Settings
from tests.auth.conftest import Browser, Clock, guarded, member

MACHINES = (
    "/_dash-layout", "/_dash-dependencies", "/_dash-component-suites/x", "/_dash-update-component", "/_reload-hash", "/_mcp",
    "/_favicon.ico", "/assets/app.css", "/export/card", "/export",
)  # fmt: skip
PAGES = (
    "/", "/overview", "/admin", "//admin", "/admin/", "/login/", "/healthz/", "/LOGIN", "/login/../overview", "/nothing", "/static/x",
    "/change-password",
)  # fmt: skip


@pytest.fixture
def installation(settings: Settings) -> Settings:
    """On SQLite only: what is public does not depend on the database."""
    migrate(settings)
    return settings


def test_whoever_asks_too_often_waits_and_nobody_else(installation: Settings, clock: Clock, engine: Engine) -> None:
    clock.now -= clock.now % 60
    server = guarded(replace(installation, browser_requests_per_minute=60), clock)
    ann, ben = (Browser(server.test_client(), address) for address in ("203.0.113.7", "203.0.113.8"))
    for browser, name in ((ann, "ann"), (ben, "ben")):
        browser.sign_in(member(engine, name, "analyst"))
    statuses = [ann.callback().status_code for _ in range(61)]
    assert (set(statuses[:59]), statuses[60]) == ({200}, 429)
    page, script = ann.get("/overview"), ann.callback()
    assert (page.status_code, "More than 60 requests in this minute" in page.text, page.headers["Retry-After"]) == (429, True, "60")
    assert (script.status_code, "Wait 60 seconds" in script.json["error"]) == (429, True)
    assert (ben.callback().status_code, ann.get("/login").status_code < 400) == (200, True)
    clock.forward(60)
    assert ann.callback().status_code == 200


@pytest.mark.parametrize("path", MACHINES)
def test_scripts_without_a_session_get_401_json(browser: Browser, path: str) -> None:
    answer = browser.get(path)
    assert (answer.status_code, answer.json["sign_in"], set(answer.json)) == (401, "/login", {"error", "reference", "sign_in"})
    assert answer.headers.getlist("Set-Cookie") == []


@pytest.mark.parametrize("path", PAGES)
def test_pages_without_a_session_lead_to_sign_in(browser: Browser, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].partition("?")[0] == "/login"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/overview", "/_dash-update-component", "/nothing", "/change-password"])
def test_changing_anything_without_a_session_gets_401(browser: Browser, method: str, path: str) -> None:
    assert browser.client.open(path, method=method).status_code == 401


@pytest.mark.parametrize("cookie", ["", "rubbish", "eyJfdXNlcl9pZCI6IjEifQ.aaaa.bbbb"])
def test_forged_cookies_are_nobody(server: Flask, cookie: str) -> None:
    client = server.test_client()
    client.set_cookie("tallyroom", cookie)
    client.set_cookie("remember_token", "1|" + "0" * 128)
    assert client.get("/_dash-layout").status_code == 401


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [("/login", 200, "text/html"), ("/login/style.css", 200, "text/css"), ("/favicon.ico", 200, "image/svg+xml")],
)
def test_public_pages(browser: Browser, path: str, status: int, kind: str) -> None:
    with browser.get(path) as answer:
        assert (answer.status_code, answer.mimetype) == (status, kind)


def test_health_needs_no_database(settings: Settings) -> None:
    unreachable = replace(settings, accounts_url="postgresql+psycopg://nobody@127.0.0.1:1/none")
    answer = guarded(unreachable).test_client().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok")


@pytest.mark.usefixtures("ann")
def test_signed_in_sees_what_is_there(browser: Browser) -> None:
    assert browser.sign_in().status_code == 303
    assert [browser.get(path).status_code for path in ("/", "/overview", "/_dash-layout", "/nothing", "/_dash-nothing")] == [
        200,
        200,
        200,
        404,
        404,
    ]
    assert browser.get("/_dash-layout").json == {"brands": None, "name": "ann", "role": "analyst"}


@pytest.mark.usefixtures("ann")
def test_callbacks_need_the_token(browser: Browser) -> None:
    browser.sign_in()
    browser.get("/")
    assert browser.callback().status_code == 200
    for wrong in ("", "rubbish", browser.token()[:-1]):
        answer = browser.callback(**{"X-CSRFToken": wrong})
        assert (answer.status_code, set(answer.json)) == (400, {"error", "reference"})


@pytest.mark.usefixtures("ann")
def test_token_of_another_session_is_refused(server: Flask, browser: Browser) -> None:
    other = Browser(server.test_client())
    for each in (browser, other):
        each.sign_in()
        each.get("/")
    assert browser.token() != other.token()
    assert browser.callback(**{"X-CSRFToken": other.token()}).status_code == 400


@pytest.mark.usefixtures("ann")
def test_token_stays_the_same_while_the_session_lasts(browser: Browser) -> None:
    browser.sign_in()
    browser.get("/")
    before = browser.token()
    assert browser.get("/overview").headers.getlist("Set-Cookie") == []
    assert browser.token() == before


@pytest.mark.usefixtures("ann")
@pytest.mark.parametrize(
    "path", ["/", "/login", "/_dash-layout", "/nothing", "/broken", "/export/card", "/healthz", "/_dash-component-suites/x"]
)
def test_security_headers_are_on_every_answer(browser: Browser, path: str) -> None:
    browser.sign_in()
    headers = browser.get(path).headers
    assert headers["Content-Security-Policy"] == content_security_policy(())
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "same-origin")
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers


@pytest.mark.usefixtures("ann")
@pytest.mark.parametrize(
    ("path", "control"),
    [("/", "no-store"), ("/_dash-layout", "no-store"), ("/_dash-component-suites/x", "public, max-age=31536000, immutable")],
)
def test_answers_about_people_are_not_stored_and_static_files_are(browser: Browser, path: str, control: str) -> None:
    browser.sign_in()
    assert browser.get(path).headers["Cache-Control"] == control


def test_policy_names_script_hashes_once_quoted(settings: Settings) -> None:
    assert "script-src 'self' 'sha256-abc=' 'sha256-def=';" in content_security_policy(["sha256-abc=", "'sha256-def='"])
    server = guarded(settings)
    server.config["CONTENT_SECURITY_POLICY"] = content_security_policy(["sha256-abc="])
    assert "'sha256-abc='" in server.test_client().get("/healthz").headers["Content-Security-Policy"]


def test_production_sends_cookies_over_tls_only(installation: Settings) -> None:
    server = guarded(replace(installation, environment="production"))
    answer = server.test_client().get("/login", base_url="https://desk.example")
    cookies = answer.headers.getlist("Set-Cookie")
    assert [cookie.partition("=")[0] for cookie in cookies] == ["__Host-_csrf_token", "__Host-tallyroom"]
    assert all("; Secure" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie and "Domain" not in cookie for cookie in cookies)
    assert ["HttpOnly" in cookie for cookie in cookies] == [False, True]
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.usefixtures("ann")
@pytest.mark.parametrize(("path", "kind"), [("/broken", "text/html"), ("/_dash-broken", "application/json")])
def test_unforeseen_error_shows_a_reference_that_the_log_has(
    browser: Browser, caplog: pytest.LogCaptureFixture, path: str, kind: str
) -> None:
    browser.sign_in()
    with caplog.at_level(logging.ERROR):
        answer = browser.get(path)
    assert (answer.status_code, answer.mimetype) == (500, kind)
    assert "ZeroDivisionError" in caplog.text
    assert "ZeroDivisionError" not in answer.text
    reference = caplog.records[0].getMessage()[:8]
    assert reference in answer.text


@pytest.mark.usefixtures("ann")
def test_what_is_refused_is_in_the_log_under_its_reference(browser: Browser, caplog: pytest.LogCaptureFixture) -> None:
    browser.sign_in()
    with caplog.at_level(logging.INFO):
        tried = [
            browser.callback(**{"X-CSRFToken": "forged"}),
            browser.callback(**{"Sec-Fetch-Site": "cross-site"}),
            browser.get("/_dash-nothing"),
            Browser(browser.client.application.test_client()).get("/_dash-layout"),
        ]
    assert [answer.status_code for answer in tried] == [400, 403, 404, 401]
    said = [record.getMessage() for record in caplog.records]
    for answer in tried:
        (line,) = [text for text in said if answer.json["reference"] in text]
        assert f"answered {answer.status_code}" in line


@pytest.mark.usefixtures("ann")
def test_our_own_errors_are_shown_as_written(browser: Browser) -> None:
    browser.sign_in()
    answer = browser.get("/export/orders")
    assert (answer.status_code, answer.json["error"]) == (404, "orders holds nothing: import orders first.")


@pytest.mark.usefixtures("ann")
def test_body_over_two_megabytes_is_refused(browser: Browser) -> None:
    browser.sign_in()
    browser.get("/")
    answer = browser.client.post("/_dash-update-component", data=b"x" * 2_200_000, headers={"X-CSRFToken": browser.token()})
    assert (answer.status_code, set(answer.json)) == (413, {"error", "reference"})
    form = browser.client.post("/login", data={"name": "x" * 2_200_000})
    assert form.status_code == 413


@pytest.mark.usefixtures("ann")
def test_secured_view_refuses_and_the_refusal_is_audited(browser: Browser, engine) -> None:
    browser.sign_in()
    assert browser.get("/sales-only").status_code == 200
    set_role(engine, "ann", "fraud_analyst")
    answer = browser.get("/sales-only")
    assert answer.status_code == 403
    assert "sales.view" in answer.text
    with engine.connect() as connection:
        last = connection.execute(AUDIT_EVENTS.select().order_by(AUDIT_EVENTS.c.sequence.desc())).mappings().first()
    assert (last["action"], last["actor"], last["detail"]) == (Action.REFUSED, "ann", '{"permission":"sales.view"}')
