"""The desk as production serves it: its cookies are bound to this host and to TLS, and its scripts find the one they need."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from dashapp.auth import users
from dashapp.db.engines import accounts_engine
from tests.app.shop import write_shop
from tests.browser.conftest import OpenDesk
from tests.browser.desk import PASSWORD
from tests.browser.serving import Installation, served

KEYS = ("SECRET_KEY", "ENCRYPTION_KEY", "ERASURE_KEY")


@pytest.fixture
def production(tmp_path: Path) -> Iterator[Installation]:
    """A production installation; browsers treat this machine as if it were reached over TLS."""
    given = {name: secrets.token_urlsafe(48) for name in KEYS}
    place = Installation(tmp_path, {"ENVIRONMENT": "production", "WEB_WORKERS": "1", **given})
    orders, order_map = write_shop(place.folder / "files", orders=40)
    imported = place.command("import", orders, "--map", order_map)
    assert imported.returncode == 0, imported.stderr
    with served(place):
        engine = accounts_engine(place.settings)
        users.add_user(engine, "analyst", "analyst")
        users.set_password(engine, "analyst", PASSWORD)
        yield place


def test_every_cookie_is_bound_to_its_host_and_the_desk_works_with_them(window: OpenDesk, production: Installation, tmp_path: Path) -> None:
    person = window(production)
    person.page.goto("/overview")
    person.sign_in("analyst")
    person.on_page("Executive overview")
    person.drawn()
    person.page.get_by_role("button", name="Switch between light and dark").click()
    cookies = {cookie["name"]: cookie for cookie in person.context.cookies()}
    assert set(cookies) == {"__Host-tallyroom", "__Host-_csrf_token"}
    assert all(cookie["secure"] and cookie["sameSite"] == "Lax" and cookie["path"] == "/" for cookie in cookies.values())
    assert [cookies[name]["httpOnly"] for name in sorted(cookies)] == [False, True]
    # A download of a picture and signing out both send the token that a script reads from its cookie.
    picture = person.download(person.chart("Net sales by category"), "Download PNG", tmp_path)
    assert picture.read_bytes().startswith(b"\x89PNG")
    person.page.locator("summary[aria-label='Your account']").click()
    person.page.get_by_role("button", name="Sign out").click()
    expect(person.page.get_by_role("button", name="Sign in")).to_be_visible()
