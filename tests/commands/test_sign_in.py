"""The commands about signing in, as somebody types them."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

import manage
from dashapp.auth import reset_links, second_factor
from dashapp.auth.audit import verify_chain
from dashapp.auth.totp import STEP_SECONDS, code_at
from dashapp.auth.users import add_user, user
from dashapp.auth.viewer import Viewer
from dashapp.db.accounts import SESSIONS
from dashapp.db.engines import accounts_engine
from dashapp.db.migrate import migrate
from dashapp.errors import NotFound, SettingError, UserError
from dashapp.settings import Settings

NOW = 1_800_000_000


@pytest.fixture
def maria(settings: Settings) -> Settings:
    migrate(settings)
    add_user(accounts_engine(settings), "maria", "analyst")
    return settings


def run(settings: Settings, *arguments: str, **more: str) -> str:
    environment = {"VAR_DIR": str(settings.var_dir), "WAREHOUSE_URL": "", "ACCOUNTS_URL": "", **more}
    return CliRunner().invoke(manage.cli, arguments, env=environment, catch_exceptions=False).output


def test_a_password_is_reset_by_a_link_or_a_one_time_password(maria: Settings) -> None:
    assert "One-time password for maria: " in run(maria, "reset-password", "maria")
    printed = run(maria, "reset-password", "maria", "--link", PUBLIC_URL="https://desk.example/")
    address = printed.strip().rpartition(" ")[2]
    assert address.startswith("https://desk.example/reset-password?token=")
    token = address.partition("token=")[2]
    assert reset_links.owner(accounts_engine(maria), maria, token, 0) == "maria"
    with pytest.raises(SettingError, match="PUBLIC_URL"):
        run(maria, "reset-password", "maria", "--link")
    with pytest.raises(NotFound, match="Did you mean 'maria'"):
        run(maria, "reset-password", "mario")


def test_a_second_factor_is_reset(maria: Settings) -> None:
    engine = accounts_engine(maria)
    with pytest.raises(UserError, match="no second factor"):
        run(maria, "sign-in", "reset-second-factor", "maria")
    owner = Viewer(user(engine, "maria").user_id, "maria", "analyst", frozenset())
    secret = second_factor.begin(engine, maria, owner).secret
    second_factor.confirm(engine, maria, owner, code_at(secret, NOW // STEP_SECONDS), NOW)
    assert "no second factor any more" in run(maria, "sign-in", "reset-second-factor", "maria")
    assert not second_factor.is_on(engine, owner.user_id)
    assert verify_chain(engine).whole


def test_break_glass_sessions_and_subjects(maria: Settings) -> None:
    engine = accounts_engine(maria)
    assert "is a break-glass user" in run(maria, "sign-in", "break-glass", "maria")
    assert "is no longer a break-glass user" in run(maria, "sign-in", "break-glass", "maria", "--off")
    with engine.begin() as connection:
        row = {"token_hash": "x", "user_id": 1, "created_at": NOW, "last_seen_at": NOW, "address": "", "user_agent": ""}
        connection.execute(SESSIONS.insert().values(**row))
    assert run(maria, "sign-in", "end-sessions", "maria") == "1 sessions of maria ended.\n"
    with pytest.raises(SettingError, match="OIDC_ISSUER"):
        run(maria, "sign-in", "link", "maria", "s-1")
    given = {"OIDC_ISSUER": "https://idp.example", "PUBLIC_URL": "https://desk.example", "OIDC_CLIENT_ID": "d", "OIDC_ROLE_MAP": "a=admin"}
    assert "through the provider now" in run(maria, "sign-in", "link", "maria", "s-1", **given)
    with pytest.raises(UserError, match="through the provider"):
        run(maria, "reset-password", "maria")
