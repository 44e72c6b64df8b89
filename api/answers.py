"""Answers: a page of a table as JSON, CSV or an Arrow stream, with its ETag; listings; one way for every endpoint."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import orjson
import pyarrow
from flask import g, request
from werkzeug.exceptions import NotAcceptable, UnsupportedMediaType
from werkzeug.wrappers import Response

from api.fields import FORMATS, Wrong
from dashapp.auth.authentication import current_viewer
from dashapp.exports.csv import csv_bytes
from dashapp.table import Table
from dashapp.trust import Trust
from queries.desk import Desk
from queries.downloads import CHECKS
from queries.trust import Reading, standing, trust_in
from queries.versions import Version

MIMETYPES = {"json": "application/json", "csv": "text/csv", "arrow": "application/vnd.apache.arrow.stream"}
CACHE = "private, no-cache"
_ARROW = {"integer": pyarrow.int64(), "money": pyarrow.float64(), "ratio": pyarrow.float64(), "decimal": pyarrow.float64(),
          "boolean": pyarrow.bool_()}  # fmt: skip


def tabular(desk: Desk, asked: Mapping[str, Any], parts: Any, make: Callable[[], Table], read: Reading | None = None) -> Response:
    """One page of a table, or 304 when the client has it: same data version, same question, same reach, same format.

    read: gives the columns that the answer reads, where it does not read every column of its tables.
    """
    form, version = chosen_format(asked), desk.warehouse.version()
    tag = _tag(desk.warehouse.space(version), standing(desk.warehouse).mark, form, parts, asked["limit"], asked["offset"])
    if request.method in ("GET", "HEAD") and request.if_none_match.contains_weak(tag):
        return _tagged(Response(status=304), tag)
    table = make()
    g.rows = len(table.frame)
    following, trust = _next(table, asked), trust_in(desk.warehouse, table.source.tables, read)
    answer = Response(_written(form, table, asked, following, trust), mimetype=MIMETYPES[form])
    answer.headers[CHECKS] = trust.header
    answer.headers["X-Total-Count"] = str(table.source.total_rows)
    if following:
        answer.headers["Link"] = f'<{following}>; rel="next"'
    return _tagged(answer, tag) if _same(table, version) else answer


def listing(rows: list[dict[str, Any]]) -> Response:
    """Everything of a small list as JSON."""
    return document({"rows": rows})


def document(content: Mapping[str, Any]) -> Response:
    """A JSON document that is made from the program and the role: its ETag is that of its bytes."""
    if request.accept_mimetypes and not request.accept_mimetypes.best_match([MIMETYPES["json"]]):
        raise NotAcceptable("This is given as application/json only.")
    body = orjson.dumps(content)
    tag = hashlib.blake2b(body, digest_size=16).hexdigest()
    if request.if_none_match.contains_weak(tag):
        return _tagged(Response(status=304), tag)
    return _tagged(Response(body, mimetype=MIMETYPES["json"]), tag)


def chosen_format(asked: Mapping[str, Any]) -> str:
    """json, csv or arrow: as `format` says, else by the header Accept, else JSON."""
    if asked.get("format"):
        return str(asked["format"])
    if not request.accept_mimetypes:
        return "json"
    best = request.accept_mimetypes.best_match([MIMETYPES[form] for form in FORMATS])
    if best is None:
        raise NotAcceptable(f"The header Accept names nothing that is given here. Allowed: {', '.join(MIMETYPES.values())}.")
    return next(form for form, mimetype in MIMETYPES.items() if mimetype == best)


def json_body() -> Any:
    """The JSON of the request."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("The body must be JSON, with the header Content-Type: application/json.")
    try:
        return orjson.loads(request.get_data())
    except orjson.JSONDecodeError:
        raise Wrong("body", "The body is not valid JSON.") from None


def _tag(space: str, *parts: Any) -> str:
    viewer = current_viewer()
    reach = [sorted(viewer.scope.limits().items()), sorted(viewer.masked_tags), request.path]
    return hashlib.blake2b(orjson.dumps([space, reach, parts]), digest_size=16).hexdigest()


def _tagged(answer: Response, tag: str) -> Response:
    # Weak, for the same answer travels compressed and plain.
    answer.set_etag(tag, weak=True)
    answer.headers["Cache-Control"] = CACHE
    return answer


def _same(table: Table, version: Version) -> bool:
    """Whether the version that the tag names is the one that answered."""
    return table.source.version == version.version


def _next(table: Table, asked: Mapping[str, Any]) -> str | None:
    """The address of the following page, for a question that is an address."""
    after = asked["offset"] + asked["limit"]
    if after >= table.source.total_rows or request.method == "POST":
        return None
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name != "offset"]
    return f"{request.path}?{urlencode([*pairs, ('offset', str(after))])}"


def _written(form: str, table: Table, asked: Mapping[str, Any], following: str | None, trust: Trust) -> bytes:
    if form == "csv":
        named = replace(table, columns=tuple(replace(column, title=column.name) for column in table.columns))
        return b"".join(csv_bytes(named))
    meta = {**_meta(table), "checks": trust.state, "limit": asked["limit"], "offset": asked["offset"], "next": following}
    if form == "arrow":
        return _arrow(table, meta)
    meta["failing"] = [{"check": one.check, "table": one.table, "severity": one.severity} for one in trust.failing]
    return orjson.dumps({"meta": meta, "rows": table.records()}, option=orjson.OPT_SERIALIZE_NUMPY)


def _meta(table: Table) -> dict[str, Any]:
    source = table.source
    return {"version": source.version, "as_of": source.as_of, "currency": source.currency, "total": source.total_rows}


def _arrow(table: Table, meta: Mapping[str, Any]) -> bytes:
    records = table.records()
    arrays = [_array([record[column.name] for record in records], column.type) for column in table.columns]
    about = {name: str(value) for name, value in meta.items() if value is not None}
    written = pyarrow.table(arrays, names=[column.name for column in table.columns]).replace_schema_metadata(about)
    stream = io.BytesIO()
    with pyarrow.ipc.new_stream(stream, written.schema) as writer:
        writer.write_table(written)
    return stream.getvalue()


def _array(values: list[Any], kind: str) -> pyarrow.Array:
    """Numbers as numbers, a key of the warehouse's own too; a masked number is text, so its whole column is."""
    kind = "integer" if kind == "id" and values and all(isinstance(value, int) for value in values) else kind
    if kind not in _ARROW or any(isinstance(value, str) for value in values):
        return pyarrow.array([None if value is None else str(value) for value in values], pyarrow.string())
    return pyarrow.array(values, _ARROW[kind])
