"""Published tables over HTTP, for roles that see SQL: which there are, and their rows by key, page by page."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from api.answers import listing, tabular
from api.endpoint import Endpoint, Variant
from api.fields import FORMAT, PAGING, blamed_on, conditions, read_address
from api.library import described_columns
from api.schemas import ANY_ROW, TABLE_ROW
from dashapp.auth.authentication import current_viewer
from dashapp.auth.permissions import Permission
from dashapp.auth.secured import require
from dashapp.auth.viewer import Viewer
from queries.desk import Desk
from queries.tables import table, table_rows, tables

WHERE = conditions(())


def table_list(desk: Desk, endpoint: Endpoint) -> Response:
    """The tables."""
    viewer = _reader("tables")
    read_address((), request.args.to_dict(flat=False))
    return listing(
        [
            {"name": one.name, "summary": one.summary, "key": list(one.grain), "columns": described_columns(one.columns, viewer)}
            for one in tables().values()
        ]
    )


def rows(desk: Desk, endpoint: Endpoint, name: str) -> Response:
    """One page of a table's rows."""
    viewer = _reader("tables")
    asked = read_address((WHERE, *PAGING, FORMAT), request.args.to_dict(flat=False))
    where = asked["where"] or {}
    known = table(name).name
    parts = ["table", known, sorted(where.items())]
    with blamed_on("where"):
        return tabular(desk, asked, parts, lambda: table_rows(desk.warehouse, known, viewer, where, asked["offset"], asked["limit"]))


def _reader(subject: str) -> Viewer:
    viewer = current_viewer()
    require(viewer, Permission.SQL_VIEW, f"api:{subject}")
    return viewer


def _listing(desk: Desk, viewer: Viewer) -> list[Variant]:
    return [Variant("/tables", "The published tables with their columns.", (), TABLE_ROW)]


def _each(desk: Desk, viewer: Viewer) -> list[Variant]:
    name = {"schema": {"type": "string", "enum": list(tables())}, "description": "The table."}
    return [Variant("/tables/{name}/rows", "Rows of a table, by its key.", (WHERE, *PAGING, FORMAT), ANY_ROW, {"name": name})]


ENDPOINTS = (
    Endpoint("table_list", "/tables", "tables:read", "listing", table_list, _listing),
    Endpoint("table_rows", "/tables/<name>/rows", "tables:read", "table", rows, _each),
)
