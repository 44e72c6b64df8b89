"""Signing in through a real OpenID Connect provider on loopback."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from dataclasses import replace
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import pytest
import requests
from flask import Flask
from sqlalchemy import Engine, select

from dashapp.auth.audit import verify_chain
from dashapp.auth.provider_sessions import SILENCE_SECONDS
from dashapp.auth.sessions import look_as
from dashapp.auth.users import add_user, user, users
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.db.migrate import migrate
from dashapp.db.sign_in import PROVIDER_SESSIONS
from dashapp.settings import Settings
from tests.auth.at_provider import SETTINGS, Provider, asked, come_in, details, go, say_yes, windows
from tests.auth.conftest import Browser, Clock, guarded, member
from tests.services import free_port


@pytest.fixture
def provider(issuer: str) -> Provider:
    return Provider(issuer)


@pytest.fixture
def installation(tmp_path, issuer: str) -> Settings:
    """On SQLite: what is asked of the database here is asked of PostgreSQL elsewhere in this folder."""
    found = Settings.from_environment({"VAR_DIR": str(tmp_path / "var"), "OIDC_ISSUER": issuer, **SETTINGS})
    migrate(found)
    return found


def test_two_browsers_come_in_as_two_roles(server: Flask, provider: Provider, engine: Engine) -> None:
    provider.put("ann", "other", "finance-team", "everyone", name="Ann Lee", email="ann@example.com")
    provider.put("bob", "everyone")
    ann, bob = windows(server)
    answer = come_in(ann, "ann", "/oidc/login?next=/overview%3Fcountry%3DDE")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/overview?country=DE")
    assert come_in(bob, "bob").headers["Location"] == "/"
    assert [(each.callback().json["name"], each.callback().json["role"]) for each in (ann, bob)] == [("ann", "finance"), ("bob", "support")]
    made = user(engine, "ann")
    assert (made.display_name, made.email, made.must_change_password) == ("Ann Lee", "ann@example.com", False)
    assert "provider" in details(engine, "sign_in")[0]
    assert details(engine, "user_added") == ['{"by":"provider","role":"finance"}', '{"by":"provider","role":"support"}']
    assert verify_chain(engine).whole


def test_the_way_there_carries_state_nonce_and_a_challenge_and_never_the_host(server: Flask, issuer: str) -> None:
    (browser,) = windows(server, 1)
    elsewhere = browser.get("/oidc/login", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    assert asked(elsewhere.headers["Location"])["redirect_uri"] == "https://desk.example/oidc/callback"
    answer = browser.get("/oidc/login")
    given = asked(answer.headers["Location"])
    assert answer.headers["Location"].startswith(issuer)
    assert (given["redirect_uri"], given["response_type"]) == ("https://desk.example/oidc/callback", "code")
    assert given["code_challenge_method"] == "S256"
    with browser.client.session_transaction() as session:
        begun = session["oidc"]
    challenge = urlsafe_b64encode(sha256(begun["verifier"].encode()).digest()).rstrip(b"=").decode()
    assert (given["state"], given["nonce"], given["code_challenge"]) == (begun["state"], begun["nonce"], challenge)
    assert begun["verifier"] not in answer.headers["Location"]


def test_no_token_is_in_a_cookie_and_those_kept_are_sealed(server: Flask, provider: Provider, engine: Engine) -> None:
    provider.put("ann", "everyone")
    (browser,) = windows(server, 1)
    come_in(browser, "ann")
    with browser.client.session_transaction() as session:
        assert set(session) == {"_id", "_user_id", "_fresh", "csrf_token"}
    with engine.connect() as connection:
        sealed = connection.execute(select(PROVIDER_SESSIONS.c.tokens)).scalar_one()
    assert "token" not in sealed


def test_another_site_signs_nobody_in(server: Flask, provider: Provider) -> None:
    """A link to the button leads to the page with the button; the provider's own way back is a link too, and is followed."""
    provider.put("ann", "everyone")
    (browser,) = windows(server, 1)
    led = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert browser.get("/oidc/login", headers=led).headers["Location"] == "/login"
    back = say_yes(go(browser), "ann")
    assert browser.get(back, headers=led).status_code == 303


