"""Who somebody is here, by what the provider says; and settings that go together."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import Engine

from dashapp.auth.identities import link, set_break_glass
from dashapp.auth.users import add_user, deactivate, reset_password, user
from dashapp.db.migrate import migrate
from dashapp.errors import SettingError, UserError
from dashapp.settings import Settings
from tests.auth.at_provider import SETTINGS, Provider, come_in, details, windows
from tests.auth.conftest import PASSWORD, Browser, Clock, guarded, member


@pytest.fixture
def provider(issuer: str) -> Provider:
    return Provider(issuer)


@pytest.fixture
def installation(tmp_path, issuer: str) -> Settings:
    """On SQLite: what is asked of the database here is asked of PostgreSQL elsewhere in this folder."""
    found = Settings.from_environment({"VAR_DIR": str(tmp_path / "var"), "OIDC_ISSUER": issuer, **SETTINGS})
    migrate(found)
    return found


def test_a_user_with_the_same_name_or_address_is_somebody_else(server: Flask, provider: Provider, engine: Engine) -> None:
    add_user(engine, "ann", "admin", email="ann@example.com")
    provider.put("s-1", "everyone", preferred_username="ann", email="ann@example.com")
    (browser,) = windows(server, 1)
    come_in(browser, "s-1")
    assert browser.callback().json == {"brands": None, "name": "ann-2", "role": "support"}
    assert user(engine, "ann").role == "admin"


def test_without_just_in_time_only_linked_users_come_in(installation: Settings, provider: Provider, clock: Clock, engine: Engine) -> None:
    server = guarded(replace(installation, oidc_just_in_time=False), clock)
    provider.put("s-1", "finance-team")
    ann, _ = windows(server)
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
    ann, again = windows(server)
    come_in(ann, "ann")
    deactivate(engine, "ann")
    assert ann.get("/").status_code == 302
    answer = come_in(again, "ann")
    assert (answer.status_code, "deactivated" in answer.text) == (403, True)


def test_the_last_admin_is_refused_rather_than_demoted(server: Flask, provider: Provider, engine: Engine) -> None:
    provider.put("ann", "desk-admins")
    (browser,) = windows(server, 1)
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
    ann, root = windows(server)
    assert [ann.sign_in("ann").status_code, root.sign_in("root").status_code] == [401, 303]
    assert root.get("/").status_code == 200
    set_break_glass(engine, "root", False)
    assert root.get("/").status_code == 302
    assert details(engine, "break_glass_set") == ['{"after":true,"before":false}', '{"after":false,"before":true}']


PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "Jq7vT2xWm9Lr4cYh8sZd3kPf6nBg1aEu",
    "ENCRYPTION_KEY": "oV5iR0wXy2Qb7tMj9eNl4hGz8pCk3dSf",
    "ERASURE_KEY": "uB6mK1zQs9Xf4rWd2yHc8vJt5gNp7eLa",
}


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"PUBLIC_URL": ""}, "PUBLIC_URL"),
        ({"OIDC_ROLE_MAP": ""}, "OIDC_ROLE_MAP"),
        ({"OIDC_ROLE_MAP": "finance"}, "OIDC_ROLE_MAP"),
        ({"OIDC_ISSUER": "", "LOCAL_SIGN_IN": "break-glass"}, "LOCAL_SIGN_IN"),
        ({"OIDC_ISSUER": "idp.example"}, "OIDC_ISSUER"),
        ({**PRODUCTION, "ENCRYPTION_KEY": ""}, "ENCRYPTION_KEY"),
        ({**PRODUCTION, "ENCRYPTION_KEY": "short"}, "ENCRYPTION_KEY"),
        ({**PRODUCTION, "OIDC_ISSUER": "http://idp.example"}, "OIDC_ISSUER"),
    ],
)
def test_settings_that_do_not_go_together_are_named(tmp_path, changed: dict[str, str], named: str) -> None:
    given = {"VAR_DIR": str(tmp_path), "OIDC_ISSUER": "https://idp.example", **SETTINGS, **changed}
    with pytest.raises(SettingError, match=named):
        Settings.from_environment(given)


def test_an_unknown_role_in_the_map_stops_the_start(settings: Settings) -> None:
    with pytest.raises(SettingError, match="Did you mean 'finance'"):
        guarded(replace(settings, oidc_role_map=(("finance-team", "finanze"),)))
