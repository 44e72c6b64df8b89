"""Queries of the library over HTTP: which there are, with parameters and columns, and running one, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from api.answers import listing, tabular
from api.endpoint import Endpoint, Variant
from api.fields import BASIS, CURRENCY, FORMAT, FROM, MOST_ROWS, PAGING, TO, Field, dimension, read_address
from api.schemas import QUERY_ROW, row
from dashapp.auth.authentication import current_viewer
from dashapp.auth.viewer import Viewer
from dashapp.filters import DIMENSIONS, Filters
from dashapp.table import Column
from queries import grid
from queries.bind import Parameter
from queries.catalogue import Query
from queries.command_line import whole_history
from queries.desk import Desk
from queries.lineage.reading import columns_of_query
from queries.reach import open_queries, require_query
from queries.scope import PREFIX
from queries.supplied import LISTS, SUPPLIED

_TYPES = {"integer": "integer", "decimal": "number", "date": "date", "enum": "choice"}
_DATED = {"day_from": (FROM, TO), "basis": (BASIS,), "currency": (CURRENCY,), "money": (CURRENCY,)}


def query_list(desk: Desk, endpoint: Endpoint) -> Response:
    """The queries that the role may run."""
    read_address((), request.args.to_dict(flat=False))
    viewer = current_viewer()
    return listing([_described(query, viewer) for query in open_queries(desk.pages, viewer).values()])


def query_rows(desk: Desk, endpoint: Endpoint, name: str) -> Response:
    """One page of a query's rows, in the order of its grid."""
    viewer = current_viewer()
    query = require_query(desk.pages, viewer, name)
    asked = read_address((*fields_of(query), *PAGING, FORMAT), request.args.to_dict(flat=False))
    filters = whole_history(_filters(asked), desk.warehouse.version())
    own = {field.name: _given(asked, field) for field in _own_fields(query) if asked[field.name]}
    chosen = grid.Selection(name, own, viewer, filters)
    first, last = asked["offset"], asked["offset"] + asked["limit"]
    parts = ["query", name, sorted(own.items()), filters.to_pairs()]
    made = partial(grid.rows, desk.warehouse, chosen, first, last, most=MOST_ROWS)
    return tabular(desk, asked, parts, made, lambda: columns_of_query(name))


def fields_of(query: Query) -> tuple[Field, ...]:
    """What a request for this query may give, paging aside: the page filters that it knows, and its own parameters."""
    known = dict.fromkeys(field for name, fields in _DATED.items() if name in query.parameters for field in fields)
    dimensions = [dimension(name) for name in DIMENSIONS if LISTS[name] in query.parameters]
    return (*known, *dimensions, *_own_fields(query))


def _own_fields(query: Query) -> list[Field]:
    """The parameters that no filter gives. One that is called like a filter is the click of a grid, never a request's."""
    filters = {name for name in DIMENSIONS if LISTS[name] in query.parameters}
    own = [one for name, one in query.parameters.items() if not name.startswith(PREFIX) and name not in SUPPLIED | filters]
    return [_own_field(one) for one in own]


def _own_field(one: Parameter) -> Field:
    required = not one.optional and not one.choices
    span = {"least": -(2**63), "most": 2**63 - 1} if one.type == "integer" else {}
    about = f"The query's own {one.name.replace('_', ' ')}."
    many = "repeated" if one.many else ""
    return Field(one.name, about, _TYPES.get(one.type, "text"), many, one.choices, required=required, **span)


def _given(asked: Mapping[str, Any], field: Field) -> Any:
    return list(asked[field.name]) if field.many else asked[field.name]


def _filters(asked: Mapping[str, Any]) -> Filters:
    pairs: dict[str, Any] = {name: [asked[name]] for name in ("from", "to", "basis", "currency") if asked.get(name)}
    return Filters.from_pairs(pairs | {name: asked[name] for name in DIMENSIONS if asked.get(name)})


def described_columns(columns: tuple[Column, ...], viewer: Viewer) -> list[dict[str, Any]]:
    """Columns as listings name them."""
    return [
        {"name": one.name, "title": one.title, "type": one.type, "note": one.note, "masked": one.tag in viewer.masked_tags}
        for one in columns
    ]


def _described(query: Query, viewer: Viewer) -> dict[str, Any]:
    given = [
        {"name": field.name, "type": field.type, "about": field.about, "many": bool(field.many), "required": field.required}
        for field in fields_of(query)
    ]
    about = {"name": query.name, "summary": query.summary, "key": list(query.grain)}
    return {**about, "columns": described_columns(query.columns, viewer), "parameters": given}


def _listing(desk: Desk, viewer: Viewer) -> list[Variant]:
    return [Variant("/queries", "The queries of the library that your role may run.", (), QUERY_ROW)]


def _each(desk: Desk, viewer: Viewer) -> list[Variant]:
    return [
        Variant(f"/queries/{name}", query.summary, (*fields_of(query), *PAGING, FORMAT), row(query.columns, viewer.masked_tags))
        for name, query in open_queries(desk.pages, viewer).items()
    ]


ENDPOINTS = (
    Endpoint("query_list", "/queries", "queries:read", "listing", query_list, _listing),
    Endpoint("query_rows", "/queries/<name>", "queries:read", "table", query_rows, _each),
)
