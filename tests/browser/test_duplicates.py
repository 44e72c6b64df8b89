"""Duplicate customers by keyboard alone: a pair is decided, the next one takes the focus, and the last answer is taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

import queries
from dashapp.auth import users
from dashapp.auth.viewer import OPERATOR
from dashapp.db.engines import accounts_engine
from dashapp.db.migrate import migrate
from jobs.duplicates.search import search
from tests.browser.conftest import OpenDesk
from tests.browser.desk import PASSWORD, Desk
from tests.browser.serving import Installation, served
from tests.jobs.duplicates.shops import opened
from tests.services import free_port


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A small shop with second accounts, searched."""
    made = Installation(tmp_path_factory.mktemp("pairs"), {"WEB_WORKERS": "1"}, free_port())
    migrate(made.settings)
    search(opened(made.settings), OPERATOR)
    queries.open(made.settings).close()
    users.add_user(accounts_engine(made.settings), "anna", "analyst")
    users.set_password(accounts_engine(made.settings), "anna", PASSWORD)
    with served(made):
        yield made


@pytest.fixture(params=["light", "dark"])
def desk(window: OpenDesk, place: Installation, request: pytest.FixtureRequest) -> Desk:
    return window(place, color_scheme=request.param, reduced_motion="reduce").come_in("anna").open("/duplicates")


def numbers(pair: Locator) -> list[str]:
    return pair.locator(".tr-code-text").all_inner_texts()


def test_keys_decide_and_the_next_pair_takes_the_focus(desk: Desk) -> None:
    pair = desk.page.get_by_role("group", name="The pair to decide about")
    first = numbers(pair)
    desk.page.keyboard.press("s")
    expect(pair.locator(".tr-code-text").first).to_have_text(first[0])
    pair.focus()
    desk.page.keyboard.press("s")
    expect(pair.locator(".tr-code-text").first).not_to_have_text(first[0])
    expect(pair).to_be_focused()
    desk.page.keyboard.press("u")
    expect(pair).to_contain_text("Every pair of the band is answered")
    expect(pair).to_be_focused()
    for _ in range(2):
        desk.page.keyboard.press("z")
        expect(desk.page.get_by_text("is taken back").last).to_be_visible()
        expect(pair.locator(".tr-code-text").first).to_be_visible()
        expect(pair).to_be_focused()
    expect(pair.locator(".tr-code-text").first).to_have_text(first[0])


def test_axe_finds_nothing(desk: Desk) -> None:
    found = Axe().run(desk.page)
    assert not found.response["violations"], found.generate_report()
