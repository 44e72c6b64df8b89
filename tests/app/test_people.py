"""Users by hand: invited, limited, shut out and let in again; programs and their tokens; each button with its refusals."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, insert, select

import queries
from callbacks import access_page, person_page
from dashapp.auth import reset_links, second_factor, users
from dashapp.auth.scope import UNLIMITED, Scope
from dashapp.auth.tokens import tokens
from dashapp.db.accounts import SESSIONS
from dashapp.db.engines import accounts_engine
from dashapp.db.sign_in import SECOND_FACTORS
from dashapp.mail import NotSent
from dashapp.settings import Settings
from tests.app.conftest import PASSWORD, Shop, compose
from tests.app.person import Person, trail

INVITE, PROGRAM, PERSON, SIGN_IN, TOKENS = (f"access.{name}" for name in ("invite", "program", "person", "sign_in", "tokens"))
ANNA = "?user_name=anna"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """An installation without data, with an address and a mail server that is not there."""
    folder = tmp_path_factory.mktemp("house")
    given = {"VAR_DIR": str(folder / "var"), "PUBLIC_URL": "https://desk.example", "SMTP_URL": "smtp://127.0.0.1:1"}
    made = compose(Settings.from_environment(given))
    yield made
    queries.open(made.settings).close()


@pytest.fixture(scope="module")
def admin(house: Shop) -> Person:
    return Person(house, "admin")


@pytest.fixture
def engine(house: Shop) -> Engine:
    return accounts_engine(house.settings)


@pytest.fixture
def anna(engine: Engine) -> str:
    """Somebody who is as new at every test."""
    if "anna" not in {one.name for one in users.users(engine)}:
        users.add_user(engine, "anna", "analyst")
    users.activate(engine, "anna")
    users.set_role(engine, "anna", "analyst")
    users.set_scope(engine, "anna", UNLIMITED)
    users.set_password(engine, "anna", PASSWORD)
    return "anna"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Who was written to."""
    letters: list[str] = []
    monkeypatch.setattr(reset_links.mail, "send", lambda _settings, to, _subject, _text: letters.append(to))
    return letters


# Adding


def test_somebody_with_an_address_is_sent_a_link(house: Shop, admin: Person, engine: Engine, sent: list[str]) -> None:
    answer = admin.press(INVITE, "invite", name=" Ines ", email="ines@shop.example", display_name="Ines Q.", role="finance")
    assert (answer.text, answer.shown) == ("A link is on its way to Ines, good for 30 minutes.", "")
    assert sent == ["ines@shop.example"]
    made = users.user(engine, "ines")
    assert (made.name, made.role, made.email) == ("Ines", "finance", "ines@shop.example")
    assert [actor for actor, _, _ in trail(house, "password_link_made")] == ["admin"]


@pytest.mark.parametrize(("fields", "said"), [({"name": "jonas"}, "jonas can sign in now."),
                                              ({"name": "petra", "email": "petra@shop.example"}, "petra can sign in now. ")])  # fmt: skip
def test_where_no_mail_goes_a_password_is_shown_once(admin: Person, engine: Engine, fields: dict[str, str], said: str) -> None:
    answer = admin.press(INVITE, "invite", role="analyst", **fields)
    assert answer.text.startswith(said)
    assert f"One-time password of {fields['name']}, valid for 72 hours.  It is shown once" in answer.shown
    password = answer.shown.split("note it now.")[1].split()[0]
    client = admin.shop.app.server.test_client()
    signed_in = client.post("/login", data={"name": fields["name"], "password": password, "csrf_token": admin.shop.token(client)})
    assert signed_in.status_code in (302, 303)
    assert client.get("/sales").headers["Location"] == "/change-password"
    assert users.user(engine, fields["name"]).must_change_password


@pytest.mark.parametrize(("fields", "refusal"), [({"name": ""}, "It needs 1 to 64"), ({"name": "x" * 65}, "It needs 1 to 64"),
                                                 ({"name": "ADMIN"}, "There is already a user"),
                                                 ({"name": "eve", "role": "root"}, "no role"), ({"name": "eve", "role": ""}, "no role"),
                                                 ({"name": "eve", "email": "nowhere"}, "mail")])  # fmt: skip
def test_who_cannot_be_added_is_not(admin: Person, engine: Engine, fields: dict[str, str], refusal: str) -> None:
    before = len(users.users(engine))
    answer = admin.press(INVITE, "invite", **{"role": "analyst", **fields})
    assert (answer.done, answer.shown, refusal in answer.text) == (False, "", True), answer
    assert len(users.users(engine)) == before


