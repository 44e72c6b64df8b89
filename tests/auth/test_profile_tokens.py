"""One's own tokens on the profile: made and shown once, listed, revoked; nobody else's, and none for a role that may not."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import Engine

from dashapp.auth.tokens import make_token, tokens
from dashapp.auth.users import set_role
from tests.auth.conftest import Browser, member

GIVEN = {"name": "Nightly export", "days": "30", "opens": ["metrics:read", "tables:read"]}
SECRET = re.compile(r"tally_[A-Za-z0-9_-]{43}")


def send(browser: Browser, path: str = "/profile/tokens", **changed: object):
    browser.get("/profile")
    data = {"csrf_token": browser.token(), **GIVEN, **changed}
    return browser.client.post(path, data=data, environ_overrides={"REMOTE_ADDR": browser.address})


@pytest.fixture
def ann_here(browser: Browser, ann: str) -> Browser:
    """Ann, signed in."""
    assert browser.sign_in(ann).status_code == 303
    return browser


def test_a_token_is_made_and_its_secret_is_shown_once(ann_here: Browser, engine: Engine) -> None:
    assert "No token" not in ann_here.get("/profile").text
    page = send(ann_here).text
    (secret,) = set(SECRET.findall(page))
    (made,) = tokens(engine, "ann")
    assert (made.name, set(made.opens)) == ("Nightly export", {"metrics:read", "tables:read"})
    assert 29 * 24 * 3600 < made.expires_at - made.created_at <= 30 * 24 * 3600
    again = ann_here.get("/profile").text
    assert secret not in again
    assert "Nightly export" in again
    assert "never used" in again


@pytest.mark.parametrize(("changed", "said"), [({"name": ""}, "It needs 1 to 64"), ({"name": "x" * 65}, "It needs 1 to 64"),
                                               ({"name": "a\x07b"}, "It needs 1 to 64"), ({"days": ""}, "Write a whole number"),
                                               ({"days": "0"}, "Allowed: 1 to 365"), ({"days": "366"}, "Allowed: 1 to 365"),
                                               ({"days": "9" * 5000}, "Write a whole number"), ({"opens": []}, "The token opens nothing."),
                                               ({"opens": ["everything"]}, "A token cannot open")])  # fmt: skip
def test_what_cannot_be_made_is_said_on_the_page(ann_here: Browser, engine: Engine, changed: dict[str, object], said: str) -> None:
    answer = send(ann_here, **changed)
    assert (answer.status_code, said in answer.text) == (400, True)
    assert not SECRET.search(answer.text)
    assert tokens(engine, "ann") == []


def test_a_token_is_revoked_and_says_so(ann_here: Browser, engine: Engine) -> None:
    make_token(engine, "ann", "old one")
    (held,) = tokens(engine, "ann")
    assert f"/profile/tokens/{held.token_id}/revoke" in ann_here.get("/profile").text
    answer = send(ann_here, f"/profile/tokens/{held.token_id}/revoke")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/profile")
    assert tokens(engine, "ann")[0].revoked_at is not None
    page = ann_here.get("/profile").text
    assert "revoked" in page
    assert "/revoke" not in page


def test_nobody_sees_or_revokes_the_token_of_somebody_else(ann_here: Browser, server: Flask, engine: Engine) -> None:
    member(engine, "bob", "analyst")
    make_token(engine, "bob", "token of bob")
    (held,) = tokens(engine, "bob")
    assert "token of bob" not in ann_here.get("/profile").text
    assert send(ann_here, f"/profile/tokens/{held.token_id}/revoke").status_code == 404
    assert send(ann_here, "/profile/tokens/999/revoke").status_code == 404
    assert tokens(engine, "bob")[0].revoked_at is None
    stranger = Browser(server.test_client())
    assert stranger.client.post("/profile/tokens", data=GIVEN).status_code in (400, 401)


def test_a_role_without_the_api_makes_none(ann_here: Browser, engine: Engine) -> None:
    member(engine, "zoe", "admin")
    set_role(engine, "ann", "support")
    assert "Make a token" not in ann_here.get("/profile").text
    for path in ("/profile/tokens", "/profile/tokens/1/revoke"):
        assert send(ann_here, path).status_code == 403
    assert tokens(engine, "ann") == []


@pytest.mark.usefixtures("ann_here")
def test_a_token_needs_the_form_of_this_session(browser: Browser, engine: Engine) -> None:
    for token in ("", "A.B.C"):
        assert browser.client.post("/profile/tokens", data={**GIVEN, "csrf_token": token}).status_code == 400
    assert tokens(engine, "ann") == []
