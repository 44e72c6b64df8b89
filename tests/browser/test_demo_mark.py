"""While the numbers are those of the demo shop, every page and every cover says so; afterwards none does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from dashapp.auth import users
from dashapp.db.engines import accounts_engine
from jobs.build import build
from jobs.demo_load import load_demo
from jobs.lock import only_one
from tests.app.shop import write_shop as write_orders
from tests.browser.conftest import OpenDesk
from tests.browser.desk import OVERFLOW, PASSWORD, saved
from tests.browser.serving import Installation, served
from tests.browser.visits import MENU, VISITORS
from tests.warehouse.generated_shop import write_shop


@pytest.fixture(scope="module")
def demo_installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A small generated shop, loaded as the demo and served."""
    place = Installation(tmp_path_factory.mktemp("demo"), {"WEB_WORKERS": "1"})
    with only_one(place.settings, "demo"):
        load_demo(place.settings, write_shop(place.folder / "generated"), lambda _step: None)
    build(place.settings)
    with served(place):
        engine = accounts_engine(place.settings)
        for name in VISITORS:
            users.add_user(engine, name, name)
            users.set_password(engine, name, PASSWORD)
        yield place


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_every_page_carries_the_mark(window: OpenDesk, demo_installation: Installation, scheme: str, width: int) -> None:
    viewport = {"width": width, "height": 780}
    people = {
        name: window(demo_installation, color_scheme=scheme, reduced_motion="reduce", viewport=viewport).come_in(name) for name in VISITORS
    }
    for name, address in MENU:
        person = people[name]
        person.page.goto(address)
        mark = person.page.get_by_role("banner").get_by_text("Demo shop", exact=True)
        expect(mark).to_be_in_viewport(ratio=1)
        assert person.page.evaluate(OVERFLOW) == 0, address
    for person in people.values():
        assert Axe().run(person.page, ".tr-topbar").response["violations"] == []


def test_a_cover_and_a_print_carry_it_too(window: OpenDesk, demo_installation: Installation, tmp_path: Path) -> None:
    person = window(demo_installation).come_in("analyst").open("/overview")
    with person.page.expect_download() as download:
        person.page.get_by_role("link", name="Workbook").click()
    book = openpyxl.load_workbook(saved(download.value, tmp_path))
    cover = [cell for row in book[book.sheetnames[0]].iter_rows(values_only=True) for cell in row]
    assert "Demo shop" in cover
    person.page.emulate_media(media="print")
    expect(person.page.locator("#demo-mark")).to_be_visible()
    expect(person.page.locator("#data-age")).to_be_hidden()


def test_own_data_takes_the_mark_away(window: OpenDesk, demo_installation: Installation) -> None:
    person = window(demo_installation).come_in("analyst").open("/overview")
    mark = person.page.locator("#demo-mark")
    expect(mark).to_have_text("Demo shop")
    orders, order_map = write_orders(demo_installation.folder / "own", orders=30)
    imported = demo_installation.command("import", orders, "--map", order_map)
    assert "The demo shop made room" in imported.stdout, imported.stderr
    person.reload()
    expect(person.page.locator(".tr-data-age")).to_contain_text("2026")
    expect(mark).to_be_empty()
    expect(mark).to_be_hidden()