# What a person may do and reach


def test_role_and_reach_are_saved_from_the_next_request_on(house: Shop, admin: Person, engine: Engine, anna: str) -> None:
    client = house.client(anna)
    assert client.get("/segments").status_code == 200
    fields = {"role": "operations", "limit_regions": True, "regions": ["Hesse"], "brands": ["Alba"]}
    assert admin.press(PERSON, "change_access", search=ANNA, **fields).done
    found = users.user(engine, anna)
    assert (found.role, found.scope) == ("operations", Scope(regions=("Hesse",)))
    assert client.get("/segments").status_code == 403
    assert admin.press(PERSON, "change_access", search=ANNA, role="operations", regions=["Hesse"]).done
    assert users.user(engine, anna).scope == UNLIMITED


@pytest.mark.parametrize(("fields", "refusal"), [({"role": "root"}, "no role"), ({"role": ""}, "no role"),
                                                 ({"limit_brands": True}, "No brands are chosen"),
                                                 ({"limit_regions": True, "regions": "Hesse"}, "No regions are chosen"),
                                                 ({"limit_regions": True, "regions": [7]}, "No regions are chosen")])  # fmt: skip
def test_a_reach_of_nothing_is_a_slip(admin: Person, engine: Engine, anna: str, fields: dict, refusal: str) -> None:
    answer = admin.press(PERSON, "change_access", search=ANNA, **{"role": "analyst", **fields})
    assert (answer.done, refusal in answer.text) == (False, True), answer
    assert (users.user(engine, anna).role, users.user(engine, anna).scope) == ("analyst", UNLIMITED)


def test_somebody_is_shut_out_and_let_in_again(house: Shop, admin: Person, engine: Engine, anna: str) -> None:
    client = house.client(anna)
    assert "Deactivate" in admin.panel(PERSON, ANNA)
    assert "See the desk as this person" in admin.panel(PERSON, ANNA)
    assert admin.press(PERSON, "deactivate", search=ANNA).done
    assert client.get("/sales").status_code == 302
    assert users.user(engine, anna).status == "inactive"
    said = admin.panel(PERSON, ANNA)
    assert ("Activate" in said, "See the desk" in said) == (True, False)
    assert admin.press(PERSON, "activate", search=ANNA).done
    assert house.client(anna).get("/sales").status_code == 200


def test_the_last_admin_stays(admin: Person, engine: Engine) -> None:
    for name, fields in (("deactivate", {}), ("change_access", {"role": "analyst"})):
        answer = admin.press(PERSON, name, search="?user_name=admin", **fields)
        assert not answer.done, name
    assert (users.user(engine, "admin").role, users.user(engine, "admin").status) == ("admin", "active")


def test_a_reset_password_and_ended_sessions_sign_somebody_out(house: Shop, admin: Person, anna: str) -> None:
    client = house.client(anna)
    assert admin.press(PERSON, "end_sessions", search=ANNA).text.startswith("anna is signed out: ")
    assert client.get("/sales").status_code == 302
    client = house.client(anna)
    answer = admin.press(PERSON, "reset_password", search=ANNA)
    assert "One-time password of anna" in answer.shown
    assert client.get("/sales").status_code == 302


@pytest.mark.parametrize("search", ["", "?user_name=", "?user=anna"])
def test_a_page_without_a_user_does_nothing(admin: Person, search: str) -> None:
    for panel, deeds in ((PERSON, access_page.PANELS[PERSON].deeds), (SIGN_IN, person_page.PANELS[SIGN_IN].deeds),
                         (TOKENS, person_page.PANELS[TOKENS].deeds)):  # fmt: skip
        assert "No user is named in this address." in admin.panel(panel, search)
        for deed in deeds:
            answer = admin.press(panel, deed.__name__, "1", search, days="30")
            assert (answer.done, answer.text) == (False, "No user is named in this address. Choose one in the list of users."), deed


def test_somebody_who_is_not_there_is_said(admin: Person) -> None:
    assert "There is no user 'nobody'" in admin.press(PERSON, "deactivate", search="?user_name=nobody").text


# Signing in


