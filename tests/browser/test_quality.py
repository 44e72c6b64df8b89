"""Data quality as a new analyst tries it: the worst table, its check, its rows, who mends it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from dashapp.auth import users
from dashapp.db.engines import accounts_engine
from tests.app.shop import write_shop
from tests.browser.conftest import OpenDesk
from tests.browser.desk import PASSWORD, saved
from tests.browser.serving import Installation, served

PATIENCE = 90_000


@pytest.fixture(scope="module")
def flawed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A small shop with a rule that every line breaks, checked."""
    place = Installation(tmp_path_factory.mktemp("flawed"), {"WEB_WORKERS": "1", "CHECK_AFTER_BUILD": "no"})
    orders, order_map = write_shop(Path(place.folder) / "files", orders=60)
    for words in (
        ("import", orders, "--map", order_map),
        ("quality", "add-rule", "order_items.quantity", "range", "--most", "0", "--severity", "critical", "--reason", "Nothing is sold."),
        ("check",),
    ):
        place.command(*words)
    with served(place):
        engine = accounts_engine(place.settings)
        for name, role in (("anna", "analyst"), ("olga", "operations")):
            users.add_user(engine, name, role)
            users.set_password(engine, name, PASSWORD)
        yield place


def test_an_incident_is_found_given_and_handled(window: OpenDesk, flawed: Installation) -> None:
    anna = window(flawed, reduced_motion="reduce").come_in("anna").open("/quality")
    incidents = anna.grid("Incidents")
    expect(incidents.cell(0, "check_name")).to_have_text("rules.order_items.quantity.range.1")
    expect(incidents.cell(0, "status")).to_have_text("new")
    incidents.row(0).get_by_role("checkbox").check()
    deeds = anna.card("What is done about them")
    deeds.get_by_role("combobox", name="Give to").select_option("olga")
    deeds.get_by_role("button", name="Give", exact=True).click()
    expect(incidents.cell(0, "assignee")).to_have_text("olga")
    expect(incidents.row(0).get_by_role("checkbox")).to_be_checked()

    incidents.cell(0, "check_name").click()
    anna.on_page("Check of the data")
    anna.drawn()
    card = anna.card("What is done about it")
    expect(card).to_contain_text("order_items.quantity is held to the rule range (most 0).")
    card.get_by_role("button", name="Check again now").click()
    expect(card).to_contain_text("asked for by anna, done", timeout=PATIENCE)
    anna.grid("Runs").has_rows(2)

    olga = window(flawed, reduced_motion="reduce").come_in("olga").open("/check?check_name=rules.order_items.quantity.range.1")
    card = olga.card("What is done about it")
    expect(card.get_by_role("button", name="Check again now")).to_have_count(0)
    card.get_by_role("textbox", name="Comment").fill("The scanner was broken.")
    card.get_by_role("button", name="Write the comment").click()
    expect(olga.grid("Incident").cell(0, "words")).to_have_text("The scanner was broken.")
    card.get_by_role("button", name="Work on it").click()
    expect(olga.card("Check")).to_contain_text("in progress")


def test_every_row_that_offends_is_listed_and_taken_along(window: OpenDesk, flawed: Installation, tmp_path: Path) -> None:
    anna = window(flawed, reduced_motion="reduce").come_in("anna").open("/check?check_name=rules.order_items.quantity.range.1")
    rows = anna.grid("Rows that offend")
    with anna.page.expect_download() as download:
        anna.card("Rows that offend").get_by_role("link", name="CSV").click()
    with saved(download.value, tmp_path).open(encoding="utf-8-sig", newline="") as file:
        heading, *lines = csv.reader(file)
    assert heading == ["Order id", "Line number", "Quantity"]
    expect(rows.count).to_contain_text(f"of {len(lines)}")
    expect(rows.cell(0, "order_id")).to_have_text(lines[0][0])


def test_a_cell_of_the_heat_map_narrows_the_checks(window: OpenDesk, flawed: Installation) -> None:
    anna = window(flawed, reduced_motion="reduce").come_in("anna").open("/quality")
    chart = anna.card("Where points are lost")
    expect(chart).to_contain_text("Points lost: most at")
    everything = anna.grid("Checks").count.inner_text()
    area = chart.locator(".nsewdrag").first
    box = area.bounding_box()
    assert box is not None
    # The tables stand in the order of their names, the tiers too.
    area.click(position={"x": box["width"] - 8, "y": 8})
    narrowed = anna.card("Checks").locator(".tr-grid-narrowed")
    expect(narrowed).to_contain_text("Tier validation · Table name order_items")
    expect(anna.grid("Checks").count).not_to_have_text(everything)
    expect(anna.card("Incidents").locator(".tr-grid-narrowed")).to_contain_text("Table name order_items")
    narrowed.get_by_role("button", name="Show all").click()
    expect(anna.grid("Checks").count).to_have_text(everything)
