"""The walk of a filter: a control changes, the address and the cards follow, and everything else keeps it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenDesk

LOADED = "window.loadedOnce = true"


def test_a_filter_changes_address_and_cards_without_reload_and_goes_along(desk: OpenDesk) -> None:
    person = desk().open("/overview")
    person.page.evaluate(LOADED)
    thirty_days = person.amount("Orders")
    panel = person.open_chip("dates")
    with person.redrawn():
        panel.get_by_role("button", name="All time").click()
    expect(person.page).to_have_url(re.compile(r"from=2026-01-02&to=2026-06-30"))
    half_a_year = person.amount("Orders")
    assert half_a_year > thirty_days
    person.choose("country", "France")
    expect(person.page).to_have_url(re.compile("country=France"))
    in_france = person.amount("Orders")
    assert 0 < in_france < half_a_year
    assert person.page.evaluate("window.loadedOnce") is True
    address = person.page.url
    assert person.reload().amount("Orders") == in_france
    assert person.page.url == address
    person.go_to("Sales performance")
    assert person.search == address.partition("?")[2]
    assert person.amount("Orders") == in_france
    person.page.go_back()
    person.on_page("Executive overview")
    assert person.drawn().amount("Orders") == in_france
    assert person.page.url == address


def test_reset_shows_only_when_there_is_something_to_reset(desk: OpenDesk) -> None:
    person = desk().open("/overview?country=Spain&basis=order&from=2026-02-01&to=2026-02-28")
    expect(person.chip("basis")).to_contain_text("order date")
    reset = person.page.get_by_role("button", name="Reset", exact=True)
    with person.redrawn():
        reset.click()
    expect(reset).to_be_hidden()
    assert person.search == ""
    expect(person.chip("dates")).to_contain_text("1 Jun 2026 – 30 Jun 2026")


def test_two_comparisons_at_once(desk: OpenDesk) -> None:
    person = desk().open("/overview?from=2026-05-01&to=2026-05-31")
    expect(person.card("Orders").locator(".tr-kpi-change")).to_have_count(1)
    panel = person.open_chip("compare")
    panel.locator("label").filter(has_text="Other dates").click()
    panel.get_by_label("First day").fill("2026-01-01")
    with person.redrawn():
        panel.get_by_label("Last day").fill("2026-01-31")
    changes = person.card("Orders").locator(".tr-kpi-change")
    expect(changes).to_have_count(2)
    expect(changes.nth(1)).to_contain_text("1–31 Jan")
    expect(person.chip("compare")).to_contain_text("previous period, 1 Jan 2026 – 31 Jan 2026")
    assert "compare=previous&compare=2026-01-01..2026-01-31" in person.search
    person.reload()
    expect(changes).to_have_count(2)


def test_dates_of_ones_own_by_month(desk: OpenDesk) -> None:
    person = desk().open("/overview")
    panel = person.open_chip("dates")
    panel.get_by_label("First day").fill("2026-02-01")
    with person.redrawn():
        panel.get_by_label("Last day").fill("2026-03-31")
    person.choose("grain", "Month")
    assert person.search == "from=2026-02-01&to=2026-03-31&grain=month"
    expect(person.chart("Net sales").locator(".xtick")).to_have_text(["Feb 2026", "Mar 2026"])


@pytest.mark.parametrize(
    ("search", "sentence"),
    [
        ("from=tomorrow", "from is 'tomorrow'. It must be a day written YYYY-MM-DD."),
        ("basis=x", "basis is 'x'. Allowed: event, order."),
        ("compare=previous&compare=last_year&compare=2026-01-01..2026-01-31", "At most 2 comparisons are shown at once."),
    ],
)
def test_nonsense_in_the_address_is_answered_in_a_sentence(desk: OpenDesk, search: str, sentence: str) -> None:
    person = desk()
    person.page.goto(f"/overview?{search}")
    expect(person.page.locator(".tr-state-error")).to_contain_text(sentence)


def test_a_country_that_is_not_there_leaves_sentences_not_crashes(desk: OpenDesk) -> None:
    person = desk().open("/overview?country=Atlantis")
    for card in (person.chart("Net sales by category"), person.kpi("Orders")):
        empty = card.locator(".tr-state-empty")
        expect(empty).to_contain_text("No orders in Atlantis between 1 Jun 2026 and 30 Jun 2026.")


def test_searching_in_a_chip_hides_the_other_values(desk: OpenDesk) -> None:
    person = desk().open("/overview")
    panel = person.open_chip("region")
    panel.get_by_placeholder("Search").fill("gal")
    expect(panel.locator("label:visible")).to_have_text(["Galicia, North"])
    with person.redrawn():
        panel.locator("label").filter(has_text="Galicia, North").click()
    assert "region=Galicia%2C+North" in person.search
    assert person.reload().amount("Orders") > 0


def test_segments_are_narrowed_by_a_segment(desk: OpenDesk) -> None:
    person = desk().open("/segments")
    person.choose("segment", "Lost")
    expect(person.grid("Customers").cell(0, "segment")).to_have_text("Lost")
    person.go_to("Executive overview")
    person.go_to("Segments & RFM")
    expect(person.chip("segment")).to_contain_text("Lost")


def test_a_choice_stands_in_the_address_of_its_page_and_nowhere_else(desk: OpenDesk) -> None:
    person = desk().open("/cohorts")
    expect(person.chip("cohort_kind")).to_contain_text("Month of the first order")
    person.choose("cohort_kind", "Quarter of the first order")
    assert person.search == "cohort_kind=quarter"
    expect(person.chart("Cohorts by age")).to_contain_text("Quarters since the first order")
    expect(person.reload().chip("cohort_kind")).to_contain_text("Quarter of the first order")
    person.go_to("Sales performance")
    assert person.search == ""
    person.page.go_back()
    person.on_page("Cohorts & retention")
    with person.redrawn():
        person.page.get_by_role("button", name="Reset", exact=True).click()
    assert person.search == ""
    expect(person.chart("Cohorts by age")).to_contain_text("Months since the first order")
