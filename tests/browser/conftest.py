"""A small shop served by gunicorn, people of several roles, and browser windows that must not complain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from dashapp.auth import users
from dashapp.auth.scope import Scope
from dashapp.auth.viewer import stand_in
from dashapp.db.engines import accounts_engine
from jobs.privacy.requests import open_request
from tests.app.shop import write_shop
from tests.browser.desk import PASSWORD, Desk
from tests.browser.serving import Installation, served

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
PEOPLE = {"admin": Scope(), "analyst": Scope(), "support": Scope(), "operations": Scope(), "executive": Scope(regions=("Normandy",))}

OpenDesk = Callable[..., Desk]
# How long something may take to be as expected, on a machine that does other things as well; speed is measured elsewhere.
expect.set_options(timeout=45_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives the browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The small shop, imported by the command, scored, checked and served by gunicorn, users named after their roles, one request."""
    place = Installation(tmp_path_factory.mktemp("served"))
    orders, order_map = write_shop(place.folder / "files")
    imported = place.command("import", orders, "--map", order_map)
    assert imported.returncode == 0, imported.stderr
    followed = place.run("-m", "jobs.after_build", "score", "check")
    assert followed.returncode == 0, followed.stderr
    with served(place):
        engine = accounts_engine(place.settings)
        for name, scope in PEOPLE.items():
            users.add_user(engine, name, name, scope=scope)
            users.set_password(engine, name, PASSWORD)
        open_request(place.settings, stand_in("admin"), "access", ["corner-shop/C001"])
        yield place


@pytest.fixture(scope="session")
def empty_installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation into which nothing has been imported, with an analyst."""
    place = Installation(tmp_path_factory.mktemp("empty"), {"WEB_WORKERS": "1"})
    with served(place):
        engine = accounts_engine(place.settings)
        users.add_user(engine, "analyst", "analyst")
        users.set_password(engine, "analyst", PASSWORD)
        yield place


# Playwright's event loop stays the running loop of the thread, so it must not outlive these files.
@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def contexts(browser: Browser) -> Iterator[dict[tuple[int, str], BrowserContext]]:
    """The cookies and the cache of people who have signed in, by port and name."""
    kept: dict[tuple[int, str], BrowserContext] = {}
    yield kept
    for context in kept.values():
        context.close()


@pytest.fixture
def opened() -> Iterator[list[Desk]]:
    """The windows of a journey; afterwards none of them may have complained."""
    windows: list[Desk] = []
    yield windows
    complaints = [text for desk in windows for text in desk.watch.unexpected()]
    for desk in windows:
        desk.page.close()
    assert complaints == []


@pytest.fixture
def window(browser: Browser, opened: list[Desk]) -> OpenDesk:
    """Opens a browser of its own, with nobody signed in."""

    def open_window(place: Installation, **options: object) -> Desk:
        opened.append(Desk(new_context(browser, place, **options), place.address))
        return opened[-1]

    return open_window


@pytest.fixture
def desk(browser: Browser, contexts: dict[tuple[int, str], BrowserContext], opened: list[Desk], installation: Installation) -> OpenDesk:
    """Opens a window in which somebody is signed in; by default the analyst of the small shop."""

    def open_desk(name: str = "analyst", place: Installation = installation) -> Desk:
        known = (place.port, name) in contexts
        context = contexts.setdefault((place.port, name), contexts.get((place.port, name)) or new_context(browser, place))
        opened.append(Desk(context, place.address))
        return opened[-1] if known else opened[-1].come_in(name)

    return open_desk


def new_context(browser: Browser, place: Installation, **options: object) -> BrowserContext:
    """A browser with empty pockets."""
    given = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", "base_url": place.address}
    context = browser.new_context(**(given | options))  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    return context
