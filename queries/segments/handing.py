"""Handing out a segment: as a file, or to an address that the settings allow. Policy and register are those of every download."""

from __future__ import annotations

from urllib.parse import urlsplit

import orjson
from werkzeug.wrappers import Response

from dashapp import webhook
from dashapp.auth import export_policy, export_register
from dashapp.auth.audit import Action, record
from dashapp.auth.export_policy import Load, Sensitivity
from dashapp.auth.export_register import Export
from dashapp.auth.permissions import Permission
from dashapp.auth.secured import require
from dashapp.auth.viewer import Viewer
from dashapp.db.engines import accounts_engine
from dashapp.errors import Forbidden
from dashapp.table import Table
from queries.desk import Desk
from queries.own_downloads import table_file
from queries.segments.members import members
from queries.segments.saved import Saved, one_saved

SUBJECT = "segment"


def member_file(desk: Desk, viewer: Viewer, number: int, medium: str) -> Response:
    """The customers of a kept segment who may be written to that way, as CSV."""
    held, table = _handed(desk, viewer, number, medium)
    return table_file(desk, viewer, table, f"{SUBJECT}:{held.segment_id}")


def send(desk: Desk, viewer: Viewer, number: int, medium: str, address: str) -> int:
    """Send the same customers to an address: how many. The register has its row before anything leaves."""
    require(viewer, Permission.DATA_EXPORT, f"export:{SUBJECT}:{number}")
    webhook.require_address(desk.settings, address)
    held, table = _handed(desk, viewer, number, medium)
    rows = len(table.frame)
    if export_policy.needs_approval(Load("csv", rows, frozenset()), viewer, ""):
        raise Forbidden(f"{rows:,} rows need a second person, and only downloads of cards wait for one. Narrow the segment.")
    subject = f"{SUBJECT}:{held.segment_id}"
    export_register.note(accounts_engine(desk.settings), viewer, _entry(table, viewer, subject, urlsplit(address).netloc))
    status = webhook.send(desk.settings, address, _message(held, table, medium))
    detail = {"host": urlsplit(address).netloc, "rows": rows, "medium": medium, "version": held.version, "status": status}
    record(desk.settings, viewer, Action.SEGMENT_SENT, subject, detail)
    return rows


def _handed(desk: Desk, viewer: Viewer, number: int, medium: str) -> tuple[Saved, Table]:
    require(viewer, Permission.SEGMENTS_MANAGE, f"{SUBJECT}:{number}")
    held = one_saved(accounts_engine(desk.settings), viewer, number)
    return held, members(desk.warehouse, viewer, held.rule, medium)


def _message(held: Saved, table: Table, medium: str) -> bytes:
    about = {"segment": held.segment_id, "title": held.words.title, "version": held.version, "medium": medium, "as_of": table.source.as_of}
    return orjson.dumps({**about, "customers": table.records()})


def _entry(table: Table, viewer: Viewer, subject: str, host: str) -> Export:
    return Export(
        subject=subject,
        search=f"to={host}",
        grid="",
        format="webhook",
        rows=len(table.frame),
        columns=tuple(column.name for column in table.columns),
        masked_tags=tuple(sorted(viewer.masked_tags)),
        sensitivity=Sensitivity.INTERNAL.value,
    )
