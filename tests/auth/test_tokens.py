"""A token opens what its owner may at this moment, or less, until it ends; its secret is stored nowhere."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import Engine, select, update

from dashapp.auth.audit import Action
from dashapp.auth.permissions import Permission
from dashapp.auth.roles import ROLES
from dashapp.auth.scope import UNLIMITED, Scope
from dashapp.auth.service_accounts import add_service_account
from dashapp.auth.sign_in import Refused, sign_in
from dashapp.auth.tokens import (
    MOST_TOKENS,
    OPENS,
    SEEN_EVERY_SECONDS,
    Bearer,
    Unusable,
    find_token,
    make_token,
    profile_section,
    revoke_token,
    tokens,
)
from dashapp.auth.users import add_user, deactivate, reset_password, set_password, set_role, set_scope, user
from dashapp.auth.viewer import OPERATOR, Viewer, viewer_for
from dashapp.db.accounts import AUDIT_EVENTS, SIGN_IN_ATTEMPTS, USERS
from dashapp.db.tokens import API_TOKENS
from dashapp.errors import Forbidden, NotFound, UserError
from tests.auth.conftest import PASSWORD, member

NOW = int(time.time()) + 5
HOME = "198.51.100.1"


def viewer(engine: Engine, name: str) -> Viewer:
    found = user(engine, name)
    return viewer_for(found.user_id, found.name, ROLES[found.role], found.scope)


def found(engine: Engine, secret: str, now: int = NOW) -> Bearer:
    bearer = find_token(engine, secret, HOME, now)
    assert isinstance(bearer, Bearer), bearer
    return bearer


def why_not(engine: Engine, secret: str, now: int = NOW) -> str:
    refused = find_token(engine, secret, HOME, now)
    assert isinstance(refused, Unusable)
    return refused.sentence


@pytest.mark.usefixtures("ann")
def test_a_token_is_its_owner_through_the_api(engine: Engine) -> None:
    made = make_token(engine, "ann", "sheets", ["metrics:read"], actor=viewer(engine, "ann"))
    bearer = found(engine, made.secret)
    assert (bearer.token_id, bearer.opens) == (made.token_id, {"metrics:read"})
    assert (bearer.viewer.name, bearer.viewer.role, bearer.viewer.channel, bearer.viewer.scope) == ("ann", "analyst", "api", UNLIMITED)


@pytest.mark.usefixtures("ann")
def test_the_secret_is_stored_nowhere_and_shown_once(engine: Engine) -> None:
    made = make_token(engine, "ann", "sheets")
    with engine.connect() as connection:
        stored = [str(row) for table in (API_TOKENS, AUDIT_EVENTS, SIGN_IN_ATTEMPTS) for row in connection.execute(select(table))]
    assert stored
    assert not [row for row in stored if made.secret in row]
    listed = tokens(engine, "ann")[0]
    assert made.secret.startswith(listed.prefix)
    assert len(listed.prefix) == 12


@pytest.mark.usefixtures("ann")
def test_two_tokens_differ_and_hold_256_bits(engine: Engine) -> None:
    secrets = {make_token(engine, "ann", str(number)).secret for number in range(5)}
    assert len(secrets) == 5
    assert {len(secret) for secret in secrets} == {len("tally_") + 43}


@pytest.mark.usefixtures("ann")
@pytest.mark.parametrize(
    "spoil", [str.upper, str.swapcase, lambda t: t[:-1], lambda t: t + "A", lambda t: f" {t}x", lambda _: "", lambda t: t[:-1] + "\0"]
)
def test_a_malformed_token_is_not_known(engine: Engine, spoil) -> None:
    secret = make_token(engine, "ann", "sheets").secret
    assert why_not(engine, spoil(secret)) == "This token is not known."


@pytest.mark.usefixtures("ann")
def test_a_token_ends_on_its_day_and_when_revoked(engine: Engine) -> None:
    made = make_token(engine, "ann", "sheets", days=1)
    ends = tokens(engine, "ann")[0].expires_at
    assert found(engine, made.secret, ends - 1)
    assert "expired" in why_not(engine, made.secret, ends)
    revoke_token(engine, made.token_id, viewer(engine, "ann"))
    assert "revoked" in why_not(engine, made.secret)


@pytest.mark.usefixtures("ann")
@pytest.mark.parametrize("days", [0, -1, 366, 10**9])
def test_a_token_lasts_a_year_at_most(engine: Engine, days: int) -> None:
    with pytest.raises(UserError, match="1 to 365"):
        make_token(engine, "ann", "sheets", days=days)


@pytest.mark.usefixtures("ann")
@pytest.mark.parametrize(
    ("name", "opens"), [("", ["metrics:read"]), ("x" * 65, ["metrics:read"]), ("a\nb", ["metrics:read"]), ("a", []), ("a", ["admin"])]
)
def test_a_token_has_a_name_and_opens_something_that_exists(engine: Engine, name: str, opens: list[str]) -> None:
    with pytest.raises(UserError):
        make_token(engine, "ann", name, opens)


@pytest.mark.usefixtures("ann")
def test_role_scope_and_status_count_at_once(engine: Engine) -> None:
    secret = make_token(engine, "ann", "sheets").secret
    set_scope(engine, "ann", Scope(brands=("Alba",)))
    assert found(engine, secret).viewer.scope == Scope(brands=("Alba",))
    set_role(engine, "ann", "operations")
    assert not found(engine, secret).viewer.may(Permission.SEGMENTS_VIEW)
    set_role(engine, "ann", "support")
    assert "does not use the API" in why_not(engine, secret)
    set_role(engine, "ann", "analyst")
    deactivate(engine, "ann")
    assert "shut out" in why_not(engine, secret)


@pytest.mark.usefixtures("ann")
def test_a_reset_password_shuts_tokens_out_until_a_new_one_is_chosen(engine: Engine) -> None:
    secret = make_token(engine, "ann", "sheets").secret
    reset_password(engine, "ann")
    assert "choose a password" in why_not(engine, secret)
    set_password(engine, "ann", PASSWORD)
    assert found(engine, secret)


LIMITS = [None, (), ("A",), ("B",), ("A", "B")]


@pytest.mark.parametrize("own", LIMITS)
@pytest.mark.parametrize("narrow", LIMITS)
def test_a_narrowed_scope_never_reaches_more_than_either(own, narrow) -> None:
    both = Scope(brands=narrow, regions=own).within(Scope(brands=own, regions=narrow))
    for limit in (both.brands, both.regions):
        for outer in (own, narrow):
            assert outer is None or (limit is not None and set(limit) <= set(outer))
    assert own is not None or narrow is not None or both == UNLIMITED


@pytest.mark.usefixtures("ann")
def test_a_token_narrows_and_keeps_narrowing_when_its_owner_changes(engine: Engine) -> None:
    set_scope(engine, "ann", Scope(brands=("Alba", "Brio")))
    with pytest.raises(UserError, match="beyond"):
        make_token(engine, "ann", "wide", scope=Scope(brands=("Alba", "Cala")))
    secret = make_token(engine, "ann", "narrow", scope=Scope(brands=("Alba",), regions=("North",))).secret
    assert found(engine, secret).viewer.scope == Scope(brands=("Alba",), regions=("North",))
    set_scope(engine, "ann", Scope(brands=("Brio",)))
    assert found(engine, secret).viewer.scope.brands == ()
    set_scope(engine, "ann", UNLIMITED)
    assert found(engine, secret).viewer.scope == Scope(brands=("Alba",), regions=("North",))


@pytest.mark.usefixtures("ann")
def test_people_make_and_revoke_their_own(engine: Engine) -> None:
    member(engine, "ben", "analyst")
    member(engine, "sue", "support")
    member(engine, "root", "admin")
    made = make_token(engine, "ann", "sheets", actor=viewer(engine, "ann"))
    for name in ("ben", "root"):
        with pytest.raises(Forbidden):
            make_token(engine, "ann", "theirs", actor=viewer(engine, name))
    with pytest.raises(Forbidden):
        make_token(engine, "sue", "own", actor=viewer(engine, "sue"))
    with pytest.raises(NotFound):
        revoke_token(engine, made.token_id, viewer(engine, "ben"))
    assert found(engine, made.secret)
    revoke_token(engine, made.token_id, viewer(engine, "root"))
    assert "revoked" in why_not(engine, made.secret)


@pytest.mark.usefixtures("ann")
def test_there_is_a_most_of_live_tokens(engine: Engine) -> None:
    made = [make_token(engine, "ann", str(number)) for number in range(MOST_TOKENS)]
    with pytest.raises(UserError, match="Revoke one"):
        make_token(engine, "ann", "more")
    revoke_token(engine, made[0].token_id)
    assert make_token(engine, "ann", "again").token_id
    assert len(tokens(engine, "ann")) == MOST_TOKENS + 1


@pytest.mark.usefixtures("ann")
def test_last_use_is_noted_once_a_minute(engine: Engine) -> None:
    secret = make_token(engine, "ann", "sheets").secret
    find_token(engine, secret, HOME, NOW)
    find_token(engine, secret, "198.51.100.2", NOW + 1)
    assert (tokens(engine, "ann")[0].last_used_at, tokens(engine, "ann")[0].last_address) == (NOW, HOME)
    find_token(engine, secret, "198.51.100.2", NOW + SEEN_EVERY_SECONDS)
    assert tokens(engine, "ann")[0].last_address == "198.51.100.2"


@pytest.mark.usefixtures("ann")
def test_making_and_revoking_are_audited(engine: Engine) -> None:
    made = make_token(engine, "ann", "sheets", ["metrics:read"], actor=viewer(engine, "ann"))
    revoke_token(engine, made.token_id)
    revoke_token(engine, made.token_id)
    with engine.connect() as connection:
        wanted = select(AUDIT_EVENTS.c["action", "actor", "subject"]).where(AUDIT_EVENTS.c.action.like("token%"))
        events = [tuple(row) for row in connection.execute(wanted.order_by(AUDIT_EVENTS.c.sequence))]
    subject = f"token:{made.token_id}"
    assert events == [(Action.TOKEN_MADE, "ann", subject), (Action.TOKEN_REVOKED, OPERATOR.name, subject)]


def test_a_service_account_comes_in_by_token_only(engine: Engine) -> None:
    member(engine, "root", "admin")
    member(engine, "ann", "analyst")
    with pytest.raises(Forbidden):
        add_service_account(engine, "nightly", "analyst", actor=viewer(engine, "ann"))
    add_service_account(engine, "nightly", "analyst", Scope(regions=("North",)), viewer(engine, "root"))
    secret = make_token(engine, "nightly", "job", actor=viewer(engine, "root")).secret
    assert found(engine, secret).viewer.scope == Scope(regions=("North",))
    for call in (lambda: reset_password(engine, "nightly"), lambda: set_password(engine, "nightly", PASSWORD)):
        with pytest.raises(UserError, match="service account"):
            call()
    # Even a hash that somebody put there by hand opens nothing.
    with engine.begin() as connection:
        own = select(USERS.c.password_hash).where(USERS.c.name == "ann").scalar_subquery()
        connection.execute(update(USERS).where(USERS.c.name == "nightly").values(password_hash=own))
    assert isinstance(sign_in(engine, "nightly", PASSWORD, HOME, NOW), Refused)
    assert isinstance(sign_in(engine, "ann", PASSWORD, HOME, NOW), int)


def test_a_service_account_is_no_last_admin_and_holds_a_role_that_uses_the_api(engine: Engine) -> None:
    member(engine, "root", "admin")
    add_service_account(engine, "robot", "admin")
    with pytest.raises(UserError, match="last active admin"):
        deactivate(engine, "root")
    with pytest.raises(UserError, match="does not use the API"):
        add_service_account(engine, "helper", "support")
    with pytest.raises(UserError, match="already"):
        add_service_account(engine, "ROBOT", "analyst")


@pytest.mark.usefixtures("ann")
def test_the_profile_says_what_a_person_may_make_and_has(engine: Engine) -> None:
    make_token(engine, "ann", "sheets")
    section = profile_section(engine, viewer(engine, "ann"))
    assert (section.may_make, dict(section.opens), section.most_days, [one.name for one in section.tokens]) == (
        True,
        OPENS,
        365,
        ["sheets"],
    )
    add_user(engine, "sue", "support")
    assert not profile_section(engine, viewer(engine, "sue")).may_make