def test_a_second_factor_is_taken_away(admin: Person, engine: Engine, anna: str) -> None:
    assert "Second factor Off." in admin.panel(SIGN_IN, ANNA)
    assert not admin.press(SIGN_IN, "reset_second_factor", search=ANNA).done
    number = users.user(engine, anna).user_id
    with engine.begin() as connection:
        connection.execute(insert(SECOND_FACTORS).values(user_id=number, secret="", confirmed_at=1, last_step=0))
    assert "Reset: second factor" in admin.panel(SIGN_IN, ANNA)
    assert admin.press(SIGN_IN, "reset_second_factor", search=ANNA).text == "anna has no second factor any more, and is signed out."
    assert not second_factor.is_on(engine, number)


@pytest.mark.usefixtures("anna")
def test_a_link_goes_to_who_has_an_address(admin: Person, engine: Engine, sent: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert "it needs an address" in admin.press(SIGN_IN, "mail_link", search=ANNA).text
    if "clara" not in {one.name for one in users.users(engine)}:
        users.add_user(engine, "clara", "analyst", "", "clara@shop.example")
    assert "Send a link: password" in admin.panel(SIGN_IN, "?user_name=clara")
    assert admin.press(SIGN_IN, "mail_link", search="?user_name=clara").text == "A link is on its way to clara."
    assert sent == ["clara@shop.example"]

    def refused(*_given: object) -> None:
        raise NotSent("The mail server did not take it.")

    monkeypatch.setattr(reset_links.mail, "send", refused)
    answer = admin.press(SIGN_IN, "mail_link", search="?user_name=clara")
    assert (answer.done, answer.text) == (False, "The mail server did not take it.")


def test_one_session_is_ended_and_only_of_that_person(house: Shop, admin: Person, engine: Engine, anna: str) -> None:
    client, other = house.client(anna), house.client("analyst")
    own = session_of(engine, users.user(engine, anna).user_id)
    foreign = session_of(engine, users.user(engine, "analyst").user_id)
    assert f"End: session {own}" in admin.panel(SIGN_IN, ANNA)
    assert not admin.press(SIGN_IN, "end_session", str(foreign), ANNA).done
    assert not admin.press(SIGN_IN, "end_session", "", ANNA).done
    assert other.get("/sales").status_code == 200
    assert admin.press(SIGN_IN, "end_session", str(own), ANNA).text == "One session of anna is over."
    assert client.get("/sales").status_code == 302


def session_of(engine: Engine, user_id: int) -> int:
    latest = select(SESSIONS.c.session_id).where(SESSIONS.c.user_id == user_id).order_by(SESSIONS.c.session_id.desc())
    with engine.connect() as connection:
        return int(connection.scalar(latest.limit(1)) or 0)


# Programs


def test_a_program_comes_in_by_a_token_that_is_shown_once_and_revoked(house: Shop, admin: Person, engine: Engine) -> None:
    assert admin.press(PROGRAM, "add_program", name="nightly", role="analyst").text == "nightly is added. Click its name to make a token."
    assert "There is already a user" in admin.press(PROGRAM, "add_program", name="nightly", role="analyst").text
    search = "?user_name=nightly"
    assert "it never signs in" in admin.panel(SIGN_IN, search)
    assert "Reset password" not in admin.panel(PERSON, search)
    for fields, refusal in (({"days": "x"}, "Write a whole number"), ({"days": "0", "token_name": "export"}, "Allowed: 1 to 365"),
                            ({"days": "30", "token_name": ""}, "It needs 1 to 64")):  # fmt: skip
        answer = admin.press(TOKENS, "make_token", search=search, **fields)
        assert (answer.done, answer.shown, refusal in answer.text) == (False, "", True), answer
    answer = admin.press(TOKENS, "make_token", search=search, days="30", token_name="export")
    secret = next(word for word in answer.shown.split() if word.startswith("tally_"))
    (held,) = tokens(engine, "nightly")
    assert f"export · {held.prefix}…" in admin.panel(TOKENS, search)
    assert secret not in admin.panel(TOKENS, search)
    asking = house.app.server.test_client()
    assert asking.get("/api/v1/metrics", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    assert "has no token" in admin.press(TOKENS, "revoke_token", str(held.token_id), "?user_name=analyst").text
    assert admin.press(TOKENS, "revoke_token", str(held.token_id), search).done
    assert asking.get("/api/v1/metrics", headers={"Authorization": f"Bearer {secret}"}).status_code == 401


def test_single_sign_on_is_read_out_of_the_settings(house: Shop) -> None:
    assert "No provider is set." in Person(house, "admin").panel("access.single_sign_on")
