"""Downloads of what somebody asked themselves: held against the export policy and entered in the register as any other."""

from __future__ import annotations

from urllib.parse import unquote

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from dashapp.auth import export_policy, export_register
from dashapp.auth.export_policy import Load, ReasonNeeded, sensitivity_of
from dashapp.auth.export_register import Export
from dashapp.auth.permissions import Permission
from dashapp.auth.refusals import refuse
from dashapp.auth.secured import require
from dashapp.auth.viewer import Viewer
from dashapp.db.engines import accounts_engine
from dashapp.errors import Forbidden
from dashapp.exports.csv import csv_bytes
from dashapp.exports.names import filename
from dashapp.table import Table
from dashapp.trust import FAILING
from queries.desk import Desk
from queries.downloads import CHECKS, REASON
from queries.masking import without_addresses
from queries.trust import trust_in


def table_file(desk: Desk, viewer: Viewer, table: Table, subject: str) -> BaseResponse:
    """The rows as CSV; 428 when a reason is missing. Forbidden where a second person would have to agree, who could not see the rows."""
    require(viewer, Permission.DATA_EXPORT, f"export:{subject}")
    reason = export_policy.checked_reason(unquote(request.headers.get(REASON, "")))
    load = Load("csv", len(table.frame), frozenset(column.tag for column in table.columns if column.tag))
    try:
        waits = export_policy.needs_approval(load, viewer, reason)
    except ReasonNeeded as missing:
        more = {"needs": "reason", "sensitivity": missing.sensitivity.value, "rows": missing.rows, "approval": missing.approval}
        return refuse(missing.status, str(missing), **more)
    if waits:
        raise Forbidden(f"{load.rows:,} rows need a second person, and only downloads of cards wait for one. Ask for fewer rows.")
    entry = Export(
        subject=subject,
        search=without_addresses(request.query_string.decode("utf-8", "replace")),
        grid="",
        format="csv",
        rows=load.rows,
        columns=tuple(column.name for column in table.columns),
        masked_tags=tuple(sorted(viewer.masked_tags)),
        sensitivity=sensitivity_of(load.tags, viewer).value,
        reason=without_addresses(reason),
    )
    export_register.note(accounts_engine(desk.settings), viewer, entry)
    return _sent(desk, table, subject)


def _sent(desk: Desk, table: Table, subject: str) -> Response:
    trust = trust_in(desk.warehouse, table.source.tables)
    warning = "checks fail" if trust.state == FAILING else ""
    name = filename(*subject.split(":"), warning, desk.today().isoformat(), extension="csv")
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store", CHECKS: trust.header}
    return Response(csv_bytes(table), mimetype="text/csv", headers=headers)
