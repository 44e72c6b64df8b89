"""Data quality as a new analyst tries it: the worst table, its check, its rows, who mends it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import text

from dashapp.auth import users
from dashapp.db.engines import accounts_engine, warehouse_engine
from tests.app.shop import write_shop
from tests.browser.conftest import OpenDesk
from tests.browser.desk import PASSWORD, Desk, saved
from tests.browser.serving import Installation, served

PATIENCE = 90_000


@pytest.fixture(scope="module")
def flawed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A small shop with a rule that every line breaks, checked."""
    place = Installation(tmp_path_factory.mktemp("flawed"), {"WEB_WORKERS": "1"})
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


@pytest.fixture(scope="module")
def misspelt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A small shop whose products are declared, two of them in categories that are written in capitals, checked."""
    place = Installation(tmp_path_factory.mktemp("misspelt"), {"WEB_WORKERS": "1"})
    orders, order_map = write_shop(Path(place.folder) / "files", orders=60)
    place.command("import", orders, "--map", order_map)
    products = ", ".join(
        f"(1, 'P{number:03}', 'SKU-{number}', 'Product {number}', 'Made to be looked at closely.', "
        f"'{'CATEGORY' if number in (5, 9) else 'Category'} {number % 4}', 'Brand {number % 3}', '2025-01-01', 300)"
        for number in range(20)
    )
    categories = ", ".join(f"(1, 'Category {number}', 'Everything')" for number in range(4))
    prices = ", ".join(f"(1, 'P{number:03}', '2025-01-01', {{cents}})" for number in range(20))
    columns = "load_id, product_id, sku, product_name, description, category, brand, listed_on, weight_grams"
    with warehouse_engine(place.settings).begin() as connection:
        for statement in (
            f"insert into raw_products ({columns}) values {products}",
            f"insert into raw_categories (load_id, category, department) values {categories}",
            f"insert into raw_price_history (load_id, product_id, valid_from, price_cents) values {prices.format(cents=5000)}",
            f"insert into raw_cost_history (load_id, product_id, valid_from, cost_cents) values {prices.format(cents=2000)}",
        ):
            connection.execute(text(statement))
    place.command("check")
    with served(place):
        engine = accounts_engine(place.settings)
        for name, role in (("anna", "analyst"), ("felix", "finance")):
            users.add_user(engine, name, role)
            users.set_password(engine, name, PASSWORD)
        yield place


def worst_check(anna: Desk) -> None:
    """From the page of data quality to the check that loses most points, with its rows and whose it is."""
    expect(anna.card("Where points are lost")).to_contain_text("most at products, consistency")
    anna.click_cell("Where points are lost", "consistency", "products")
    anna.card("Incidents").get_by_text("products.category_spellings").click()
    anna.on_page("Check of the data")
    anna.drawn()
    expect(anna.card("Check")).to_contain_text("Merchandising")
    rows = anna.grid("Rows that offend")
    expect(rows.count).to_contain_text("of 2")
    assert {rows.cell(at, "product_id").inner_text() for at in (0, 1)} == {"P005", "P009"}


def proposed(anna: Desk) -> None:
    """From the check to the correction that mends it, looked at and proposed."""
    deeds = anna.card("What is done about it")
    expect(deeds).to_contain_text("Categories as they are declared")
    deeds.get_by_role("link", name="Propose it on Data quality").click()
    anna.on_page("Data quality")
    anna.drawn()
    corrections = anna.card("Corrections")
    corrections.get_by_role("combobox", name="Correction").select_option(label="Categories as they are declared")
    corrections.get_by_role("button", name="Show what it would change").click()
    change = anna.page.locator(".tr-answer")
    expect(change).to_contain_text("CATEGORY 1")
    change.get_by_role("button", name="Close").click()
    corrections.get_by_role("textbox", name="Reason").fill("Totals by category miss two products.")
    corrections.get_by_role("button", name="Propose it").click()
    expect(anna.page.locator(".tr-toast").filter(has_text="Change 1 waits for a second person.")).to_be_visible()


def approved(felix: Desk) -> None:
    """The second person agrees, and the figures are built anew."""
    waiting = felix.card("Waiting changes")
    waiting.get_by_role("button", name="Approve: change 1").click()
    felix.page.get_by_role("dialog", name="Approve").get_by_role("button", name="Approve").click()
    expect(waiting).to_contain_text("No change waits for a second person.")


def test_a_new_analyst_finds_the_worst_table_has_it_mended_and_sees_the_score_move(window: OpenDesk, misspelt: Installation) -> None:
    anna = window(misspelt, reduced_motion="reduce").come_in("anna").open("/quality")
    score, consistency = anna.amount("Score"), anna.amount("Consistency")
    worst_check(anna)
    proposed(anna)
    approved(window(misspelt, reduced_motion="reduce").come_in("felix").open("/approvals"))
    anna.open("/quality")
    expect(anna.card("Corrections")).to_contain_text("Change 1 · products.category")
    expect(anna.card("Corrections")).to_contain_text("done", timeout=PATIENCE)
    anna.reload()
    runs = anna.card("Run the checks")
    runs.get_by_role("button", name="Run them").click()
    expect(runs).to_contain_text("asked for by anna, done", timeout=PATIENCE)
    anna.reload()
    assert anna.amount("Consistency") > consistency
    assert anna.amount("Score") > score
    incidents = anna.grid("Incidents")
    incidents.filter("check_name", "category_spellings")
    expect(incidents.cell(0, "status")).to_have_text("resolved")


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
