"""Users are added, changed and shut out; the desk keeps an admin."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select

from dashapp.auth.audit import verify_chain
from dashapp.auth.scope import Scope
from dashapp.auth.users import add_user, deactivate, first_admin, reset_password, set_role, set_theme, user, users
from dashapp.db.accounts import USERS
from dashapp.errors import NotFound, UserError
from dashapp.settings import Settings


def test_names_are_unique_whatever_their_capitals(engine: Engine) -> None:
    add_user(engine, "Ann", "analyst", scope=Scope(brands=("Alba",)), email="ann@example.com")
    with pytest.raises(UserError, match="already a user 'ANN'"):
        add_user(engine, " ANN ", "admin")
    found = user(engine, "ann")
    assert (found.name, found.display_name, found.scope.brands, found.must_change_password) == ("Ann", "Ann", ("Alba",), True)
    assert [each.name for each in users(engine)] == ["Ann"]
    assert verify_chain(engine).events == 1


def test_one_time_password_is_stored_nowhere(engine: Engine) -> None:
    password = add_user(engine, "ann", "analyst")
    with engine.connect() as connection:
        row = connection.execute(select(USERS)).mappings().one()
    assert password not in str(dict(row))
    assert password.replace("-", "") not in str(dict(row))
    assert row["password_hash"] is None


@pytest.mark.parametrize("name", ["", "  ", "x" * 65, "two\nlines", "nul\0"])
def test_unusable_names_are_refused(engine: Engine, name: str) -> None:
    with pytest.raises(UserError, match="1 to 64"):
        add_user(engine, name, "analyst")


def test_unknown_role_user_theme_and_address_name_what_is_allowed(engine: Engine) -> None:
    add_user(engine, "ann", "analyst")
    with pytest.raises(UserError, match="Did you mean 'analyst'"):
        add_user(engine, "bob", "analist")
    with pytest.raises(NotFound, match="Did you mean 'ann'"):
        reset_password(engine, "anne")
    with pytest.raises(UserError, match="auto, dark, light"):
        set_theme(engine, 1, "pink")
    with pytest.raises(UserError, match="e-mail"):
        add_user(engine, "bob", "analyst", email="bob")


def test_theme_is_remembered(engine: Engine) -> None:
    add_user(engine, "ann", "analyst")
    set_theme(engine, user(engine, "ann").user_id, "dark")
    assert user(engine, "ann").theme == "dark"


def test_last_active_admin_stays(engine: Engine) -> None:
    add_user(engine, "ann", "admin")
    add_user(engine, "bob", "analyst")
    for attempt in (lambda: deactivate(engine, "ann"), lambda: set_role(engine, "ann", "analyst")):
        with pytest.raises(UserError, match="last active admin"):
            attempt()
    assert (user(engine, "ann").role, user(engine, "ann").status) == ("admin", "active")
    set_role(engine, "bob", "admin")
    deactivate(engine, "ann")
    assert user(engine, "ann").status == "inactive"
    assert verify_chain(engine).whole


def test_desk_without_an_admin_can_still_change_its_users(engine: Engine) -> None:
    add_user(engine, "bob", "analyst")
    set_role(engine, "bob", "finance")
    assert user(engine, "bob").role == "finance"


def test_first_admin_is_made_once(installation: Settings) -> None:
    made = first_admin(installation)
    assert made is not None
    assert made[0] == "admin"
    assert first_admin(installation) is None
