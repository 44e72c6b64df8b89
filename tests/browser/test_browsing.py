"""Grids ask the database for every row, order and filter; an order opens from them."""

from __future__ import annotations

import re

from playwright.sync_api import Route, expect

from tests.browser.conftest import OpenDesk
from tests.browser.desk import UPDATE, number

AMOUNT = re.compile(r"^\d")
WHOLE = "/sales?from=2026-01-01&to=2026-06-30&compare=none"


def test_a_grid_sorts_filters_and_scrolls_in_the_database(desk: OpenDesk) -> None:
    person = desk().open(WHOLE)
    person.page.set_viewport_size({"width": 2200, "height": 1000})
    orders = person.grid("Orders")
    all_orders = int(re.search(r"of (\d+)", orders.count.inner_text())[1])
    assert all_orders > 300
    orders.header("net_sales").click()
    expect(orders.header("net_sales")).to_have_attribute("aria-sort", "ascending")
    expect(orders.cell(0, "net_sales")).to_contain_text("−")
    orders.header("net_sales").click()
    expect(orders.header("net_sales")).to_have_attribute("aria-sort", "descending")
    expect(orders.cell(0, "net_sales")).to_have_text(AMOUNT)
    highest = number(orders.cell(0, "net_sales").inner_text())
    assert highest >= number(orders.cell(1, "net_sales").inner_text())
    orders.scroll_to(170)
    expect(orders.cell(170, "net_sales")).to_have_text(AMOUNT)
    assert 0 < number(orders.cell(170, "net_sales").inner_text()) < highest
    total = orders.total("net_sales").inner_text()
    orders.filter("country", "Spain")
    expect(orders.total("net_sales")).not_to_have_text(total)
    expect(orders.cell(0, "country")).to_have_text("Spain")
    assert int(re.search(r"of (\d+)", orders.count.inner_text())[1]) < all_orders


def test_an_order_opens_from_the_grid_and_back_returns(desk: OpenDesk) -> None:
    person = desk().open(f"{WHOLE}&country=France")
    orders = person.grid("Orders")
    name = orders.cell(0, "order_id").inner_text()
    orders.cell(0, "order_id").click()
    person.on_page("Order")
    person.drawn()
    assert person.path == "/order"
    assert person.search == f"source=corner-shop&order_id={name}"
    expect(person.card("Order").locator("dl")).to_contain_text(name)
    expect(person.card("Lines and events").locator(".ag-row").first).to_be_visible()
    person.page.go_back()
    person.on_page("Sales performance")
    person.drawn()
    assert "country=France" in person.search
    expect(person.grid("Orders").cell(0, "order_id")).to_have_text(name)


def test_the_lower_rows_of_a_long_page_come_when_the_first_are_drawn_or_scrolled_to(desk: OpenDesk) -> None:
    person = desk()
    page, held = person.page, []

    def answer(route: Route) -> None:
        """The page comes, and its cards wait."""
        if "page.children" in str(route.request.post_data):
            route.continue_()
        else:
            held.append(route)

    page.route(f"**{UPDATE}", answer)
    page.goto(WHOLE)
    below, cards, orders = (page.locator(f".tr-page {part}") for part in (".tr-rows-later", ".tr-card", ".tr-grid-frame"))
    expect(cards.first).to_be_visible()
    expect(below).to_have_count(1)
    expect(orders).to_have_count(0)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    expect(orders).to_have_count(1)
    page.unroute(f"**{UPDATE}")
    for route in held:
        route.continue_()
    person.drawn()
    expect(below).to_have_count(0)


def test_an_order_that_is_not_there_is_said(desk: OpenDesk) -> None:
    person = desk().open("/order?source=corner-shop&order_id=O99999")
    expect(person.card("Order")).to_contain_text("There is nothing at this address, or it is not within your reach.")
    person.grid("Lines and events").has_rows(0)
