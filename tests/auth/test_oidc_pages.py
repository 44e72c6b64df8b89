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
from dashapp.auth.identities import link, set_break_glass
from dashapp.auth.provider_sessions import SILENCE_SECONDS
from dashapp.auth.users import add_user, deactivate, reset_password, user, users
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.db.migrate import migrate
from dashapp.db.sign_in import PROVIDER_SESSIONS
from dashapp.errors import SettingError, UserError
from dashapp.settings import Settings
from tests.auth.at_provider import SETTINGS, Provider, asked, come_in, go, say_yes
from tests.auth.conftest import PASSWORD, Browser, Clock, guarded, member
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


def _windows(server: Flask, count: int = 2) -> list[Browser]:
    return [Browser(server.test_client(), f"203.0.113.{number}") for number in range(count)]


def _details(engine: Engine, action: str) -> list[str]:
    with engine.connect() as connection:
        wanted = select(AUDIT_EVENTS.c.detail).where(AUDIT_EVENTS.c.action == action).order_by(AUDIT_EVENTS.c.sequence)
        return list(connection.execute(wanted).scalars())


def test_two_browsers_come_in_as_two_roles(server: Flask, provider: Provider, engine: Engine) -> None:
    provider.put("ann", "other", "finance-team", "everyone", name="Ann Lee", email="ann@example.com")
    provider.put("bob", "everyone")
    ann, bob = _windows(server)
    answer = come_in(ann, "ann", "/oidc/login?next=/overview%3Fcountry%3DDE")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/overview?country=DE")
    assert come_in(bob, "bob").headers["Location"] == "/"
    assert [(each.callback().json["name"], each.callback().json["role"]) for each in (ann, bob)] == [("ann", "finance"), ("bob", "support")]
    made = user(engine, "ann")
    assert (made.display_name, made.email, made.must_change_password) == ("Ann Lee", "ann@example.com", False)
    assert "provider" in _details(engine, "sign_in")[0]
    assert _details(engine, "user_added") == ['{"by":"provider","role":"finance"}', '{"by":"provider","role":"support"}']
    assert verify_chain(engine).whole


def test_the_way_there_carries_state_nonce_and_a_challenge_and_never_the_host(server: Flask, issuer: str) -> None:
    (browser,) = _windows(server, 1)
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
    (browser,) = _windows(server, 1)
    come_in(browser, "ann")
    with browser.client.session_transaction() as session:
        assert set(session) == {"_id", "_user_id", "_fresh", "csrf_token"}
    with engine.connect() as connection:
        sealed = connection.execute(select(PROVIDER_SESSIONS.c.tokens)).scalar_one()
    assert "token" not in sealed


def test_somebody_without_a_mapped_group_is_refused(server: Flask, provider: Provider, engine: Engine) -> None:
    for subject, groups in (("ann", ()), ("bob", ("Desk-Admins", "desk-admins "))):
        provider.put(subject, *groups)
        (browser,) = _windows(server, 1)
        answer = come_in(browser, subject)
        assert (answer.status_code, "None of your groups" in answer.text) == (403, True)
        assert browser.get("/").status_code == 302
    assert users(engine) == []


def test_a_role_removed_at_the_provider_is_gone_at_the_next_request(server: Flask, provider: Provider, engine: Engine) -> None:
    provider.put("ann", "finance-team")
    (browser,) = _windows(server, 1)
    come_in(browser, "ann")
    assert browser.callback().json["role"] == "finance"
    provider.put("ann", "everyone")
    assert browser.callback().json["role"] == "support"
    assert _details(engine, "role_from_provider") == ['{"after":"support","before":"finance"}']
    provider.put("ann")
    assert browser.callback().status_code == 401
    assert "None of your groups" in browser.get("/login").text
    assert len(_details(engine, "provider_refused")) == 1


def test_an_account_shut_out_at_the_provider_is_out_at_the_next_request(server: Flask, provider: Provider) -> None:
    provider.put("ann", "everyone")
    (browser,) = _windows(server, 1)
    come_in(browser, "ann")
    assert browser.get("/").status_code == 200
    provider.shut_out("ann")
    assert browser.get("/").status_code == 302
    assert browser.get("/").status_code == 302


def test_the_provider_is_asked_only_so_often(installation: Settings, provider: Provider, clock: Clock) -> None:
    provider.put("ann", "finance-team")
    (browser,) = _windows(guarded(replace(installation, oidc_recheck_seconds=300), clock), 1)
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
    (browser,) = _windows(server, 1)
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
    (browser,) = _windows(server, 1)
    path, sentence = list(_wrong_answers(say_yes(go(browser), "ann")).items())[number]
    answer = browser.get(path)
    assert (answer.status_code, sentence in answer.text) == (400, True), answer.text
    assert "<script>alert" not in answer.text
    assert browser.get("/").status_code == 302


def test_an_answer_is_of_no_use_twice_nor_in_another_browser(server: Flask, provider: Provider) -> None:
    provider.put("ann", "everyone")
    ann, thief = _windows(server)
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
    (browser,) = _windows(server, 1)
    back = say_yes(go(browser), "ann")
    with browser.client.session_transaction() as session:
        session["oidc"] = {**session["oidc"], "nonce": "of another sign-in"}
    answer = browser.get(back)
    assert (answer.status_code, "could not be verified" in answer.text) == (400, True)


def test_an_answer_that_comes_too_late_is_refused(server: Flask, provider: Provider, clock: Clock) -> None:
    provider.put("ann", "everyone")
    (browser,) = _windows(server, 1)
    back = say_yes(go(browser), "ann")
    clock.forward(600)
    assert browser.get(back).status_code == 400


