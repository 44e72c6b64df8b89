"""What a number means, where it comes from, and what is behind it."""

from __future__ import annotations

import calendar
import re
import sqlite3

from playwright.sync_api import expect

from tests.browser.conftest import OpenDesk
from tests.browser.desk import middle, number
from tests.browser.serving import Installation


def test_the_drawer_shows_the_definition_and_sql_that_returns_the_number(desk: OpenDesk, installation: Installation) -> None:
    person = desk().open("/overview?from=2026-03-01&to=2026-03-31&compare=none")
    shown = person.amount("Net sales")
    drawer = person.explain("Net sales")
    for words in ("Definition", "Formula", "Owner", "Where it comes from", "fct_sales_events"):
        expect(drawer).to_contain_text(words)
    statement = drawer.locator("code").inner_text()
    with sqlite3.connect(f"file:{installation.folder / 'var' / 'warehouse.sqlite'}?mode=ro", uri=True) as connection:
        assert round(connection.execute(statement).fetchone()[0], 2) == shown
    connection.close()
    person.close_drawer()


def test_support_reads_the_definition_but_no_sql_and_finds_no_download(desk: OpenDesk) -> None:
    person = desk("support").open("/overview")
    drawer = person.explain("Net sales")
    expect(drawer).to_contain_text("Definition")
    expect(drawer.locator("code")).to_have_count(0)
    expect(person.page.locator("[data-export], [data-png]")).to_have_count(0)


def test_a_cell_of_the_heat_map_lists_its_customers_and_show_all_clears(desk: OpenDesk) -> None:
    person = desk().open("/segments")
    table = person.as_table("Average lifetime net sales by recency and frequency")
    rows = [row.split("\t") for row in table.locator("tbody").inner_text().splitlines()]
    person.close_drawer()
    customers = person.grid("Customers")
    everybody = int(re.search(r"of (\d+)", customers.count.inner_text())[1])
    within = {(row[0], row[1]): int(row[3]) for row in rows}
    assert sum(within.values()) == everybody
    recency, frequency = next(cell for cell, count in within.items() if 1 < count < everybody)
    person.click_cell("Average lifetime net sales by recency and frequency", frequency, recency)
    customers.has_rows(within[recency, frequency])
    card = person.card("Customers")
    expect(card.locator(".tr-badge")).to_contain_text(f"Frequency score {frequency}")
    card.get_by_role("button", name="Show all").click()
    customers.has_rows(everybody)
    expect(card.locator(".tr-badge")).to_have_count(0)


def test_a_chart_is_read_as_a_table_and_a_bar_opens_rows_whose_total_it_is(desk: OpenDesk) -> None:
    person = desk().open("/sales?compare=none")
    rows = person.as_table("Net sales by channel").locator("tbody tr")
    expect(rows).to_have_count(3)
    amounts = [number(rows.nth(position).locator("td").nth(1).inner_text()) for position in range(3)]
    assert round(sum(amounts), 2) == person.amount("Net sales")
    person.close_drawer()
    person.click_bar("Net sales by channel", 0)
    assert person.total_behind("net_sales") == amounts[0]


def test_an_hour_of_a_weekday_opens_rows_whose_total_is_its_cell(desk: OpenDesk) -> None:
    person = desk().open("/sales?from=2026-01-01&to=2026-06-30&compare=none")
    table = person.as_table("Net sales by weekday and hour")
    cells = [row.split("\t") for row in table.locator("tbody").inner_text().splitlines()]
    person.close_drawer()
    assert list(dict.fromkeys(cell[0] for cell in cells)) == list(calendar.day_name)
    weekday, _, value = next(cell for cell in cells if cell[1] == "8")
    person.click_cell("Net sales by weekday and hour", "08:00", weekday)
    expect(person.page.get_by_role("dialog", name=f"Net sales by weekday and hour: Hour 8 · Weekday {weekday}")).to_be_visible()
    assert person.total_behind("net_sales") == number(value)


def test_a_slice_says_its_name_amount_and_share(desk: OpenDesk) -> None:
    person = desk().open("/overview?compare=none")
    title = "Net sales by category"
    rows = [row.split("\t") for row in person.as_table(title).locator("tbody").inner_text().splitlines()]
    person.close_drawer()
    name, value = max(rows, key=lambda row: number(row[1]))
    share = number(value) / sum(number(amount) for _, amount in rows)
    biggest = person.chart(title).locator(".slice path.surface").first.bounding_box()
    person.page.mouse.move(biggest["x"] + 20, biggest["y"] + 14)
    expect(person.chart(title).locator(".hoverlayer .hovertext")).to_have_text(f"{name}{value}  {share:.1%}".replace("%", "\u202f%"))


def test_a_slice_and_a_day_open_their_rows(desk: OpenDesk) -> None:
    person = desk().open("/overview?compare=none")
    biggest = person.chart("Net sales by category").locator(".slice path.surface").first.bounding_box()
    person.click_mark("Net sales by category", biggest["x"] + 20, biggest["y"] + 14)
    expect(person.page.get_by_role("dialog", name="Net sales by category: Category Category")).to_be_visible()
    assert person.total_behind("net_sales") > 0
    person.page.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(person.page.get_by_role("dialog")).to_have_count(0)
    person.click_mark("Net sales", *middle(person.chart("Net sales").locator(".nsewdrag")))
    expect(person.page.get_by_role("dialog", name="Net sales: Day 2026-06-16")).to_be_visible()
