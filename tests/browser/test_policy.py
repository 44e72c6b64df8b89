"""What the export policy asks of a person: a reason, patience; and what paper says about who printed it."""

from __future__ import annotations

import csv
from pathlib import Path
from urllib.parse import unquote

from playwright.sync_api import Route, expect

from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk, saved

CARD = "Net sales by category"
ASKED = {"error": "Say what these 4 rows are for: they hold costs or margins.", "needs": "reason", "approval": False}
WAITS = {
    "export": 12,
    "status": "waiting",
    "message": "Export 12 waits until a second person has agreed.",
    "download": "/export/approved/12",
}


def policy(person: Desk, reasons: list[str], *, approval: bool = False) -> None:
    """The server as it would answer if this card told costs; with a reason it answers by itself, or lets wait."""

    def answer(route: Route) -> None:
        reason = unquote(route.request.headers.get("x-export-reason", ""))
        reasons.append(reason)
        if not reason:
            route.fulfill(status=428, json={**ASKED, "approval": approval})
        elif approval:
            route.fulfill(status=202, json=WAITS)
        else:
            route.continue_()

    person.page.route("**/export/overview/**", answer)
    person.watch.expect("status of 428")


def choose_csv(person: Desk) -> None:
    card = person.chart(CARD)
    card.locator("summary").click()
    card.get_by_text("Download CSV", exact=True).click()


def test_a_reason_is_asked_for_in_a_dialog(desk: OpenDesk, tmp_path: Path) -> None:
    person, reasons = desk().open("/overview?compare=none"), []
    policy(person, reasons)
    choose_csv(person)
    asking = person.page.get_by_role("dialog", name="What is it for?")
    expect(asking).to_contain_text("costs or margins")
    expect(asking.get_by_label("Reason")).to_be_focused()
    asking.get_by_role("button", name="Download").click()
    expect(asking).to_be_visible()
    asking.get_by_label("Reason").fill("Für den Abschluss")
    with person.page.expect_download() as download:
        asking.get_by_role("button", name="Download").click()
    rows = list(csv.DictReader(saved(download.value, tmp_path).read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 4
    assert reasons == ["", "Für den Abschluss"]
    expect(person.page.get_by_role("dialog")).to_have_count(0)


def test_escape_takes_the_question_back(desk: OpenDesk) -> None:
    person, reasons = desk().open("/overview?compare=none"), []
    policy(person, reasons)
    choose_csv(person)
    expect(person.page.get_by_role("dialog", name="What is it for?")).to_be_visible()
    person.page.keyboard.press("Escape")
    expect(person.page.get_by_role("dialog")).to_have_count(0)
    assert reasons == [""]


def test_a_large_download_says_that_it_waits(desk: OpenDesk) -> None:
    person = desk().open("/overview?compare=none")
    policy(person, [], approval=True)
    choose_csv(person)
    asking = person.page.get_by_role("dialog", name="What is it for?")
    asking.get_by_label("Reason").fill("For the auditors")
    asking.get_by_role("button", name="Ask for approval").click()
    waiting = person.page.get_by_role("dialog", name="Waiting for approval, number 12")
    expect(waiting).to_contain_text("a second person")
    waiting.get_by_role("button", name="Close").click()
    expect(waiting).to_have_count(0)


def test_paper_says_who_printed_it(desk: OpenDesk) -> None:
    person = desk().open("/overview")
    mark = person.page.locator("#print-mark")
    expect(mark).to_be_hidden()
    person.page.emulate_media(media="print")
    person.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(mark).to_be_visible()
    expect(mark).to_contain_text("Printed by analyst, ")
    person.page.emulate_media(media="screen")
