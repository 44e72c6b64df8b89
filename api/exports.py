"""Downloads over HTTP: a card as CSV or XLSX, the file that the screen gives, masked for the channel of the API.

The export policy of the screen holds: a reason comes in a header, and a large download waits in the register.
"""

from __future__ import annotations

import re
from dataclasses import replace

from flask import request
from werkzeug.wrappers import Response

from api.endpoint import PREFIX, Endpoint, Variant
from api.fields import BASIS, CURRENCY, FROM, TO, Field, dimension, read_address
from dashapp.auth.authentication import current_viewer
from dashapp.auth.viewer import Viewer
from dashapp.errors import NotFound
from dashapp.filters import GRAINS
from dashapp.page import Page, can_be_taken
from queries.cards import card_title
from queries.desk import Desk, is_register
from queries.downloads import asked_for, download, download_approved
from queries.reach import open_pages

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
APPROVED = "/exports/approved"
_NUMBER = re.compile(r"[0-9]{1,9}")
EXTENSIONS = ("csv", "xlsx")
COMPARE = Field("compare", "previous, last_year, FROM..TO or none; at most two. What the page compares with by default.", many="repeated")
GRAIN = Field("grain", "The calendar step of trends.", "choice", choices=GRAINS)
FROM_PAGE = Field(FROM.name, "First day, inclusive; 30 days before the last by default, as on the page.", "date", example="2026-01-01")
TO_PAGE = Field(TO.name, "Last day, inclusive; the as-of day by default.", "date", example="2026-03-31")


def card_file(desk: Desk, endpoint: Endpoint, page: str, position: str, extension: str) -> Response:
    """The file of one card under the filters of the address."""
    key = f"{page}/{position}"
    owner, card, viewer = desk.open_card(key)
    if is_register(card):
        raise NotFound("The registers of the desk itself are not in the API: open their page.")
    if extension not in EXTENSIONS:
        raise NotFound(f"There is no download {extension!r}. Allowed: {', '.join(EXTENSIONS)}.")
    read_address(fields_of(owner), request.args.to_dict(flat=False))
    return download(desk, replace(asked_for(key, extension), grid={}), viewer, f"{PREFIX}{APPROVED}")


def approved_file(desk: Desk, _endpoint: Endpoint, number: str) -> Response:
    """The file of an approved request, once."""
    read_address((), request.args.to_dict(flat=False))
    if not _NUMBER.fullmatch(number):
        raise NotFound(f"There is no export {number[:20]!r}.")
    return download_approved(desk, int(number), current_viewer())


def fields_of(page: Page) -> tuple[Field, ...]:
    """What a download of this page reads: its own filters and parameters, nothing that it would pass over."""
    dated = (FROM_PAGE, TO_PAGE, COMPARE) if "dates" in page.filters else ()
    dimensions = [dimension(name) for name in page.filters if name != "dates"]
    return (*dated, *dimensions, BASIS, CURRENCY, GRAIN, *(Field(name, "Read by the page.") for name in page.parameters))


def _each(desk: Desk, viewer: Viewer) -> list[Variant]:
    extension = {"schema": {"type": "string", "enum": list(EXTENSIONS)}, "description": "The kind of file."}
    return [
        Variant(f"/exports/{key}.{{extension}}", f"{page.title}: {card_title(card)}.", fields_of(page), {}, {"extension": extension})
        for page in open_pages(desk.pages, viewer)
        for key, card in page.cards()
        if can_be_taken(card) and not is_register(card)
    ]


def _approved(_desk: Desk, _viewer: Viewer) -> list[Variant]:
    number = {"schema": {"type": "integer", "minimum": 1}, "description": "The number of the request."}
    return [Variant(f"{APPROVED}/{{number}}", "The file of an approved request, once.", (), {}, {"number": number})]


ENDPOINTS = (
    Endpoint("card_file", "/exports/<page>/<position>.<extension>", "exports:read", "download", card_file, _each),
    Endpoint("approved_file", f"{APPROVED}/<number>", "exports:read", "file", approved_file, _approved),
)
