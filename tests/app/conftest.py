"""The whole application over a small shop, imported and built once, and a signed-in client for every role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

import api
import callbacks
import layouts
import queries
from dashapp.auth import users
from dashapp.auth.roles import ROLES
from dashapp.auth.viewer import Viewer
from dashapp.db.engines import accounts_engine, forget_engines
from dashapp.db.migrate import migrate
from dashapp.factory import Application, create_app, warm_up
from dashapp.settings import Settings
from jobs import background
from jobs.build import build
from jobs.importing import import_files
from jobs.office import OFFICE
from queries.office import Office, Work
from tests.app.shop import write_shop
from tests.services import share_compressed

PASSWORD = "Correct-Horse-Battery-9"
# Tests ask faster than anybody.
UNHURRIED = {"API_REQUESTS_PER_MINUTE": "100000", "BROWSER_REQUESTS_PER_MINUTE": "1000000"}


@dataclass(frozen=True)
class Shop:
    """A composed application over one installation."""

    settings: Settings
    app: Application
    desk: callbacks.Desk

    def client(self, name: str) -> FlaskClient:
        """A browser in which that user is signed in. Users are named after their roles."""
        client = self.app.server.test_client()
        token = self.token(client)
        answer = client.post("/login", data={"name": name, "password": PASSWORD, "csrf_token": token})
        assert answer.status_code in (302, 303), answer.get_data(as_text=True)[:500]
        client.get("/")
        return client

    def token(self, client: FlaskClient) -> str:
        """The CSRF token of a browser."""
        client.get("/login")
        cookie = client.get_cookie("_csrf_token")
        return cookie.value if cookie else ""


def compose(settings: Settings, office: Office = OFFICE) -> Shop:
    """An application with a user for every role."""
    migrate(settings)
    engine = accounts_engine(settings)
    for name in ROLES:
        users.add_user(engine, name, name)
        users.set_password(engine, name, PASSWORD)
    desk = callbacks.Desk(settings, queries.open(settings), layouts.pages(), office, callbacks.TABLES)
    app = create_app(settings, desk.pages, callbacks.registrations(desk), [*callbacks.blueprints(desk), api.blueprint(desk)])
    if not (settings.var_dir / "static").exists():
        share_compressed(settings.var_dir)
    warm_up(app, settings)
    return Shop(settings, app, desk)


@pytest.fixture(scope="module", autouse=True)
def _no_engine_left_open() -> Iterator[None]:
    """The shop's engines stay open through a file, as they do in a server, with the statements that they have compiled."""
    yield
    forget_engines()


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The small shop, published."""
    folder: Path = tmp_path_factory.mktemp("shop")
    settings = Settings.from_environment({"VAR_DIR": str(folder / "var"), "SHOP_NAME": "Corner shop", **UNHURRIED})
    orders, order_map = write_shop(folder)
    import_files(settings, [orders], str(order_map))
    build(settings)
    yield compose(settings)
    queries.open(settings).close()
    forget_engines()


def at_once(settings: Settings, viewer: Viewer, task: str, given: Mapping[str, Any]) -> Work:
    """Do in this process what is otherwise done beside the requests."""
    return background.perform(settings, {"task": task, "user_id": viewer.user_id, "given": dict(given)})


@pytest.fixture(scope="module")
def own_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A smaller shop of a file's own, whose months may be locked and whose people may be erased."""
    folder: Path = tmp_path_factory.mktemp("own")
    settings = Settings.from_environment({"VAR_DIR": str(folder / "var"), "SHOP_NAME": "Corner shop", **UNHURRIED})
    orders, order_map = write_shop(folder, orders=60)
    import_files(settings, [orders], str(order_map))
    build(settings)
    yield compose(settings, replace(OFFICE, start=at_once))
    queries.open(settings).close()
    forget_engines()


@pytest.fixture
def empty_shop(settings: Settings) -> Shop:
    """An installation into which nothing has been imported."""
    return compose(replace(settings, browser_requests_per_minute=int(UNHURRIED["BROWSER_REQUESTS_PER_MINUTE"])))
