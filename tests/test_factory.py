"""Whose address a request has: that which the trusted proxy saw, whatever the client says of itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask, request

from dashapp.db.migrate import migrate
from dashapp.factory import create_app
from dashapp.settings import Settings

SEEN = "198.51.100.9"
CLAIMED = {"X-Forwarded-For": f"203.0.113.1, {SEEN}", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example, desk.example"}
OTHERS = {"X-Real-IP": "203.0.113.1", "Forwarded": "for=203.0.113.1", "X-User-ID": "1", "X-Remote-User": "admin"}


@pytest.fixture
def served(settings: Settings):
    """A server behind so many proxies, and what it takes a request for."""
    migrate(settings)

    def server(proxies: int) -> tuple[Flask, list[tuple[str | None, str, str]]]:
        taken: list[tuple[str | None, str, str]] = []
        made = create_app(replace(settings, trusted_proxies=proxies), {}, []).server
        made.before_request_funcs[None].insert(0, lambda: taken.append((request.remote_addr, request.scheme, request.host)))
        return made, taken

    return server


@pytest.mark.parametrize(
    ("proxies", "expected"),
    [(0, ("192.0.2.5", "http", "localhost")), (1, (SEEN, "https", "desk.example")), (2, ("203.0.113.1", "http", "evil.example"))],
)
def test_only_what_trusted_proxies_added_is_believed(served, proxies: int, expected: tuple[str, str, str]) -> None:
    server, taken = served(proxies)
    server.test_client().get("/login", headers={**CLAIMED, **OTHERS}, environ_overrides={"REMOTE_ADDR": "192.0.2.5"})
    assert taken == [expected]