def test_signing_out_leads_to_the_provider_and_back_to_sign_in(server: Flask, provider: Provider, engine: Engine) -> None:
    provider.put("ann", "everyone")
    (browser,) = _windows(server, 1)
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


def test_a_user_with_the_same_name_or_address_is_somebody_else(server: Flask, provider: Provider, engine: Engine) -> None:
    add_user(engine, "ann", "admin", email="ann@example.com")
    provider.put("s-1", "everyone", preferred_username="ann", email="ann@example.com")
    (browser,) = _windows(server, 1)
    come_in(browser, "s-1")
    assert browser.callback().json == {"brands": None, "name": "ann-2", "role": "support"}
    assert user(engine, "ann").role == "admin"


def test_without_just_in_time_only_linked_users_come_in(installation: Settings, provider: Provider, clock: Clock, engine: Engine) -> None:
    server = guarded(replace(installation, oidc_just_in_time=False), clock)
    provider.put("s-1", "finance-team")
    ann, _ = _windows(server)
    assert "no user here yet" in come_in(ann, "s-1").text
    member(engine, "ann", "analyst")
    link(engine, installation, "ann", "s-1")
    assert come_in(ann, "s-1").status_code == 303
    assert ann.callback().json["role"] == "finance"
    with pytest.raises(UserError, match="belongs to a user"):
        link(engine, installation, "ann", "s-1")
    assert Browser(server.test_client()).sign_in("ann", PASSWORD).status_code == 401
    with pytest.raises(UserError, match="through the provider"):
        reset_password(engine, "ann")


def test_a_deactivated_user_is_refused(server: Flask, provider: Provider, engine: Engine) -> None:
    provider.put("ann", "everyone")
    ann, again = _windows(server)
    come_in(ann, "ann")
    deactivate(engine, "ann")
    assert ann.get("/").status_code == 302
    answer = come_in(again, "ann")
    assert (answer.status_code, "deactivated" in answer.text) == (403, True)


def test_the_last_admin_is_refused_rather_than_demoted(server: Flask, provider: Provider, engine: Engine) -> None:
    provider.put("ann", "desk-admins")
    (browser,) = _windows(server, 1)
    come_in(browser, "ann")
    assert browser.callback().json["role"] == "admin"
    provider.put("ann", "everyone")
    assert browser.callback().status_code == 401
    assert user(engine, "ann").role == "admin"


def test_only_break_glass_users_have_passwords_where_the_settings_say_so(installation: Settings, clock: Clock, engine: Engine) -> None:
    server = guarded(replace(installation, local_sign_in="break-glass"), clock)
    for name in ("ann", "root"):
        member(engine, name, "admin")
    set_break_glass(engine, "root", True)
    ann, root = _windows(server)
    assert [ann.sign_in("ann").status_code, root.sign_in("root").status_code] == [401, 303]
    assert root.get("/").status_code == 200
    set_break_glass(engine, "root", False)
    assert root.get("/").status_code == 302
    assert _details(engine, "break_glass_set") == ['{"after":true,"before":false}', '{"after":false,"before":true}']


def test_somebody_from_the_provider_has_no_password_page(server: Flask, provider: Provider) -> None:
    provider.put("ann", "everyone")
    (browser,) = _windows(server, 1)
    come_in(browser, "ann")
    assert [browser.get(path).status_code for path in ("/change-password", "/second-factor", "/profile")] == [403, 403, 200]


def test_without_a_provider_nothing_is_offered(settings: Settings) -> None:
    migrate(settings)
    browser = Browser(guarded(settings).test_client())
    assert "/oidc/login" not in browser.get("/login").text
    assert [browser.get(path).status_code for path in ("/oidc/login", "/oidc/callback?state=x&code=y")] == [404, 404]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"PUBLIC_URL": ""}, "PUBLIC_URL"),
        ({"OIDC_ROLE_MAP": ""}, "OIDC_ROLE_MAP"),
        ({"OIDC_ROLE_MAP": "finance"}, "OIDC_ROLE_MAP"),
        ({"OIDC_ISSUER": "", "LOCAL_SIGN_IN": "break-glass"}, "LOCAL_SIGN_IN"),
        ({"OIDC_ISSUER": "idp.example"}, "OIDC_ISSUER"),
        ({"ENVIRONMENT": "production", "SECRET_KEY": "s" * 32}, "ENCRYPTION_KEY"),
        ({"ENVIRONMENT": "production", "SECRET_KEY": "s" * 32, "ENCRYPTION_KEY": "short"}, "ENCRYPTION_KEY"),
        (
            {"ENVIRONMENT": "production", "SECRET_KEY": "s" * 32, "ENCRYPTION_KEY": "e" * 32, "OIDC_ISSUER": "http://idp.example"},
            "OIDC_ISSUER",
        ),
    ],
)
def test_settings_that_do_not_go_together_are_named(tmp_path, changed: dict[str, str], named: str) -> None:
    given = {"VAR_DIR": str(tmp_path), "OIDC_ISSUER": "https://idp.example", **SETTINGS, **changed}
    with pytest.raises(SettingError, match=named):
        Settings.from_environment(given)


def test_an_unknown_role_in_the_map_stops_the_start(settings: Settings) -> None:
    with pytest.raises(SettingError, match="Did you mean 'finance'"):
        guarded(replace(settings, oidc_role_map=(("finance-team", "finanze"),)))
