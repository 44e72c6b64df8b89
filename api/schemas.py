"""Schemas: what rows and errors look like, for the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dashapp.table import Column
from dashapp.trust import STATES

_TEXT, _LIST = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
_NUMBER = ["number"]
_TYPES = {
    "id": ["string", "integer"],
    "integer": ["integer"],
    "money": _NUMBER,
    "ratio": _NUMBER,
    "decimal": _NUMBER,
    "boolean": ["boolean"],
}


def exact(properties: dict[str, Any]) -> dict[str, Any]:
    """An object with exactly these properties."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


ANY_ROW: dict[str, Any] = {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean", "null"]}}
ERROR: dict[str, Any] = {
    "type": "object",
    "description": "What was given, what is allowed, and a reference that the server's log has too.",
    "properties": {"error": _TEXT, "reference": _TEXT, "field": {"type": "string", "description": "The parameter at fault."}},
    "required": ["error", "reference"],
    "additionalProperties": False,
}
REASON_NEEDED: dict[str, Any] = {
    **ERROR,
    "description": "The download is allowed once its purpose is said in the header X-Export-Reason.",
    "properties": {
        **ERROR["properties"],
        "needs": {"const": "reason"},
        "sensitivity": {"type": "string", "description": "What the rows tell at most."},
        "rows": {"type": "integer"},
        "approval": {"type": "boolean", "description": "Whether a second person must agree then."},
    },
}
META: dict[str, Any] = {
    "type": "object",
    "properties": {
        "version": {"type": "integer", "description": "The published version of the data that answered."},
        "as_of": {"type": "string", "format": "date", "description": "What counts as today in it."},
        "currency": {"type": "string", "description": "The currency of amounts."},
        "total": {"type": "integer", "description": "Rows of the whole answer."},
        "checks": {"enum": list(STATES), "description": "What the checks of the data say about the tables that the answer comes from."},
        "failing": {
            "type": "array",
            "description": "The checks that fail, the gravest first.",
            "items": exact(dict.fromkeys(("check", "table", "severity"), _TEXT)),
        },
        "limit": {"type": "integer"},
        "offset": {"type": "integer"},
        "next": {"type": ["string", "null"], "description": "The address of the following page; null at the end and in answers to POST."},
    },
    "required": ["version", "as_of", "currency", "total", "checks", "failing", "limit", "offset", "next"],
    "additionalProperties": False,
}


def row(columns: Iterable[Column], masked_tags: frozenset[str]) -> dict[str, Any]:
    """A row of these columns; a masked value is text."""
    properties = {column.name: _column(column, column.tag in masked_tags) for column in columns}
    return exact(properties)


def _column(column: Column, masked: bool) -> dict[str, Any]:
    kinds = ["string"] if masked else _TYPES.get(column.type, ["string"])
    return {"type": [*kinds, "null"], "title": column.title, **({"description": column.note} if column.note else {})}


WAITING = exact(
    {
        "export": {"type": "integer", "description": "The number of the request in the export register."},
        "status": {"const": "waiting"},
        "message": _TEXT,
        "download": {"type": "string", "description": "The address of the file once a second person has agreed."},
    }
)
METRIC_ROW = exact(
    dict.fromkeys(("name", "title", "unit", "better", "words", "source", "owner", "page"), _TEXT)
    | {"dimensions": _LIST, "adds_up_over": _LIST}
)
COLUMN = exact(dict.fromkeys(("name", "title", "type", "note"), _TEXT) | {"masked": {"type": "boolean"}})
QUERY_ROW = exact(
    dict.fromkeys(("name", "summary"), _TEXT)
    | {"key": _LIST, "columns": {"type": "array", "items": COLUMN}}
    | {
        "parameters": {
            "type": "array",
            "items": exact({"name": _TEXT, "type": _TEXT, "about": _TEXT, "many": {"type": "boolean"}, "required": {"type": "boolean"}}),
        }
    }
)
SEGMENT_ROW = exact({"segment": {"type": "integer"}, "version": {"type": "integer"}} | dict.fromkeys(("title", "owner", "rule"), _TEXT))
TABLE_ROW = exact(dict.fromkeys(("name", "summary"), _TEXT) | {"key": _LIST, "columns": {"type": "array", "items": COLUMN}})
