"""Segments over HTTP: which are kept, and those of their customers who consented, page by page."""

from __future__ import annotations

import re

from flask import request
from werkzeug.wrappers import Response

from api.answers import listing, tabular
from api.endpoint import Endpoint, Variant
from api.fields import FORMAT, MOST_ROWS, PAGING, Field, read_address
from api.schemas import SEGMENT_ROW, row
from dashapp.auth.authentication import current_viewer
from dashapp.auth.permissions import Permission
from dashapp.auth.secured import require
from dashapp.auth.viewer import Viewer
from dashapp.db.engines import accounts_engine
from dashapp.errors import NotFound
from queries.desk import Desk
from queries.segments.members import COLUMNS, MEDIA, members
from queries.segments.saved import one_saved, saved

_ABOUT = "How they are written to: only customers who consented to that are given."
MEDIUM = Field("medium", _ABOUT, "choice", choices=tuple(MEDIA), required=True)
_NUMBER = re.compile(r"[0-9]{1,9}")


def segment_list(desk: Desk, _endpoint: Endpoint) -> Response:
    """The segments that the viewer may open."""
    viewer = _manager()
    read_address((), request.args.to_dict(flat=False))
    found = saved(accounts_engine(desk.settings), viewer)
    return listing(
        [
            {"segment": one.segment_id, "title": one.words.title, "version": one.version, "owner": one.owner, "rule": one.rule.words}
            for one in found
        ]
    )


def segment_members(desk: Desk, _endpoint: Endpoint, number: str) -> Response:
    """One page of its customers."""
    viewer = _manager()
    if not _NUMBER.fullmatch(number):
        raise NotFound(f"There is no segment {number[:20]!r}.")
    asked = read_address((MEDIUM, *PAGING, FORMAT), request.args.to_dict(flat=False))
    held = one_saved(accounts_engine(desk.settings), viewer, int(number))
    first, rows = asked["offset"], min(asked["limit"], MOST_ROWS)
    parts = ["segment", number, held.version, asked["medium"]]
    return tabular(desk, asked, parts, lambda: members(desk.warehouse, viewer, held.rule, asked["medium"], first=first, rows=rows))


def _manager() -> Viewer:
    viewer = current_viewer()
    require(viewer, Permission.SEGMENTS_MANAGE, "api:segments")
    return viewer


def _listing(_desk: Desk, viewer: Viewer) -> list[Variant]:
    return [Variant("/segments", "The kept segments that you may open.", (), SEGMENT_ROW)] if _may(viewer) else []


def _members(_desk: Desk, viewer: Viewer) -> list[Variant]:
    number = {"schema": {"type": "integer", "minimum": 1}, "description": "The number of the segment."}
    words = "Customers of a segment who consented, by number."
    shown = Variant("/segments/{number}/members", words, (MEDIUM, *PAGING, FORMAT), row(COLUMNS, frozenset()), {"number": number})
    return [shown] if _may(viewer) else []


def _may(viewer: Viewer) -> bool:
    return viewer.may(Permission.SEGMENTS_MANAGE)


ENDPOINTS = (
    Endpoint("segment_list", "/segments", "exports:read", "listing", segment_list, _listing),
    Endpoint("segment_members", "/segments/<number>/members", "exports:read", "table", segment_members, _members),
)
