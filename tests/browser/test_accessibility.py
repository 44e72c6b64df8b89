"""axe finds nothing: every page, and what opens over it, in light and in dark; and no page is wider than a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import DEFAULT_OPTIONS, Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenDesk
from tests.browser.desk import OVERFLOW, Desk
from tests.browser.serving import Installation
from tests.browser.visits import VISITS
from tests.services import wait_until

THEMES = ("light", "dark")
PANELS = ("dates", "compare", "country", "grain", "basis")
# A grid that is far below the window is not laid out; axe would read its rows as empty.
WHOLE_PAGE = {"width": 1280, "height": 4000}
PHONE = {"width": 360, "height": 740}
COLOURS = DEFAULT_OPTIONS | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


@pytest.fixture(params=THEMES)
def person(window: OpenDesk, installation: Installation, request: pytest.FixtureRequest) -> Desk:
    """An analyst whose machine is set to light or to dark."""
    # Nothing moves, so that no colour is read half way.
    opened = window(installation, color_scheme=request.param, reduced_motion="reduce", viewport=WHOLE_PAGE)
    return opened.come_in("analyst")


def findings(page: Page, rules: dict = DEFAULT_OPTIONS) -> list[str]:
    """What axe has to say of what is on the screen, with the first part that it is about."""
    found = Axe().run(page, options=rules).response["violations"]
    return [f"{rule['impact']}: {rule['help']}: {rule['nodes'][0]['html']}" for rule in found]


@pytest.mark.parametrize(("name", "address"), VISITS)
def test_a_page_is_accessible(desk: OpenDesk, name: str, address: str) -> None:
    """As it arrives, in its theme; then the colours of the other theme, which the next visit begins with; then on a phone."""
    person = desk(name)
    person.page.emulate_media(reduced_motion="reduce")
    person.page.set_viewport_size(WHOLE_PAGE)
    person.open(address)
    root = person.page.locator("html")
    found = {root.get_attribute("data-bs-theme"): findings(person.page)}
    person.page.get_by_role("button", name="Switch between light and dark").click()
    found[root.get_attribute("data-bs-theme")] = findings(person.page, COLOURS)
    assert found == {theme: [] for theme in THEMES}
    # Last: axe would find a grid whose window has just changed with an empty header.
    person.page.set_viewport_size(PHONE)
    wait_until(lambda: person.page.evaluate(OVERFLOW) == 0, "a page that is no wider than a phone", seconds=20)


def test_an_address_without_a_page_is_accessible(person: Desk) -> None:
    person.watch.expect("404")
    person.page.goto("/nowhere")
    expect(person.page.get_by_role("heading", name="No such page")).to_be_visible()
    assert findings(person.page) == []


def test_the_forms_outside_the_desk_are_accessible(person: Desk) -> None:
    person.watch.expect("401")
    person.page.goto("/change-password")
    assert findings(person.page) == []
    person.context.clear_cookies()
    person.page.goto("/login")
    assert findings(person.page) == []
    person.sign_in("analyst", "a wrong password")
    expect(person.page.get_by_role("alert")).to_be_visible()
    assert findings(person.page) == []


def test_filter_panels_are_accessible(person: Desk) -> None:
    person.open("/sales")
    found = {}
    for name in PANELS:
        person.open_chip(name)
        found[name] = findings(person.page)
        person.page.keyboard.press("Escape")
    assert found == {name: [] for name in PANELS}


def test_drawer_and_rows_are_accessible(person: Desk) -> None:
    person.open("/sales?compare=none")
    opening: dict[str, Callable[[], object]] = {
        "definition": lambda: person.explain("Net sales"),
        "table": lambda: person.as_table("Net sales by channel"),
    }
    found = {}
    for name, opens in opening.items():
        opens()
        found[name] = findings(person.page)
        person.close_drawer()
    person.click_bar("Net sales by channel", 0)
    assert person.total_behind("net_sales") > 0
    found["rows"] = findings(person.page)
    assert found == {name: [] for name in [*opening, "rows"]}
