"""Downloads: a card as CSV, XLSX or PNG, a page as one workbook. The same permission, scope and masking as the screen."""

from __future__ import annotations

import datetime
import json
from typing import Any

from flask import Blueprint, Response, request, send_file

from dashapp.auth.audit import Action, record
from dashapp.auth.authentication import current_viewer
from dashapp.auth.permissions import Permission
from dashapp.auth.secured import require
from dashapp.auth.viewer import Viewer
from dashapp.errors import NotFound
from dashapp.exports.csv import csv_bytes
from dashapp.exports.names import filename
from dashapp.exports.xlsx import workbook
from dashapp.page import Chart, Page
from queries.cards import Question, answers, card_title, page_filters
from queries.desk import Desk
from queries.sheets import card_tables, combined, cover_of, sheets_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def blueprint(desk: Desk) -> Blueprint:
    """The routes under /export."""
    routes = Blueprint("export", __name__, url_prefix="/export")

    @routes.get("/<page>.xlsx")
    def page_workbook(page: str) -> Response:
        return export_page(desk, page)

    @routes.get("/<page>/<position>.<extension>")
    def card_file(page: str, position: str, extension: str) -> Response:
        return export_card(desk, f"{page}/{position}", extension)

    @routes.post("/<page>/<position>.png")
    def card_image(page: str, position: str) -> Response:
        return allow_image(desk, f"{page}/{position}")

    return routes


def _exporting() -> Viewer:
    viewer = current_viewer().through("export")
    require(viewer, Permission.DATA_EXPORT, f"export:{request.path}")
    return viewer


def _search() -> str:
    return "?" + request.query_string.decode()


def _grid_state() -> dict[str, Any]:
    """The grid's own filters and order, as the browser states them; checked again by the runner."""
    given = request.args.get("grid")
    state = json.loads(given) if given else {}
    return state if isinstance(state, dict) else {}


def export_page(desk: Desk, name: str) -> Response:
    """The workbook of a page: a cover and a sheet a card."""
    page = desk.pages.get(name)
    if page is None:
        raise NotFound(f"There is no page {name!r}.")
    viewer = _exporting()
    require(viewer, page.permission, f"export:{name}")
    sheets = [sheet for key, card in page.cards() for sheet in sheets_of(desk, Question(page, card, viewer, _search()))]
    return _workbook(desk, page, page.title, sheets, page.name, viewer)


def export_card(desk: Desk, key: str, extension: str) -> Response:
    """One card as CSV or XLSX."""
    page, card, viewer = desk.open_card(key)
    viewer = _exporting()
    question = Question(page, card, viewer, _search())
    title = card_title(card)
    if extension == "xlsx":
        return _workbook(desk, page, title, sheets_of(desk, question, _grid_state()), key, viewer)
    if extension != "csv":
        raise NotFound(f"There is no download {extension!r}. Allowed: csv, xlsx, png.")
    table = combined(card_tables(desk, question, _grid_state()))
    _note(desk, viewer, key, extension, len(table.frame), [column.name for column in table.columns])
    name = filename(page.name, title, table.source.as_of, extension="csv")
    return Response(csv_bytes(table), mimetype="text/csv", headers=_attachment(name))


def allow_image(desk: Desk, key: str) -> Response:
    """Check the role and write the audit line; the browser then draws the image."""
    page, card, _ = desk.open_card(key)
    viewer = _exporting()
    if not isinstance(card, Chart):
        raise NotFound(f"The card {key!r} is no chart.")
    question = Question(page, card, viewer, _search())
    source = answers(desk, question)[0][1].source
    _note(desk, viewer, key, "png", source.total_rows, [])
    return Response(json.dumps({"name": filename(page.name, card.title, source.as_of, extension="png")}), mimetype="application/json")


def _workbook(desk: Desk, page: Page, title: str, sheets: list[Any], subject: str, viewer: Viewer) -> Response:
    version = desk.warehouse.version()
    cover = cover_of(desk, page, title, page_filters(page, _search()), viewer, datetime.datetime.now(datetime.UTC))
    _note(desk, viewer, subject, "xlsx", sum(len(sheet.table.frame) for sheet in sheets), [sheet.title for sheet in sheets])
    name = filename(page.name, title if title != page.title else "", version.as_of.isoformat(), extension="xlsx")
    return send_file(workbook(cover, sheets), mimetype=XLSX, as_attachment=True, download_name=name, max_age=0)


def _attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}


def _note(desk: Desk, viewer: Viewer, subject: str, form: str, rows: int, columns: list[str]) -> None:
    detail = {"format": form, "rows": rows, "columns": columns, "masked": sorted(viewer.masked_tags)}
    record(desk.settings, viewer, Action.EXPORTED, subject, detail)
