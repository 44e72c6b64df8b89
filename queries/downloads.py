"""A download being made: measured, held against the export policy, entered in the export register, then written."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

from flask import Response, g, jsonify, make_response, request, send_file
from werkzeug.wrappers import Response as BaseResponse

from dashapp.auth import export_policy, export_register
from dashapp.auth.audit import Action, record
from dashapp.auth.export_policy import ReasonNeeded
from dashapp.auth.export_register import Entry, Export
from dashapp.auth.refusals import refuse
from dashapp.auth.viewer import Viewer
from dashapp.db.engines import accounts_engine
from dashapp.errors import Forbidden, NotFound, UserError
from dashapp.exports.csv import csv_bytes
from dashapp.exports.names import filename
from dashapp.exports.xlsx import workbook
from dashapp.page import Chart
from dashapp.trust import FAILING, together
from queries.cards import page_filters
from queries.desk import Desk
from queries.parcels import Parcel, Wanted, entry_of, parcel, require_repeatable
from queries.sheets import card_tables, combined, cover_of, sheets_of
from queries.trust import trust_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REASON = "X-Export-Reason"
CHECKS = "X-Data-Checks"


def asked_for(subject: str, form: str) -> Wanted:
    """The download that this request asks for, with the filters of its address.

    The reason is percent-encoded in a header: it is no part of an address, which logs keep.
    """
    search = "?" + request.query_string.decode("utf-8", "replace")
    reason = export_policy.checked_reason(unquote(request.headers.get(REASON, "")))
    return Wanted(subject, form, search, grid_state(request.args.get("grid")), reason)


def grid_state(given: str | None) -> dict[str, Any]:
    """The grid's own filters and order, as the browser states them; checked again by the runner."""
    try:
        state = json.loads(given) if given else {}
    except (ValueError, RecursionError):
        raise UserError("The filters of the grid are not written as JSON.") from None
    return state if isinstance(state, dict) else {}


def download(desk: Desk, wanted: Wanted, viewer: Viewer, approved: str) -> BaseResponse:
    """The file; 428 when a reason is missing; 202 when a second person must agree first, to be had below the address `approved` then."""
    sent = parcel(desk, wanted, viewer)
    # What the audit line of an API call says was handed out.
    g.rows = sent.rows
    engine = accounts_engine(desk.settings)
    try:
        waits = _needs_approval(desk, sent)
    except ReasonNeeded as missing:
        more = {"needs": "reason", "sensitivity": missing.sensitivity.value, "rows": missing.rows, "approval": missing.approval}
        return refuse(missing.status, str(missing), **more)
    if waits:
        require_repeatable(sent)
        return _waiting(export_register.request(engine, sent.viewer, entry_of(desk, sent)), approved)
    entry = entry_of(desk, sent)
    made = _Making(desk, sent, entry)
    return made.file(export_register.note(engine, sent.viewer, entry))


def download_approved(desk: Desk, number: int, viewer: Viewer) -> BaseResponse:
    """The file of an approved request, once: run again with what its requester may see now."""
    engine = accounts_engine(desk.settings)
    held = export_register.approved(engine, number, viewer)
    agreed = held.export
    sent = parcel(desk, Wanted(agreed.subject, agreed.format, "?" + agreed.search, grid_state(agreed.grid), agreed.reason), viewer)
    _needs_approval(desk, sent)
    entry = entry_of(desk, sent)
    _require_agreed(held, entry)
    made = _Making(desk, sent, entry)
    export_register.use(engine, held, viewer, entry)
    return made.file(number)


def _needs_approval(desk: Desk, sent: Parcel) -> bool:
    """What the policy says; a refusal is audited."""
    try:
        return export_policy.needs_approval(sent.load, sent.viewer, sent.wanted.reason)
    except Forbidden:
        record(desk.settings, sent.viewer, Action.REFUSED, f"export:{sent.wanted.subject}", {"format": sent.load.format, "rows": sent.rows})
        raise


def _require_agreed(held: Entry, export: Export) -> None:
    """Whoever agreed did so to this sensitivity; a role that sees more by now asks again."""
    order = list(export_policy.Sensitivity)
    if order.index(export_policy.Sensitivity(export.sensitivity)) > order.index(export_policy.Sensitivity(held.export.sensitivity)):
        raise UserError(f"Export {held.number} was approved as {held.export.sensitivity}; it would hold more now. Ask again.")


def _waiting(number: int, approved: str) -> Response:
    sentence = f"Export {number} waits until a second person has agreed. You find it under its number for seven days after that."
    return make_response(jsonify(export=number, status="waiting", message=sentence, download=f"{approved}/{number}"), 202)


class _Making:
    """A download being made: its rows are read before it is entered in the register, its file is written after."""

    def __init__(self, desk: Desk, sent: Parcel, entry: Export) -> None:
        self.desk, self.sent, self.entry = desk, sent, entry
        grid = sent.wanted.grid
        form, first = sent.wanted.format, sent.questions[0]
        if form == "png" and not isinstance(first.card, Chart):
            raise NotFound(f"The card {sent.wanted.subject!r} is no chart.")
        self.sheets = [sheet for question in sent.questions for sheet in sheets_of(desk, question, grid)] if form == "xlsx" else []
        self.table = combined(card_tables(desk, first, grid)) if form != "xlsx" else None
        parts = [trust for question in sent.questions if (trust := trust_of(desk, question)) is not None]
        self.trust = together(parts) if parts else None

    def file(self, number: int) -> BaseResponse:
        """The answer that carries it."""
        if self.table is None:
            return self._workbook(number)
        if self.entry.format == "png":
            return jsonify(name=self._name(), checks=self._checks())
        headers = {"Content-Disposition": f'attachment; filename="{self._name()}"', "Cache-Control": "no-store", **self._headers()}
        return Response(csv_bytes(self.table), mimetype="text/csv", headers=headers)

    def _workbook(self, number: int) -> Response:
        sent = self.sent
        filters = page_filters(sent.page, sent.wanted.search)
        said = {"number": number, "sensitivity": self.entry.sensitivity, "left_out": sent.left_out, "checks": self._checks()}
        cover = cover_of(self.desk, sent.page, sent.title, filters, sent.viewer, **said)
        return send_file(workbook(cover, self.sheets), mimetype=XLSX, as_attachment=True, download_name=self._name(), max_age=0)

    def _headers(self) -> dict[str, str]:
        return {CHECKS: self.trust.header} if self.trust is not None else {}

    def _checks(self) -> str:
        return self.trust.words if self.trust is not None else ""

    def _name(self) -> str:
        """Says that checks fail, too: a CSV has no other place for it that a program would not read as a row."""
        as_of = self.desk.today().isoformat()
        title = self.sent.title if self.sent.title != self.sent.page.title else ""
        warning = "checks fail" if self.trust is not None and self.trust.state == FAILING else ""
        return filename(self.sent.page.name, title, warning, as_of, extension=self.entry.format)
