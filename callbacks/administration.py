"""Files of administration: the evidence pack of a month, and the bundle of what is held about somebody."""

from __future__ import annotations

import io

from flask import Blueprint, Response, request, send_file

from dashapp.auth import export_register
from dashapp.auth.authentication import current_viewer
from dashapp.auth.export_policy import Sensitivity
from dashapp.auth.export_register import Export
from dashapp.auth.permissions import Permission
from dashapp.auth.secured import require
from dashapp.auth.viewer import Viewer
from dashapp.db.engines import accounts_engine
from dashapp.errors import NotFound
from queries.desk import Desk
from queries.office import require_whole_reach


def blueprint(desk: Desk) -> Blueprint:
    """The two routes. What leaves the house about people is entered in the export register."""
    routes = Blueprint("administration", __name__)

    @routes.get("/evidence")
    def evidence() -> Response:
        viewer = _taking(Permission.AUDIT_VIEW, "evidence")
        month = request.args.get("month", "")
        packed = desk.office.evidence(desk.settings, month, viewer)
        return _zip(packed, f"evidence-{month}.zip")

    @routes.post("/request/<int:number>/bundle")
    def bundle(number: int) -> Response:
        viewer = _taking(Permission.PERSONAL_DATA_HANDLE, f"request:{number}")
        asked = next((one for one in desk.office.requests(desk.settings, viewer) if one.request_id == number), None)
        if asked is None:
            raise NotFound(f"There is no request {number}.")
        made = desk.office.bundle(desk.settings, viewer, asked)
        given = {
            "subject": f"request:{number}",
            "search": "",
            "grid": "",
            "format": "zip",
            "reason": "A person asked what is held about them.",
        }
        left = Export(**given, rows=sum(made.rows.values()), columns=tuple(made.rows), masked_tags=(), sensitivity=Sensitivity.IDENTITY)
        export_register.note(accounts_engine(desk.settings), viewer, left)
        return _zip(made.content, made.name)

    return routes


def _taking(permission: Permission, subject: str) -> Viewer:
    """Whoever asks, who may do this and take something along, and reaches everything."""
    viewer = current_viewer()
    for needed in (permission, Permission.DATA_EXPORT):
        require(viewer, needed, subject)
    require_whole_reach(viewer)
    return viewer.through("export")


def _zip(content: bytes, name: str) -> Response:
    answer = send_file(io.BytesIO(content), mimetype="application/zip", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer
