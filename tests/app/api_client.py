"""A program that asks the API with a token, as another machine would."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashapp.auth.scope import UNLIMITED, Scope
from dashapp.auth.tokens import OPENS, make_token
from dashapp.db.engines import accounts_engine
from dashapp.settings import Settings
from tests.app.conftest import Shop

BASE = "/api/v1"


@dataclass(frozen=True)
class Program:
    """A client without cookies, and its token."""

    client: FlaskClient
    token: str = ""
    address: str = "198.51.100.1"

    def ask(self, path: str, method: str = "GET", **options: Any) -> TestResponse:
        """The answer of a path below /api/v1."""
        headers = {**({"Authorization": f"Bearer {self.token}"} if self.token else {}), **options.pop("headers", {})}
        overrides = {"REMOTE_ADDR": self.address}
        return self.client.open(BASE + path, method=method, headers=headers, environ_overrides=overrides, **options)

    def rows(self, path: str, **options: Any) -> list[dict[str, Any]]:
        """The rows of an answer that must be good."""
        answer = self.ask(path, **options)
        assert answer.status_code == 200, answer.get_data(as_text=True)[:500]
        return answer.get_json()["rows"]


def program(shop: Shop, owner: str, opens: tuple[str, ...] = tuple(OPENS), scope: Scope = UNLIMITED, name: str = "test") -> Program:
    """A program with a token of that user: one a name, for there is a most of tokens."""
    return Program(shop.app.server.test_client(use_cookies=False), _token(shop.settings, owner, opens, scope, name))


@cache
def _token(settings: Settings, owner: str, opens: tuple[str, ...], scope: Scope, name: str) -> str:
    return make_token(accounts_engine(settings), owner, name, opens, scope=scope).secret
