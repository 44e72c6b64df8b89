"""Downloads: a card as CSV, XLSX or PNG, a page as one workbook. One way for all of them, with the permission, scope and
masking of the screen, the export policy and the export register.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint
from werkzeug.wrappers import Response

from dashapp.auth.authentication import current_viewer
from dashapp.auth.viewer import Viewer
from dashapp.errors import NotFound
from queries.desk import Desk
from queries.downloads import asked_for, download, download_approved

APPROVED = "/export/approved"


def blueprint(desk: Desk) -> Blueprint:
    """The routes under /export."""
    routes = Blueprint("export", __name__, url_prefix="/export")

    @routes.get("/<page>.xlsx")
    def page_workbook(page: str) -> Response:
        return download(desk, replace(asked_for(page, "xlsx"), grid={}), _exporting(), APPROVED)

    @routes.get("/<page>/<position>.<extension>")
    def card_file(page: str, position: str, extension: str) -> Response:
        if extension not in ("csv", "xlsx"):
            raise NotFound(f"There is no download {extension!r}. Allowed: csv, xlsx, png.")
        return download(desk, asked_for(f"{page}/{position}", extension), _exporting(), APPROVED)

    @routes.post("/<page>/<position>.png")
    def card_image(page: str, position: str) -> Response:
        return download(desk, asked_for(f"{page}/{position}", "png"), _exporting(), APPROVED)

    @routes.get("/approved/<int:number>")
    def approved(number: int) -> Response:
        return download_approved(desk, number, _exporting())

    return routes


def _exporting() -> Viewer:
    return current_viewer().through("export")
