"""The pages of administration by hand: two people for a month, a person who asks, somebody who is invited, another's desk."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from dashapp.auth import users
from dashapp.db.engines import accounts_engine
from tests.app.shop import write_shop
from tests.browser.conftest import OpenDesk
from tests.browser.desk import PASSWORD, Desk, saved
from tests.browser.serving import Installation, served
from tests.mail_server import Inbox
from tests.services import free_port

CHOSEN = "violet kettle harbour nine"
PATIENCE = 90_000


@pytest.fixture(scope="module")
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, inbox: Inbox) -> Iterator[Installation]:
    """A small shop of its own, an address, a mail server, and people who work together."""
    port, mail_port = free_port(), free_port()
    given = {"WEB_WORKERS": "1", "PUBLIC_URL": f"http://127.0.0.1:{port}", "SMTP_URL": f"smtp://127.0.0.1:{mail_port}"}
    place = Installation(tmp_path_factory.mktemp("office"), given, port)
    orders, order_map = write_shop(place.folder / "files", orders=60)
    imported = place.command("import", orders, "--map", order_map)
    assert imported.returncode == 0, imported.stderr
    mail = Controller(inbox, hostname="127.0.0.1", port=mail_port)
    mail.start()
    with served(place):
        engine = accounts_engine(place.settings)
        for name, role in (("admin", "admin"), ("fiona", "finance"), ("felix", "finance"), ("anna", "analyst")):
            users.add_user(engine, name, role)
            users.set_password(engine, name, PASSWORD)
        yield place
    mail.stop()


@pytest.fixture
def at(window: OpenDesk, office: Installation):
    """Opens a page for somebody, in a browser of their own."""

    def open_page(name: str, address: str) -> Desk:
        return window(office, reduced_motion="reduce").come_in(name).open(address)

    return open_page


def press(card: Locator, name: str, sure: bool = False) -> None:
    """Press a button of a card, and agree where it asks."""
    card.get_by_role("button", name=name, exact=True).click()
    if sure:
        card.page.get_by_role("dialog", name=re.split(":", name)[0]).get_by_role("button", name=re.split(":", name)[0]).click()


def told(person: Desk, words: str) -> None:
    """Wait for a sentence in the corner."""
    expect(person.page.locator(".tr-toast").filter(has_text=words).first).to_be_visible()


def test_a_month_is_locked_by_one_and_opened_by_two(at) -> None:
    fiona = at("fiona", "/approvals")
    locks = fiona.card("Locked months")
    expect(locks).to_contain_text("Nothing is locked: every figure still changes")
    locks.get_by_role("combobox", name="Month to lock").select_option("2026-03")
    press(locks, "Lock the month", sure=True)
    expect(locks).to_contain_text("The lock of 2026-03 is under way since")
    expect(locks.get_by_role("combobox")).to_have_count(0)
    expect(locks).to_contain_text("Everything through 31 Mar 2026 is locked.", timeout=PATIENCE)

    locks.get_by_role("combobox", name="Open from").select_option("2026-02")
    press(locks, "Propose to open")
    told(fiona, "A change needs a reason")
    # What was chosen is still chosen after a mistake.
    expect(locks.get_by_role("combobox", name="Open from")).to_have_value("2026-02")
    locks.get_by_role("textbox", name="Reason to open").fill("A late invoice of the carrier.")
    press(locks, "Propose to open")
    waiting = fiona.card("Waiting changes")
    expect(waiting).to_contain_text("Locked through 31 Mar 2026 → open from 1 Feb 2026 on")
    expect(waiting).to_contain_text("It is your own: somebody else decides it.")
    expect(waiting.get_by_role("button")).to_have_count(0)

    felix = at("felix", "/approvals")
    press(felix.card("Waiting changes"), "Approve: change 1", sure=True)
    expect(felix.card("Waiting changes")).to_contain_text("No change waits for a second person.")
    expect(felix.card("Locked months")).to_contain_text("Everything through 31 Jan 2026 is locked.")
    expect(felix.card("Locked months")).to_contain_text("A build after change 1, asked for by felix, done", timeout=PATIENCE)
    expect(felix.grid("Changes").cell(0, "status")).to_have_text("approved")

    felix.go_to("Audit & compliance")
    events = felix.grid("Events")
    events.filter("subject", "change:1")
    events.has_rows(2)
    said = [(events.cell(row, "actor").inner_text(), events.cell(row, "action").inner_text()) for row in (0, 1)]
    assert said == [("felix", "change approved"), ("fiona", "change proposed")]


def test_a_definition_is_proposed_refused_and_read_in_the_drawer(at) -> None:
    fiona = at("fiona", "/approvals")
    definitions = fiona.card("Definitions")
    definitions.get_by_role("combobox", name="Definition").select_option("net_sales")
    definitions.get_by_role("textbox", name="Reason").fill("Agreed with the auditors.")
    press(definitions, "Propose for approval")
    expect(fiona.card("Waiting changes")).to_contain_text("Definition of Net sales")
    felix = at("felix", "/approvals")
    waiting = felix.card("Waiting changes")
    expect(waiting).to_contain_text("Never approved → Gross sales minus discounts")
    refuse = waiting.get_by_role("button", name=re.compile("^Refuse: change"))
    refuse.click()
    told(felix, "Say why the change is refused.")
    waiting.get_by_role("textbox", name="Reason to refuse").fill("Say what cancelled orders do.")
    refuse.click()
    expect(waiting).to_contain_text("No change waits")
    felix.card("Definitions").locator("summary").click()
    felix.card("Definitions").get_by_text("View as table").click()
    drawer = felix.page.get_by_role("dialog", name="Definitions")
    expect(drawer.get_by_role("row").nth(1)).to_contain_text("never approved")


def test_a_person_asks_and_is_answered(at, tmp_path: Path) -> None:
    admin = at("admin", "/privacy")
    admin.card("Who is meant?").get_by_role("textbox").fill("person3@shop.example")
    press(admin.card("Who is meant?"), "Search")
    found = admin.page.locator("#act-secret")
    expect(found).to_contain_text("1 may be meant.")
    expect(found).not_to_contain_text("person3@shop.example")
    found.get_by_role("button", name="Asks for access: corner-shop/C003").click()
    admin.on_page("Request about a person")
    admin.drawn()
    expect(found).to_be_empty()
    request = admin.card("Request")
    expect(request).to_contain_text("corner-shop/C003")
    with admin.page.expect_download() as download:
        press(admin.card("Answer"), "Download the bundle")
    with zipfile.ZipFile(saved(download.value, tmp_path)) as bundle:
        assert "person3@shop.example" in "".join(bundle.read(name).decode() for name in bundle.namelist())
    expect(admin.card("Answer")).to_contain_text("Answered: the bundle was handed out.")
    expect(request).to_contain_text("exported")
    admin.go_to("Personal data")
    assert admin.amount("Answered") == 1
    expect(admin.grid("Requests").cell(0, "status")).to_have_text("exported")


def test_an_erasure_is_counted_and_carried_out_beside_the_page(at) -> None:
    admin = at("admin", "/privacy")
    admin.card("Write a request down").get_by_role("textbox").fill("corner-shop/C004")
    admin.card("Write a request down").get_by_role("combobox").select_option("erasure")
    press(admin.card("Write a request down"), "Write it down")
    admin.on_page("Request about a person")
    answer = admin.card("Answer")
    press(answer, "Count what would go")
    expect(admin.page.locator("#act-secret")).to_contain_text("rows would be replaced")
    press(admin.page.locator("#act-secret"), "Close")
    expect(admin.page.locator("#act-secret")).to_be_empty()
    press(answer, "Erase", sure=True)
    expect(answer).to_contain_text("Answered: who they are is erased, their orders stay.", timeout=PATIENCE)
    # The card beside it looks again by itself.
    expect(admin.card("Request")).to_contain_text("erased")


def test_somebody_is_invited_by_mail_and_comes_in(at, window: OpenDesk, office: Installation, inbox: Inbox) -> None:
    admin = at("admin", "/users")
    before = admin.amount("Active users")
    form = admin.card("Add a user")
    form.get_by_role("textbox", name="Sign-in name", exact=True).fill("ines")
    form.get_by_role("textbox", name="E-mail").fill("ines@shop.example")
    press(form, "Add user")
    told(admin, "A link is on its way to ines, good for 30 minutes.")
    expect(admin.kpi("Active users").locator(".tr-kpi-value")).to_have_attribute("title", f"{before + 1:.0f}")
    (letter,) = inbox.messages
    text = letter.get_payload(decode=True).decode()  # type: ignore[union-attr]
    (link,) = re.findall(r"http://\S+", text)
    ines = window(office)
    ines.page.goto(link)
    assert ines.search == ""
    ines.page.get_by_label("New password", exact=True).fill(CHOSEN)
    ines.page.get_by_label("New password again").fill(CHOSEN)
    ines.page.get_by_role("button", name="Save password").click()
    ines.sign_in("ines", CHOSEN)
    ines.on_page("Executive overview")
    again = window(office)
    again.watch.expect("400")
    again.page.goto(link)
    expect(again.page.get_by_text("This link has been used or is too old.")).to_be_visible()


def test_a_password_that_is_shown_once_does_not_stay(at) -> None:
    admin = at("admin", "/users")
    for name in ("jonas", "petra"):
        form = admin.card("Add a user")
        form.get_by_role("textbox", name="Sign-in name", exact=True).fill(name)
        press(form, "Add user")
        shown = admin.page.locator("#act-secret")
        expect(shown).to_contain_text(f"One-time password of {name}")
        assert Axe().run(admin.page, "#act-secret").response["violations"] == []
        press(shown, "I have noted it")
        expect(shown).to_be_empty()
    form.get_by_role("textbox", name="Sign-in name", exact=True).fill("quinn")
    press(form, "Add user")
    expect(shown).to_contain_text("One-time password of quinn")
    admin.go_to("Audit & compliance")
    expect(shown).to_be_empty()


def test_the_desk_of_another_says_so_on_every_page(at) -> None:
    admin = at("admin", "/user?user_name=anna")
    role = admin.card("Role and reach")
    expect(role.locator(".dash-dropdown")).to_have_count(4)
    expect(role.locator(".dash-dropdown:visible")).to_have_count(0)
    role.get_by_role("checkbox", name="Only these regions").check()
    press(role, "Save role and reach")
    told(admin, "No regions are chosen")
    role.locator(".dash-dropdown:visible").click()
    admin.page.get_by_role("option", name="Hesse").click()
    admin.page.keyboard.press("Escape")
    press(role, "Save role and reach")
    told(admin, "Saved. It counts for anna from the next request on.")
    press(role, "See the desk as this person")
    banner = admin.page.locator(".tr-view-as")
    expect(banner).to_contain_text("You see the desk as anna: Analyst, limited to 1 region. Only looking.")
    expect(admin.page.get_by_role("link", name="Users & roles")).to_have_count(0)
    admin.drawn()
    admin.go_to("Sales performance")
    expect(banner).to_be_visible()
    assert Axe().run(admin.page, ".tr-view-as").response["violations"] == []
    press(banner, "Back to your own desk")
    admin.on_page("Executive overview")
    expect(banner).to_have_count(0)
    admin.go_to("Users & roles")
