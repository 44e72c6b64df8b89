"""An admin sees the desk as somebody else does: less, never more; it is said, recorded, and changes nothing."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, update

from dashapp.auth import users
from dashapp.auth.guard import PUBLIC
from dashapp.auth.scope import Scope
from dashapp.db.accounts import AUDIT_EVENTS, USERS
from dashapp.db.engines import accounts_engine
from tests.app.asking import press
from tests.app.conftest import PASSWORD, Shop, compose

PERSON = "user/0.1"


@pytest.fixture
def desk(settings) -> Shop:
    shop = compose(settings)
    engine = accounts_engine(settings)
    users.add_user(engine, "maria", "support", scope=Scope(brands=("Alba",)))
    users.set_password(engine, "maria", PASSWORD)
    return shop


def look(shop: Shop, client):
    maria = users.user(accounts_engine(shop.settings), "maria").user_id
    return client.post(f"/view-as/{maria}/start", data={"csrf_token": client.get_cookie("_csrf_token").value})


def shell(client) -> str:
    return client.get("/_dash-layout").get_data(as_text=True)


def stop(client):
    return client.post("/view-as/stop", data={"csrf_token": client.get_cookie("_csrf_token").value})


def test_the_desk_of_another_is_seen_and_left_again(desk: Shop) -> None:
    admin = desk.client("admin")
    answer = look(desk, admin)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    said = shell(admin)
    assert "You see the desk as maria: Support, limited to 1 brand" in said
    assert admin.get("/users").status_code == 403
    assert admin.get("/sales").status_code == 200
    assert press(desk.app, admin, "deactivate", PERSON, search="?user_name=maria").status_code == 403
    assert admin.get("/export/sales.xlsx").status_code == 403
    assert stop(admin).status_code == 303
    assert "You see the desk as" not in shell(admin)
    assert admin.get("/users").status_code == 200
    with accounts_engine(desk.settings).connect() as connection:
        events = connection.execute(select(AUDIT_EVENTS.c["actor", "action", "user_id"]).order_by(AUDIT_EVENTS.c.sequence)).all()
    admins = users.user(accounts_engine(desk.settings), "admin").user_id
    assert ("admin", "view_as_begun", admins) in events
    assert ("admin as maria", "view_as_ended", admins) in events


def test_nothing_is_unmasked_that_the_admin_may_not_see(desk: Shop) -> None:
    """Support sees names; an admin who looks at support's desk does not."""
    from flask import g

    admin = desk.client("admin")
    look(desk, admin)
    with admin:
        admin.get("/sales")
        assert g.viewer.seen_as == "maria"
        assert {"email", "name"} <= g.viewer.masked_tags
        assert g.viewer.scope == Scope(brands=("Alba",))


OF_ONESELF = ("/profile", "/change-password", "/second-factor")
ACTIONS = (
    *("/change-password", "/second-factor", "/second-factor/off", "/profile/sessions/1/end", "/profile/sessions/end-others"),
    *("/profile/tokens", "/profile/tokens/1/revoke"),
)


def test_neither_profile_nor_sign_in_is_shown_or_changed_meanwhile(desk: Shop) -> None:
    admin, other = desk.client("admin"), desk.client("admin")
    look(desk, admin)
    for address in OF_ONESELF:
        assert admin.get(address).status_code == 403, address
    for address in ACTIONS:
        answer = admin.post(address, data={"csrf_token": admin.get_cookie("_csrf_token").value})
        assert (answer.status_code, "You look at the desk as maria" in answer.text) == (403, True), address
    assert other.get("/users").status_code == 200
    stop(admin)
    assert admin.get("/profile").status_code == 200


def test_every_page_of_oneself_is_among_them(desk: Shop) -> None:
    own = [rule for rule in desk.app.server.url_map.iter_rules() if rule.endpoint.startswith("login.") and rule.endpoint not in PUBLIC]
    found = {(method, re.sub(r"<int:\w+>", "1", rule.rule)) for rule in own for method in rule.methods & {"GET", "POST"}}
    assert found == {("GET", address) for address in OF_ONESELF} | {("POST", address) for address in ACTIONS}


def test_somebody_who_lacks_a_password_of_their_own_sees_their_own_desk(desk: Shop) -> None:
    """Whoever must choose a password could not, while they look at the desk of another."""
    admin, engine = desk.client("admin"), accounts_engine(desk.settings)
    look(desk, admin)
    with engine.begin() as connection:
        connection.execute(update(USERS).where(USERS.c.name == "admin").values(must_change_password=True))
    assert admin.get("/change-password").status_code == 200


def test_it_ends_with_the_right_to_it(desk: Shop) -> None:
    admin, engine = desk.client("admin"), accounts_engine(desk.settings)
    look(desk, admin)
    users.add_user(engine, "second", "admin")
    users.set_role(engine, "admin", "analyst")
    assert "You see the desk as" not in shell(admin)
    assert admin.get("/segments").status_code == 200


def test_it_ends_when_the_other_is_shut_out(desk: Shop) -> None:
    admin = desk.client("admin")
    look(desk, admin)
    users.deactivate(accounts_engine(desk.settings), "maria")
    assert "You see the desk as" not in shell(admin)


def test_a_deactivated_user_or_a_limited_admin_is_told_why_not(desk: Shop) -> None:
    engine = accounts_engine(desk.settings)
    admin = desk.client("admin")
    users.deactivate(engine, "maria")
    assert "is deactivated and sees nothing" in look(desk, admin).get_data(as_text=True)
    users.activate(engine, "maria")
    users.set_scope(engine, "admin", Scope(regions=("Hesse",)))
    assert "may be wider" in look(desk, admin).get_data(as_text=True)


def test_others_cannot(desk: Shop) -> None:
    analyst = desk.client("analyst")
    assert look(desk, analyst).status_code == 403
    assert stop(analyst).status_code == 303
    assert desk.app.server.test_client().post("/view-as/stop").status_code in (400, 401)


def test_nobody_is_seen_who_is_not_there(desk: Shop) -> None:
    admin = desk.client("admin")
    assert admin.post("/view-as/999/start", data={"csrf_token": admin.get_cookie("_csrf_token").value}).status_code == 404
    assert admin.post("/view-as/999/start").status_code == 400
