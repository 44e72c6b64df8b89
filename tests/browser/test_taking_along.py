"""Downloads: what the file holds is what the screen shows, and each leaves a line in the audit trail."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
from playwright.sync_api import expect
from sqlalchemy import select

from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.db.engines import accounts_engine
from tests.browser.conftest import OpenDesk
from tests.browser.desk import saved
from tests.browser.serving import Installation

OVERVIEW = "/overview?country=France&compare=none"
PNG = b"\x89PNG\r\n\x1a\n"


def test_a_card_as_csv_and_as_workbook(desk: OpenDesk, tmp_path: Path) -> None:
    person = desk().open(OVERVIEW)
    net = person.amount("Net sales")
    text = person.download(person.chart("Net sales by category"), "Download CSV", tmp_path).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert round(sum(float(row["Net sales"]) for row in rows), 2) == net
    book = openpyxl.load_workbook(person.download(person.chart("Net sales by category"), "Download XLSX", tmp_path))
    sheet = book[book.sheetnames[-1]]
    column = [cell.value for cell in sheet[1]].index("Net sales")
    assert round(sum(row[column] for row in sheet.iter_rows(min_row=2, values_only=True)), 2) == net


def test_a_grid_takes_its_own_filter_along(desk: OpenDesk, tmp_path: Path) -> None:
    person = desk().open("/sales?from=2026-01-01&to=2026-06-30")
    orders = person.grid("Orders")
    orders.filter("country", "Germany")
    expect(orders.cell(0, "country")).to_have_text("Germany")
    text = person.download(person.card("Orders").last, "Download CSV", tmp_path).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert {row["Country"] for row in rows} == {"Germany"}
    orders.has_rows(len(rows))


def test_the_workbook_of_a_page_has_a_cover_and_every_card(desk: OpenDesk, tmp_path: Path) -> None:
    person = desk().open(OVERVIEW)
    with person.page.expect_download() as download:
        person.page.get_by_role("link", name="Workbook").click()
    book = openpyxl.load_workbook(saved(download.value, tmp_path))
    cover = "\n".join(str(cell) for row in book[book.sheetnames[0]].iter_rows(values_only=True) for cell in row if cell is not None)
    for words in ("Corner shop", "Executive overview", "analyst", "France"):
        assert words in cover
    assert len(book.sheetnames) == 1 + person.page.locator(".tr-page article").count()


def test_a_picture_is_drawn_after_the_server_agreed_and_is_audited(desk: OpenDesk, installation: Installation, tmp_path: Path) -> None:
    person = desk().open(OVERVIEW)
    with person.page.expect_response(lambda answer: answer.url.partition("?")[0].endswith(".png")) as agreed:
        path = person.download(person.chart("Net sales by category"), "Download PNG", tmp_path)
    assert agreed.value.request.method == "POST"
    assert path.name == agreed.value.json()["name"]
    assert path.read_bytes().startswith(PNG)
    subject, detail = last_export(installation)
    assert subject == "overview/1.1"
    assert json.loads(detail)["format"] == "png"


def last_export(installation: Installation) -> tuple[str, str]:
    exported = select(AUDIT_EVENTS.c.subject, AUDIT_EVENTS.c.detail).where(AUDIT_EVENTS.c.action == "exported")
    with accounts_engine(installation.settings).connect() as connection:
        return tuple(connection.execute(exported.order_by(AUDIT_EVENTS.c.sequence.desc())).first())
