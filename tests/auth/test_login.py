"""Signing in, out, and choosing a password."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from dashapp.auth import reset_links
from dashapp.auth.audit import verify_chain
from dashapp.auth.login import local_path
from dashapp.auth.users import ONE_TIME_SECONDS, add_user, deactivate, reset_password, user
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.settings import Settings
from tests.auth.conftest import PASSWORD, Browser, Clock, guarded, member

NEW = "copper lantern orbit seven"


def _actions(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(select(AUDIT_EVENTS.c.action).order_by(AUDIT_EVENTS.c.sequence)).scalars())


@pytest.mark.usefixtures("ann")
def test_sign_in_and_out_are_audited(browser: Browser, engine: Engine) -> None:
    assert browser.get("/overview?country=DE").headers["Location"] == "/login?next=/overview?country%3DDE"
    answer = browser.sign_in("ANN ", PASSWORD, next="/overview?country=DE")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/overview?country=DE")
    assert browser.get("/login").headers["Location"] == "/"
    assert browser.client.post("/logout", data={"csrf_token": browser.token()}).headers["Location"] == "/login"
    assert browser.get("/overview").status_code == 302
    assert _actions(engine) == ["user_added", "password_changed", "sign_in", "sign_out"]
    assert verify_chain(engine).whole


@pytest.mark.usefixtures("ann")
def test_unknown_name_wrong_password_and_deactivated_user_get_one_answer(browser: Browser, engine: Engine) -> None:
    wrong = browser.sign_in("ann", "wrong password here")
    unknown = browser.sign_in("bob", "wrong password here")
    deactivate(engine, "ann")
    shut_out = browser.sign_in("ann", PASSWORD)
    assert [answer.status_code for answer in (wrong, unknown, shut_out)] == [401] * 3
    texts = {_sentence(answer.text) for answer in (wrong, unknown, shut_out)}
    assert len(texts) == 1


def test_odd_names_are_only_wrong(browser: Browser) -> None:
    for name in ("", "\0", "a" * 5000, "<script>", "' or 1=1 --", "\ufffd", "ß" * 64):
        answer = browser.sign_in(name, "x" * 3000)
        assert (name, answer.status_code) == (name, 401)
        assert "<script>" not in answer.text


TARGETS = [
    "//evil.example",
    "https://evil.example",
    "/\\evil.example",
    "\\evil",
    "/\t/evil.example",
    "/a\nb",
    "javascript:alert(1)",
    "evil",
    "",
    "/%5Cevil\\",
]


def test_next_never_leaves_the_site(browser: Browser, ann: str) -> None:
    for target in TARGETS:
        browser.client.delete_cookie("tallyroom")
        assert (target, browser.sign_in(ann, PASSWORD, next=target).headers["Location"]) == (target, "/")


def test_local_path_keeps_paths() -> None:
    assert [local_path(path) for path in ("/", "/sales?from=2026-01-01&brand=Ålba", "/a//b")] == [
        "/",
        "/sales?from=2026-01-01&brand=Ålba",
        "/a//b",
    ]


@pytest.mark.usefixtures("ann")
def test_sign_in_without_a_token_asks_again(browser: Browser) -> None:
    answer = browser.client.post("/login", data={"name": "ann", "password": PASSWORD})
    assert (answer.status_code, 'value="ann"' in answer.text) == (400, True)
    assert "open too long" in _sentence(answer.text)


@pytest.mark.usefixtures("ann")
def test_session_of_before_is_gone_after_sign_in(server: Flask, browser: Browser) -> None:
    browser.get("/login")
    with browser.client.session_transaction() as session:
        session["planted"] = "by somebody else"
    browser.sign_in()
    first = browser.client.get_cookie("tallyroom")
    with browser.client.session_transaction() as session:
        assert "planted" not in session
    thief = Browser(server.test_client())
    thief.client.set_cookie("tallyroom", first.value)
    assert thief.get("/").status_code == 200
    browser.client.post("/login", data={"csrf_token": browser.token(), "name": "ann", "password": PASSWORD})
    assert (browser.get("/").status_code, thief.get("/").status_code) == (200, 302)


def test_one_time_password_must_be_changed_first(browser: Browser, engine: Engine) -> None:
    password = add_user(engine, "Ann", "analyst")
    assert browser.sign_in("ann", password.upper().replace("-", " ")).status_code == 303
    assert browser.get("/overview").headers["Location"] == "/change-password"
    layout, callback = browser.get("/_dash-layout"), browser.callback()
    assert (layout.status_code, callback.status_code) == (403, 403)
    assert layout.json["change_password"] == "/change-password"
    for weak, sentence in (
        (password, "one-time password"),
        ("short", "12 to 200"),
        ("password2026", "tried first"),
        ("I am ann and here", "sign-in name"),
    ):
        refused = browser.post("/change-password", {"password": weak, "repeat": weak})
        assert (refused.status_code, sentence in _sentence(refused.text)) == (400, True), weak
    assert "differ" in _sentence(browser.post("/change-password", {"password": NEW, "repeat": NEW + "!"}).text)
    assert browser.post("/change-password", {"password": NEW, "repeat": NEW}).headers["Location"] == "/"
    assert browser.get("/overview").status_code == 200
    assert not user(engine, "ann").must_change_password
    again = Browser(browser.client.application.test_client())
    assert [again.sign_in("ann", given).status_code for given in (password, NEW)] == [401, 303]


def test_one_time_password_expires(browser: Browser, engine: Engine, clock: Clock) -> None:
    password = add_user(engine, "ann", "analyst")
    clock.forward(ONE_TIME_SECONDS + 1)
    answer = browser.sign_in("ann", password)
    assert (answer.status_code, "expired" in _sentence(answer.text)) == (401, True)


@pytest.mark.usefixtures("ann")
def test_changing_the_password_ends_the_other_sessions(server: Flask, browser: Browser) -> None:
    other = Browser(server.test_client())
    other.sign_in()
    browser.sign_in()
    wrong = browser.post("/change-password", {"current": "not it at all", "password": NEW, "repeat": NEW})
    same = browser.post("/change-password", {"current": PASSWORD, "password": PASSWORD, "repeat": PASSWORD})
    assert (_sentence(wrong.text), same.status_code) == ("The current password is not right.", 400)
    assert other.get("/").status_code == 200
    assert browser.post("/change-password", {"current": PASSWORD, "password": NEW, "repeat": NEW}).status_code == 303
    assert (browser.get("/").status_code, other.get("/").status_code) == (200, 302)


@pytest.mark.usefixtures("ann")
def test_guessing_the_current_password_is_slowed_too(browser: Browser) -> None:
    browser.sign_in()
    wrong = [browser.post("/change-password", {"current": "no", "password": NEW, "repeat": NEW}).status_code for _ in range(5)]
    assert wrong == [400, 400, 400, 400, 429]


@pytest.mark.usefixtures("ann")
def test_reset_ends_sessions_and_the_old_password(browser: Browser, engine: Engine) -> None:
    browser.sign_in()
    password = reset_password(engine, "ANN")
    assert browser.get("/").status_code == 302
    assert [browser.sign_in("ann", given).status_code for given in (PASSWORD, password)] == [401, 303]


def test_pages_say_what_fields_are_for(browser: Browser, ann: str) -> None:
    login = browser.get("/login").text
    for part in (
        'autocomplete="username"',
        'autocomplete="current-password"',
        '<label for="name">',
        '<label for="password">',
        '<html lang="en">',
        "<svg",
    ):
        assert part in login
    assert "<script" not in login
    browser.sign_in(ann)
    change = browser.get("/change-password").text
    assert change.count('autocomplete="new-password"') == 2


def test_password_fields_hide_what_is_typed_and_hinder_no_manager(browser: Browser, ann: str) -> None:
    pages = [browser.get("/login").text]
    browser.sign_in(ann)
    pages += [browser.get(path).text for path in ("/change-password", "/second-factor")]
    fields = [field for page in pages for field in re.findall(r"<input[^>]*>", page) if "-password" in field]
    assert len(fields) == 5
    assert all('type="password"' in field and "onpaste" not in field and 'autocomplete="off"' not in field for field in fields)
    assert all("<script" not in page for page in pages)


def test_there_is_a_way_out_of_every_page_of_oneself(browser: Browser, ann: str) -> None:
    browser.sign_in(ann)
    for path in ("/profile", "/change-password", "/second-factor"):
        assert 'action="/logout"' in browser.get(path).text, path


def test_a_password_of_the_list_is_chosen_on_no_page(installation: Settings, engine: Engine, clock: Clock, tmp_path: Path) -> None:
    (tmp_path / "leaked.txt").write_text(NEW + "\n")
    server = guarded(replace(installation, leaked_list=tmp_path / "leaked.txt", public_url="https://desk.example"), clock)
    member(engine, "bob", "analyst")
    browser = Browser(server.test_client())
    browser.sign_in("bob")
    refused = browser.post("/change-password", {"current": PASSWORD, "password": NEW, "repeat": NEW})
    assert (refused.status_code, "list of leaked ones" in refused.text) == (400, True)
    address = reset_links.make(engine, replace(installation, public_url="https://desk.example"), "bob", clock.now)
    other = Browser(server.test_client())
    page = other.get(address.removeprefix("https://desk.example"), follow_redirects=True).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    refused = other.client.post("/reset-password", data={"csrf_token": token, "password": NEW, "repeat": NEW})
    assert (refused.status_code, "list of leaked ones" in refused.text) == (400, True)


def _sentence(page: str) -> str:
    return page.partition('role="alert">')[2].partition("<")[0].replace("&#39;", "'")