def test_somebody_without_a_mapped_group_is_refused(server: Flask, provider: Provider, engine: Engine) -> None:
    for subject, groups in (("ann", ()), ("bob", ("Desk-Admins", "desk-admins "))):
        provider.put(subject, *groups)
        (browser,) = windows(server, 1)
        answer = come_in(browser, subject)
        assert (answer.status_code, "None of your groups" in answer.text) == (403, True)
        assert browser.get("/").status_code == 302
    assert users(engine) == []


def test_a_role_removed_at_the_provider_is_gone_at_the_next_request(server: Flask, provider: Provider, engine: Engine) -> None:
    provider.put("ann", "finance-team")
    (browser,) = windows(server, 1)
    come_in(browser, "ann")
    assert browser.callback().json["role"] == "finance"
    provider.put("ann", "everyone")
    assert browser.callback().json["role"] == "support"
    assert details(engine, "role_from_provider") == ['{"after":"support","before":"finance"}']
    provider.put("ann")
    assert browser.callback().status_code == 401
    assert "None of your groups" in browser.get("/login").text
    assert len(details(engine, "provider_refused")) == 1


def test_an_admin_who_looks_at_another_desk_is_still_asked_about_as_themselves(server: Flask, provider: Provider, engine: Engine) -> None:
    member(engine, "bob", "support")
    provider.put("ann", "desk-admins")
    (browser,) = windows(server, 1)
    come_in(browser, "ann")
    with browser.client.session_transaction() as session:
        look_as(engine, session["_user_id"], user(engine, "bob").user_id)
    assert browser.callback().json["name"] == "ann as bob"
    assert (user(engine, "ann").role, user(engine, "bob").role) == ("admin", "support")
    add_user(engine, "second", "admin")
    provider.put("ann", "finance-team")
    assert (browser.callback().json["name"], user(engine, "ann").role) == ("ann", "finance")
    provider.put("ann")
    assert browser.callback().status_code == 401


def test_an_account_shut_out_at_the_provider_is_out_at_the_next_request(server: Flask, provider: Provider) -> None:
    provider.put("ann", "everyone")
    (browser,) = windows(server, 1)
    come_in(browser, "ann")
    assert browser.get("/").status_code == 200
    provider.shut_out("ann")
    assert browser.get("/").status_code == 302
    assert browser.get("/").status_code == 302


def test_the_provider_is_asked_only_so_often(installation: Settings, provider: Provider, clock: Clock) -> None:
    provider.put("ann", "finance-team")
    (browser,) = windows(guarded(replace(installation, oidc_recheck_seconds=300), clock), 1)
    come_in(browser, "ann")
    provider.put("ann", "everyone")
    clock.forward(299)
    assert browser.callback().json["role"] == "finance"
    clock.forward(1)
    assert browser.callback().json["role"] == "support"


def test_a_silent_provider_ends_sessions_after_half_an_hour_only(
    installation: Settings, provider: Provider, clock: Clock, server: Flask
) -> None:
    provider.put("ann", "everyone")
    (browser,) = windows(server, 1)
    come_in(browser, "ann")
    nowhere = guarded(replace(installation, oidc_issuer=f"http://127.0.0.1:{free_port()}"), clock)
    stranded = Browser(nowhere.test_client())
    stranded.client.set_cookie("tallyroom", browser.client.get_cookie("tallyroom").value)
    clock.forward(SILENCE_SECONDS - 1)
    assert stranded.get("/").status_code == 200
    clock.forward(1)
    assert stranded.get("/").status_code == 302
    assert "does not answer" in stranded.get("/login").text


def test_a_silent_provider_is_said_at_sign_in(installation: Settings, clock: Clock) -> None:
    nowhere = guarded(replace(installation, oidc_issuer=f"http://127.0.0.1:{free_port()}"), clock)
    answer = Browser(nowhere.test_client()).get("/oidc/login")
    assert (answer.status_code, "does not answer" in answer.text) == (503, True)


def test_a_provider_that_says_it_is_another_is_refused(installation: Settings, clock: Clock, tmp_path: Path) -> None:
    about = tmp_path / ".well-known" / "openid-configuration"
    about.parent.mkdir()
    about.write_text(requests.get(f"{installation.oidc_issuer}/.well-known/openid-configuration", timeout=10).text)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=tmp_path)) as liar:
        Thread(target=liar.serve_forever, daemon=True).start()
        other = guarded(replace(installation, oidc_issuer=f"http://127.0.0.1:{liar.server_port}"), clock)
        answer = Browser(other.test_client()).get("/oidc/login")
        liar.shutdown()
    assert (answer.status_code, "not the one that OIDC_ISSUER names" in answer.text) == (503, True)


