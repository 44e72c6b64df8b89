"""Coming in, being thrown out, losing the network, and seeing what is one's own."""

from __future__ import annotations

import csv
import io
import json
import time
import zipfile

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from dashapp.db.accounts import SESSIONS, USERS
from dashapp.db.engines import accounts_engine
from tests.browser.conftest import OpenDesk
from tests.browser.desk import UPDATE, Desk
from tests.browser.serving import Installation

CHOSEN = "violet kettle harbour nine"
UPDATES = f"**{UPDATE}*"


def test_a_one_time_password_is_changed_before_anything_else(window: OpenDesk, installation: Installation) -> None:
    made = installation.command("add-user", "newcomer", "--role", "analyst")
    one_time = made.stdout.strip().rpartition(": ")[2]
    person = window(installation)
    person.page.goto("/sales?country=France")
    person.sign_in("newcomer", one_time)
    expect(person.page.get_by_role("heading", name="Choose your password")).to_be_visible()
    person.page.goto("/")
    assert person.path == "/change-password"
    person.page.get_by_label("New password", exact=True).fill(CHOSEN)
    person.page.get_by_label("New password again").fill(CHOSEN)
    person.page.get_by_role("button", name="Save password").click()
    person.on_page("Executive overview")
    person.drawn()
    assert person.amount("Net sales") > 0


def test_signing_in_leads_where_one_wanted_to_go_and_signing_out_shuts_the_door(window: OpenDesk, installation: Installation) -> None:
    person = window(installation)
    person.page.goto("/overview?country=France")
    person.sign_in("operations")
    person.on_page("Executive overview")
    person.drawn()
    expect(person.chip("country")).to_contain_text("France")
    person.page.locator("summary[aria-label='Your account']").click()
    person.page.get_by_role("button", name="Sign out").click()
    expect(person.page.get_by_role("button", name="Sign in")).to_be_visible()
    person.page.goto("/sales")
    assert person.path == "/login"


def test_an_ended_session_is_said_and_signing_in_comes_back_to_the_same_place(window: OpenDesk, installation: Installation) -> None:
    person = window(installation)
    person.come_in("support").open("/overview")
    _end_every_session(installation, "support")
    person.watch.expect("401")
    person.open_chip("country").get_by_text("France").click()
    ended = person.page.get_by_role("dialog", name="You are signed out")
    expect(ended).to_be_visible()
    # Nothing of the desk is left behind the dialog.
    expect(person.page.locator(".tr-shell, article, .tr-kpi-value")).to_have_count(0)
    ended.get_by_role("link", name="Sign in").click()
    person.sign_in("support")
    person.on_page("Executive overview")
    person.drawn()
    assert person.search == "country=France"


def _end_every_session(installation: Installation, name: str) -> None:
    user_id = select(USERS.c.user_id).where(USERS.c.name == name).scalar_subquery()
    with accounts_engine(installation.settings).begin() as connection:
        connection.execute(update(SESSIONS).where(SESSIONS.c.user_id == user_id).values(revoked_at=int(time.time())))


def test_a_lost_connection_is_said_and_mended(desk: OpenDesk) -> None:
    person = desk().open("/overview")
    before = person.value("Net sales")
    person.watch.expect("ERR_INTERNET_DISCONNECTED")
    person.context.set_offline(True)
    person.open_chip("country").get_by_text("France").click()
    lost = person.page.get_by_role("dialog", name="No connection")
    expect(lost).to_be_visible()
    person.context.set_offline(False)
    lost.get_by_role("button", name="Try again").click()
    expect(lost).to_be_hidden()
    expect(person.page.get_by_text("The connection is back.")).to_be_visible()
    expect(person.kpi("Net sales").locator(".tr-kpi-value")).not_to_have_attribute("title", before)


@pytest.mark.parametrize(("status", "said"), [(400, "The form has expired."), (403, "This is not for you."), (500, "It broke.")])
def test_a_refused_question_is_said_once_and_the_page_stays_as_it_was(desk: OpenDesk, status: int, said: str) -> None:
    person = desk().open("/overview")
    shown = person.value("Net sales")
    person.watch.expect(f"status of {status}")
    refusal = json.dumps({"error": said, "reference": "ab12"})
    person.page.route(UPDATES, lambda route: route.fulfill(status=status, content_type="application/json", body=refusal))
    person.kpi("Net sales").get_by_role("button", name="Definition, source and SQL").click()
    toast = person.page.get_by_role("alert").filter(has_text=said)
    expect(toast).to_have_count(1)
    expect(toast).to_contain_text("Reference ab12")
    assert person.value("Net sales") == shown
    person.page.unroute(UPDATES)
    toast.get_by_role("button", name="Dismiss").click()
    person.explain("Net sales")


def test_two_people_of_different_reach_see_different_totals(desk: OpenDesk) -> None:
    everything, normandy = desk("analyst").open("/overview"), desk("executive").open("/overview")
    assert 0 < normandy.amount("Orders") < everything.amount("Orders")
    everything.choose("region", "Normandy")
    assert everything.value("Orders") == normandy.value("Orders")
    regions = normandy.chip("region")
    expect(regions).to_be_hidden()


def test_a_workbook_holds_nothing_that_its_owner_does_not_reach(desk: OpenDesk, installation: Installation) -> None:
    """Over the wire, unpacked: no foreign region, no foreign order, no name or address; the analyst's book has the orders."""
    with (installation.folder / "files" / "orders.csv").open(newline="") as file:
        lines = list(csv.DictReader(file))
    own = {line["Order"] for line in lines if line["Region"] == "Normandy"}
    foreign = {line["Order"] for line in lines} - own
    regions = {line["Region"] for line in lines} - {"Normandy"}
    people = {line[column] for line in lines for column in ("Name", "E-mail") if line[column]}
    limited, whole = (unpacked(desk(name), "/export/sales.xlsx?from=2026-01-01&to=2026-06-30") for name in ("executive", "analyst"))
    assert len(own) > 50
    assert all(order in limited for order in own)
    assert [word for word in foreign | regions | people if word in limited] == []
    assert [order for order in foreign if order not in whole] == []


def unpacked(person: Desk, address: str) -> str:
    """Every part of a workbook as one text."""
    answer = person.context.request.get(address)
    assert answer.status == 200, answer.text()
    with zipfile.ZipFile(io.BytesIO(answer.body())) as packed:
        return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def test_a_role_meets_closed_doors_in_words(desk: OpenDesk) -> None:
    person = desk("operations")
    person.watch.expect("403")
    person.page.goto("/segments")
    expect(person.page.get_by_text("The role operations does not open Segments & RFM.")).to_be_visible()
    expect(person.page.get_by_role("link", name="Segments & RFM")).to_have_count(0)
