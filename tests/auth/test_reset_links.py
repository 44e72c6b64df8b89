"""A forgotten password: one link, hashed at rest, once, half an hour; the page tells nobody who has an account."""

from __future__ import annotations

import re
import threading
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import Engine, select, update

from dashapp.auth import reset_links
from dashapp.auth.identities import link
from dashapp.auth.users import deactivate
from dashapp.auth.viewer import stand_in
from dashapp.db.accounts import AUDIT_EVENTS, USERS
from dashapp.db.sign_in import ONE_TIME_LINKS
from dashapp.errors import SettingError, UserError
from dashapp.mail import NotSent
from dashapp.settings import Settings
from tests.auth.conftest import PASSWORD, Browser, Clock, guarded, member

NEW = "copper lantern orbit seven"
ADDRESS = "ann@example.com"


@pytest.fixture
def installation(settings: Settings) -> Settings:
    """With an address of its own and a mail server that is not there: what is sent is looked at in tests/test_mail.py."""
    from dashapp.db.migrate import migrate

    migrate(settings)
    return replace(settings, public_url="https://desk.example", smtp_url="smtp://127.0.0.1:1")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Who was written to, and what."""
    letters: list[tuple[str, str]] = []
    monkeypatch.setattr(reset_links.mail, "send", lambda _settings, to, _subject, text: letters.append((to, text)))
    return letters


@pytest.fixture
def ann(engine: Engine, ann: str) -> str:
    """With an e-mail address."""
    with engine.begin() as connection:
        connection.execute(update(USERS).where(USERS.c.name == ann).values(email=ADDRESS))
    return ann


def _ask(browser: Browser, name: str):
    answer = _post(browser, "/forgot-password", {"name": name})
    for thread in threading.enumerate():
        if thread.name == "reset-link":
            thread.join(10)
    return answer


def _post(browser: Browser, path: str, data: dict[str, str]):
    page = browser.get(path).text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    token = found[1] if found else browser.token()
    return browser.client.post(path, data={"csrf_token": token, **data}, environ_overrides={"REMOTE_ADDR": browser.address})


def _open(browser: Browser, address: str):
    return browser.get(address.removeprefix("https://desk.example"), follow_redirects=True)


def test_a_link_sets_a_password_once_and_ends_every_session(
    browser: Browser, server: Flask, engine: Engine, installation: Settings, ann: str, clock: Clock
) -> None:
    other = Browser(server.test_client())
    other.sign_in()
    address = reset_links.make(engine, installation, ann, clock.now)
    token = address.partition("token=")[2]
    with engine.connect() as connection:
        assert token not in str(connection.execute(select(ONE_TIME_LINKS)).all())
    page = _open(browser, address)
    assert (page.status_code, page.request.path, page.request.query_string) == (200, "/reset-password", b"")
    weak = _post(browser, "/reset-password", {"password": "short", "repeat": "short"})
    assert (weak.status_code, "12 to 200" in weak.text) == (400, True)
    assert _post(browser, "/reset-password", {"password": NEW, "repeat": NEW}).headers["Location"] == "/login"
    assert "new password is saved" in browser.get("/login").text
    assert other.get("/").status_code == 302
    assert [browser.sign_in(ann, given).status_code for given in (PASSWORD, NEW)] == [401, 303]
    again = Browser(server.test_client())
    assert "used or is too old" in _open(again, address).text


def test_a_link_is_good_for_half_an_hour(browser: Browser, engine: Engine, installation: Settings, ann: str, clock: Clock) -> None:
    address = reset_links.make(engine, installation, ann, clock.now)
    clock.forward(reset_links.LINK_SECONDS - 1)
    assert _open(browser, address).status_code == 200
    clock.forward(1)
    assert _open(browser, address).status_code == 400
    refused = _post(browser, "/reset-password", {"password": NEW, "repeat": NEW})
    assert (refused.status_code, "used or is too old" in refused.text) == (400, True)


def test_a_newer_link_and_deactivation_void_a_link(engine: Engine, installation: Settings, ann: str, clock: Clock) -> None:
    first = reset_links.make(engine, installation, ann, clock.now)
    second = reset_links.make(engine, installation, ann, clock.now)
    owners = [reset_links.owner(engine, installation, each.partition("token=")[2], clock.now) for each in (first, second)]
    assert owners == [None, "ann"]
    deactivate(engine, ann)
    with pytest.raises(UserError, match="used or is too old"):
        reset_links.use(engine, installation, second.partition("token=")[2], NEW, clock.now)


def test_the_page_answers_alike_whoever_is_asked_for(browser: Browser, engine: Engine, ann: str, sent: list) -> None:
    pages = [_ask(browser, name) for name in (ann, "nobody", ADDRESS.upper(), "' or 1=1 --")]
    assert {page.status_code for page in pages} == {200}
    assert len({re.sub(r'value="[^"]+"', "", page.text) for page in pages}) == 1
    assert [to for to, _ in sent] == [ADDRESS, ADDRESS]
    assert "https://desk.example/reset-password?token=" in sent[0][1]
    with engine.connect() as connection:
        actions = list(connection.execute(select(AUDIT_EVENTS.c.action)).scalars())
    assert actions.count("password_link_made") == 2


def test_the_link_never_takes_its_address_from_the_request(browser: Browser, ann: str, sent: list) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/forgot-password").text)[1]
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    browser.client.post("/forgot-password", data={"csrf_token": token, "name": ann}, headers=headers)
    for thread in threading.enumerate():
        if thread.name == "reset-link":
            thread.join(10)
    assert all("evil" not in text for _, text in sent)


def test_asking_again_and_again_is_throttled(browser: Browser, ann: str, sent: list) -> None:
    assert [_ask(browser, ann).status_code for _ in range(5)] == [200, 200, 200, 200, 429]
    assert len(sent) == 4


def test_a_server_that_refuses_is_for_the_log_only(browser: Browser, ann: str, caplog: pytest.LogCaptureFixture) -> None:
    assert _ask(browser, ann).status_code == 200
    assert "SMTP_URL" in caplog.text
    assert ADDRESS not in caplog.text


def test_without_a_mail_server_nothing_is_offered(settings: Settings, engine: Engine, clock: Clock) -> None:
    plain = Browser(guarded(settings, clock).test_client())
    assert "/forgot-password" not in plain.get("/login").text
    assert plain.get("/forgot-password").status_code == 404
    with pytest.raises(SettingError, match="PUBLIC_URL"):
        reset_links.make(engine, settings, "ann", clock.now)


def test_somebody_from_the_provider_gets_no_link(engine: Engine, installation: Settings, ann: str, clock: Clock, sent: list) -> None:
    link(engine, replace(installation, oidc_issuer="https://idp.example"), ann, "s-1")
    reset_links.send(engine, installation, ann, clock.now)
    assert sent == []
    with pytest.raises(UserError, match="through the provider"):
        reset_links.make(engine, installation, ann, clock.now)


def test_an_invitation_says_who_one_is_and_sets_a_password(
    browser: Browser, engine: Engine, installation: Settings, ann: str, clock: Clock, sent: list[tuple[str, str]]
) -> None:
    reset_links.invite(engine, installation, ann, clock.now, stand_in("admin"))
    ((to, letter),) = sent
    assert to == ADDRESS
    assert "You may sign in to" in letter
    assert "as ann." in letter
    (address,) = re.findall(r"https://desk\.example/\S+", letter)
    page = _open(browser, address)
    assert "For ann." in page.text
    answer = _post(browser, "/reset-password", {"password": NEW, "repeat": NEW})
    assert answer.status_code in (200, 303)
    assert browser.sign_in(password=NEW).status_code == 303
    with engine.connect() as connection:
        made = connection.execute(select(AUDIT_EVENTS.c.actor).where(AUDIT_EVENTS.c.action == "password_link_made")).scalars().all()
    assert made == ["admin"]


def test_nobody_is_invited_without_an_address_or_with_no_way_to_lead_them(
    engine: Engine, installation: Settings, ann: str, clock: Clock, sent: list[tuple[str, str]]
) -> None:
    with pytest.raises(SettingError, match="PUBLIC_URL"):
        reset_links.invite(engine, replace(installation, public_url=""), ann, clock.now, stand_in("admin"))
    member(engine, "bob", "analyst")
    with pytest.raises(UserError, match="No e-mail address of bob is known"):
        reset_links.invite(engine, installation, "bob", clock.now, stand_in("admin"))
    assert sent == []


def test_an_invitation_that_the_server_does_not_take_is_said(engine: Engine, installation: Settings, ann: str, clock: Clock) -> None:
    with pytest.raises(NotSent):
        reset_links.invite(engine, installation, ann, clock.now, stand_in("admin"))
