"""Downloads over HTTP: a card as CSV or XLSX, the file that the screen gives, masked for the channel of the API."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from flask import Response as FlaskResponse
from flask import g, request, send_file
from werkzeug.wrappers import Response

from api.endpoint import Endpoint, Variant
from api.fields import BASIS, CURRENCY, FROM, TO, Field, dimension, read_address
from dashapp.auth.audit import Action, record
from dashapp.auth.permissions import Permission
from dashapp.auth.secured import require
from dashapp.auth.viewer import Viewer
from dashapp.errors import NotFound
from dashapp.exports.csv import csv_bytes
from dashapp.exports.names import filename
from dashapp.exports.xlsx import workbook
from dashapp.filters import GRAINS
from dashapp.page import Page
from queries.cards import Question, card_title, page_filters
from queries.desk import Desk
from queries.reach import open_pages
from queries.sheets import card_tables, combined, cover_of, sheets_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXTENSIONS = ("csv", "xlsx")
COMPARE = Field("compare", "previous, last_year, FROM..TO or none; at most two. What the page compares with by default.", many="repeated")
GRAIN = Field("grain", "The calendar step of trends.", "choice", choices=GRAINS)
FROM_PAGE = Field(FROM.name, "First day, inclusive; 30 days before the last by default, as on the page.", "date", example="2026-01-01")
TO_PAGE = Field(TO.name, "Last day, inclusive; the as-of day by default.", "date", example="2026-03-31")


def card_file(desk: Desk, endpoint: Endpoint, page: str, position: str, extension: str) -> Response:
    """The file of one card under the filters of the address."""
    key = f"{page}/{position}"
    owner, card, viewer = desk.open_card(key)
    require(viewer, Permission.DATA_EXPORT, f"api:{key}")
    if extension not in EXTENSIONS:
        raise NotFound(f"There is no download {extension!r}. Allowed: {', '.join(EXTENSIONS)}.")
    read_address(fields_of(owner), request.args.to_dict(flat=False))
    search = "?" + request.query_string.decode("utf-8", "replace")
    question = Question(owner, card, viewer, search)
    return _workbook(desk, question, key) if extension == "xlsx" else _csv(desk, question, key)


def fields_of(page: Page) -> tuple[Field, ...]:
    """What a download of this page reads: its own filters and parameters, nothing that it would pass over."""
    dated = (FROM_PAGE, TO_PAGE, COMPARE) if "dates" in page.filters else ()
    dimensions = [dimension(name) for name in page.filters if name != "dates"]
    return (*dated, *dimensions, BASIS, CURRENCY, GRAIN, *(Field(name, "Read by the page.") for name in page.parameters))


def _csv(desk: Desk, question: Question, key: str) -> Response:
    table = combined(card_tables(desk, question))
    _note(desk, question.viewer, key, "csv", len(table.frame), [column.name for column in table.columns])
    name = filename(question.page.name, card_title(question.card), table.source.as_of, extension="csv")
    return FlaskResponse(csv_bytes(table), mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _workbook(desk: Desk, question: Question, key: str) -> Response:
    sheets, title = sheets_of(desk, question), card_title(question.card)
    filters, made = page_filters(question.page, question.search), datetime.datetime.now(datetime.UTC)
    cover = cover_of(desk, question.page, title, filters, question.viewer, made)
    _note(desk, question.viewer, key, "xlsx", sum(len(sheet.table.frame) for sheet in sheets), [sheet.title for sheet in sheets])
    name = filename(question.page.name, title, cover.as_of.isoformat(), extension="xlsx")
    answer = send_file(workbook(cover, sheets), mimetype=XLSX, as_attachment=True, download_name=name, max_age=0)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _note(desk: Desk, viewer: Viewer, key: str, form: str, rows: int, columns: Iterable[str]) -> None:
    g.rows = rows
    detail = {"format": form, "rows": rows, "columns": list(columns), "masked": sorted(viewer.masked_tags), "channel": viewer.channel}
    record(desk.settings, viewer, Action.EXPORTED, key, detail)


def _each(desk: Desk, viewer: Viewer) -> list[Variant]:
    extension = {"schema": {"type": "string", "enum": list(EXTENSIONS)}, "description": "The kind of file."}
    return [
        Variant(f"/exports/{key}.{{extension}}", f"{page.title}: {card_title(card)}.", fields_of(page), {}, {"extension": extension})
        for page in open_pages(desk.pages, viewer)
        for key, card in page.cards()
    ]


ENDPOINTS = (Endpoint("card_file", "/exports/<page>/<position>.<extension>", "exports:read", "file", card_file, _each),)