def _wrong_answers(good: str) -> dict[str, str]:
    state = asked(good)["state"]
    return {
        "/oidc/callback": "not begun",
        "/oidc/callback?state=" + "x" * 64: "not begun",
        f"/oidc/callback?state={state}": "no code",
        f"/oidc/callback?state={state}&code=": "no code",
        f"/oidc/callback?state={state}&code=made-up": "did not take",
        f"/oidc/callback?state={state}&error=access_denied&error_description=<b>": "did not sign you in",
        f"/oidc/callback?state={state}&error=" + quote("<script>alert(1)</script>"): "did not sign you in",
        f"{good}&iss=https://evil.example": "another provider",
        f"/oidc/callback?state={state}%ED%A0%80&code=x": "not begun",
    }


@pytest.mark.parametrize("number", range(9))
def test_a_wrong_answer_is_a_sentence(server: Flask, provider: Provider, number: int) -> None:
    provider.put("ann", "everyone")
    (browser,) = windows(server, 1)
    path, sentence = list(_wrong_answers(say_yes(go(browser), "ann")).items())[number]
    answer = browser.get(path)
    assert (answer.status_code, sentence in answer.text) == (400, True), answer.text
    assert "<script>alert" not in answer.text
    assert browser.get("/").status_code == 302


def test_an_answer_is_of_no_use_twice_nor_in_another_browser(server: Flask, provider: Provider) -> None:
    provider.put("ann", "everyone")
    ann, thief = windows(server)
    go(thief)
    back = say_yes(go(ann), "ann")
    before = ann.client.get_cookie("tallyroom").value
    assert thief.get(back).status_code == 400
    assert ann.get(back).status_code == 303
    assert ann.get(back).status_code == 400
    ann.client.set_cookie("tallyroom", before)
    replayed = ann.get(back)
    assert (replayed.status_code, "used up" in replayed.text) == (400, True)


def test_a_planted_nonce_is_refused(server: Flask, provider: Provider) -> None:
    provider.put("ann", "everyone")
    (browser,) = windows(server, 1)
    back = say_yes(go(browser), "ann")
    with browser.client.session_transaction() as session:
        session["oidc"] = {**session["oidc"], "nonce": "of another sign-in"}
    answer = browser.get(back)
    assert (answer.status_code, "could not be verified" in answer.text) == (400, True)


def test_an_answer_that_comes_too_late_is_refused(server: Flask, provider: Provider, clock: Clock) -> None:
    provider.put("ann", "everyone")
    (browser,) = windows(server, 1)
    back = say_yes(go(browser), "ann")
    clock.forward(600)
    assert browser.get(back).status_code == 400


def test_signing_out_leads_to_the_provider_and_back_to_sign_in(server: Flask, provider: Provider, engine: Engine) -> None:
    provider.put("ann", "everyone")
    (browser,) = windows(server, 1)
    come_in(browser, "ann")
    browser.get("/")
    page = browser.client.post("/logout", data={"csrf_token": browser.token()})
    address = re.search(r'class="button" href="([^"]+)"', page.text)[1].replace("&amp;", "&")
    given = asked(address)
    assert address.startswith(f"{provider.issuer}/oauth2/end_session?")
    assert (given["post_logout_redirect_uri"], given["client_id"]) == ("https://desk.example/login", "desk")
    assert given["id_token_hint"].count(".") == 2
    assert requests.get(address, timeout=10).status_code == 200
    assert browser.get("/").status_code == 302
    with engine.connect() as connection:
        assert "sign_out" in list(connection.execute(select(AUDIT_EVENTS.c.action)).scalars())


def test_somebody_from_the_provider_has_no_password_page(server: Flask, provider: Provider) -> None:
    provider.put("ann", "everyone")
    (browser,) = windows(server, 1)
    come_in(browser, "ann")
    assert [browser.get(path).status_code for path in ("/change-password", "/second-factor", "/profile")] == [403, 403, 200]


def test_without_a_provider_nothing_is_offered(settings: Settings) -> None:
    migrate(settings)
    browser = Browser(guarded(settings).test_client())
    assert "/oidc/login" not in browser.get("/login").text
    assert [browser.get(path).status_code for path in ("/oidc/login", "/oidc/callback?state=x&code=y")] == [404, 404]
