"""Theme, keyboard, a narrow screen, and an installation without data."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

import layouts
from queries.desk import needs_data
from tests.browser.conftest import OpenDesk
from tests.browser.serving import Installation
from tests.browser.visits import address, visitor

FOCUSED = "document.activeElement.textContent"
IMPATIENT_TIMES = 5
OF_THE_SHOP = [address(page) for page in layouts.pages().values() if visitor(page) == "analyst" and needs_data(page)]


def test_the_theme_is_kept_and_charts_follow_it(window: OpenDesk, installation: Installation) -> None:
    person = window(installation, color_scheme="light").come_in("analyst").open("/overview")
    root = person.page.locator("html")
    line = person.chart("Net sales").locator(".scatterlayer .js-line").last
    light = line.get_attribute("style")
    person.page.get_by_role("button", name="Switch between light and dark").click()
    expect(root).to_have_attribute("data-bs-theme", "dark")
    expect(line).not_to_have_attribute("style", light)
    person.reload()
    expect(root).to_have_attribute("data-bs-theme", "dark")
    person.go_to("Segments & RFM")
    expect(root).to_have_attribute("data-bs-theme", "dark")


def test_everything_by_keyboard(desk: OpenDesk) -> None:
    person = desk().open("/overview")
    keyboard = person.page.keyboard
    keyboard.press("Tab")
    assert person.page.evaluate(FOCUSED) == "Skip to content"
    keyboard.press("Enter")
    expect(person.page.locator("#tr-main")).to_be_focused()
    chip = person.chip("country")
    chip.locator("summary").focus()
    keyboard.press("Enter")
    expect(chip.locator(".tr-panel")).to_be_visible()
    keyboard.press("Tab")
    expect(chip.get_by_placeholder("Search")).to_be_focused()
    keyboard.press("Tab")
    with person.redrawn():
        keyboard.press("Space")
    assert person.search.startswith("country=")
    keyboard.press("Escape")
    expect(chip.locator(".tr-panel")).to_be_hidden()
    expect(chip.locator("summary")).to_be_focused()
    info = person.kpi("Net sales").get_by_role("button", name="Definition, source and SQL")
    info.focus()
    keyboard.press("Enter")
    drawer = person.page.locator(".tr-drawer")
    expect(drawer).to_be_visible()
    keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(info).to_be_focused()


def test_one_choice_of_several_is_one_stop_of_the_tab_key(desk: OpenDesk) -> None:
    person = desk().open("/overview")
    panel = person.open_chip("grain")
    person.page.keyboard.press("Tab")
    expect(panel.get_by_role("radio", name="Automatic")).to_be_focused()
    with person.redrawn():
        person.page.keyboard.press("ArrowDown")
    expect(panel.get_by_role("radio", name="Day")).to_be_checked()
    assert person.search == "grain=day"
    person.page.keyboard.press("Tab")
    expect(panel.get_by_role("radio").and_(person.page.locator(":focus"))).to_have_count(0)


def test_without_motion_the_drawer_shuts_however_soon_it_is_told_to(window: OpenDesk, installation: Installation) -> None:
    person = window(installation, reduced_motion="reduce").come_in("analyst").open("/overview")
    info = person.kpi("Net sales").get_by_role("button", name="Definition, source and SQL")
    for _ in range(IMPATIENT_TIMES):
        info.click()
        person.page.locator(".tr-drawer").wait_for(state="attached")
        person.close_drawer()
        expect(person.page.locator(".offcanvas-backdrop")).to_have_count(0)


def test_on_a_phone_the_menu_opens_over_the_page(desk: OpenDesk) -> None:
    person = desk()
    person.page.set_viewport_size({"width": 360, "height": 740})
    person.open("/overview")
    person.page.get_by_role("button", name="Open the menu").click()
    person.go_to("Sales performance")
    expect(person.page.get_by_role("navigation", name="Pages")).not_to_be_in_viewport()
    panel = person.open_chip("country")
    expect(panel).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("where", ["/", *OF_THE_SHOP])
def test_without_data_every_page_says_how_to_import(desk: OpenDesk, empty_installation: Installation, where: str) -> None:
    person = desk("analyst", empty_installation)
    person.page.goto(where)
    expect(person.page.locator(".tr-page")).to_contain_text("There is no data yet.")
    expect(person.page.locator(".tr-page code")).to_contain_text("manage.py import")
    expect(person.page.locator(".tr-data-age")).to_have_text("No data yet")
