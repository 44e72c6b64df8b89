"""A person's browser at the OpenID Connect provider of the tests, and what its administrator does there."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import requests
from flask import Flask
from sqlalchemy import Engine, select
from werkzeug.test import TestResponse

from dashapp.db.accounts import AUDIT_EVENTS
from tests.auth.conftest import Browser

DESK = "https://desk.example"
SETTINGS = {
    "PUBLIC_URL": DESK,
    "OIDC_CLIENT_ID": "desk",
    "OIDC_CLIENT_SECRET": "between us",
    "OIDC_ROLE_MAP": "desk-admins=admin,finance-team=finance,everyone=support",
    "OIDC_RECHECK_SECONDS": "0",
}


class Provider:
    """What its administrator does."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer

    def put(self, subject: str, *groups: str, **claims: object) -> None:
        """Add somebody, or change their groups."""
        given = {"preferred_username": subject, "groups": list(groups), **claims}
        requests.put(f"{self.issuer}/users/{subject}", json=given, timeout=10).raise_for_status()

    def shut_out(self, subject: str) -> None:
        """End everything that was given out for somebody."""
        requests.post(f"{self.issuer}/users/{subject}/revoke-tokens", timeout=10).raise_for_status()


def go(browser: Browser, path: str = "/oidc/login") -> str:
    """Press the button: the address at the provider that the browser is sent to."""
    answer = browser.get(path)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def say_yes(address: str, subject: str) -> str:
    """Sign in at the provider: the path of the desk that it leads back to."""
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=10)
    back = answer.headers["Location"]
    assert back.startswith(f"{DESK}/oidc/callback?"), back
    return back.removeprefix(DESK)


def come_in(browser: Browser, subject: str, path: str = "/oidc/login") -> TestResponse:
    """The whole way."""
    return browser.get(say_yes(go(browser, path), subject))


def asked(address: str) -> dict[str, str]:
    """The parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def windows(server: Flask, count: int = 2) -> list[Browser]:
    """Browsers of as many people, each from an address of their own."""
    return [Browser(server.test_client(), f"203.0.113.{number}") for number in range(count)]


def details(engine: Engine, action: str) -> list[str]:
    """The details of the audited events of one kind, in order."""
    wanted = select(AUDIT_EVENTS.c.detail).where(AUDIT_EVENTS.c.action == action).order_by(AUDIT_EVENTS.c.sequence)
    with engine.connect() as connection:
        return list(connection.execute(wanted).scalars())
