"""The OpenAPI 3.1 document: written from the declared endpoints, the registry, the library and the pages, for one viewer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from api.answers import MIMETYPES, document
from api.endpoint import PREFIX, Endpoint, Variant
from api.exports import XLSX
from api.fields import LONGEST, MOST_VALUES, Field, read_address
from api.schemas import ERROR, META, REASON_NEEDED, WAITING
from dashapp.auth.authentication import current_viewer
from dashapp.auth.tokens import OPENS
from dashapp.auth.viewer import Viewer
from queries.desk import Desk
from queries.downloads import REASON

PROBLEMS = {
    400: "Something given cannot be used; the sentence says what is allowed.",
    401: "No token, or one that is not known, was revoked or has expired.",
    403: "The token, the role or the scope does not reach this.",
    404: "There is nothing by that name, or no data yet.",
    405: "This address does not take that verb.",
    406: "The header Accept names nothing that is given here.",
    413: "A request may hold 2 MB at most.",
    415: "The body is not application/json.",
    429: "Too many calls in this minute, or too many wrong tokens from this address. Retry-After says when.",
    500: "Something went wrong on the server's side.",
    503: "The query took longer than the time limit.",
}
ABOUT = (
    "The numbers of the screen over HTTP. Amounts are in major units and unrounded, ratios are fractions, days are YYYY-MM-DD and a "
    "missing value is null. Ask with a token in the header Authorization; it reaches what its owner reaches, or less."
)
ABOUT_REASON = "Who needs the rows and what for, percent-encoded; 8 to 500 letters. Asked for by a 428."
_NOT_A_NAME = re.compile("[^a-zA-Z0-9]+")


def endpoint(endpoints: Callable[[], Iterable[Endpoint]]) -> Endpoint:
    """The endpoint that serves the document about all of them."""

    def view(desk: Desk, _endpoint: Endpoint) -> Response:
        read_address((), request.args.to_dict(flat=False))
        return document(described(desk, current_viewer(), endpoints()))

    def variant(_desk: Desk, _viewer: Viewer) -> list[Variant]:
        return [Variant("/openapi.json", "This document.", (), {})]

    return Endpoint("openapi", "/openapi.json", "", "document", view, variant)


def described(desk: Desk, viewer: Viewer, endpoints: Iterable[Endpoint]) -> dict[str, Any]:
    """The document: what this viewer finds at each address."""
    paths: dict[str, dict[str, Any]] = {}
    for one in endpoints:
        for variant in one.variants(desk, viewer):
            paths.setdefault(PREFIX + variant.path, {})[one.method.lower()] = _operation(one, variant)
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{desk.settings.shop_name}: figures", "version": "1", "description": ABOUT},
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": _components(),
    }


def _components() -> dict[str, Any]:
    opens = " ".join(f"{name}: {about}" for name, about in OPENS.items())
    scheme = {"type": "http", "scheme": "bearer", "description": f"A token opens some of these. {opens}"}
    content = _json({"$ref": "#/components/schemas/Error"})
    responses: dict[str, Any] = {str(status): {"description": about, "content": content} for status, about in PROBLEMS.items()}
    challenge = {"description": "How to ask.", "required": True, "schema": {"type": "string"}}
    responses["401"]["headers"] = {"WWW-Authenticate": challenge}
    responses["429"]["headers"] = {"Retry-After": {"description": "Seconds.", "required": True, "schema": {"type": "integer"}}}
    return {"securitySchemes": {"token": scheme}, "schemas": {"Error": ERROR, "Meta": META}, "responses": responses}


def _operation(one: Endpoint, variant: Variant) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": f"{one.method.lower()}{_NOT_A_NAME.sub('_', variant.path)}",
        "summary": variant.summary,
        "responses": {"200": _success(one, variant), **_problems(one)},
    }
    if one.opens:
        found["description"] = f"The token must open {one.opens}."
    posted = one.method == "POST"
    parameters = [_argument(name, words) for name, words in variant.arguments.items()]
    found["parameters"] = parameters + [_parameter(field) for field in (() if posted else variant.fields)]
    if one.kind == "download":
        schema = {"type": "string", "minLength": 8, "maxLength": LONGEST}
        found["parameters"].append({"name": REASON, "in": "header", "description": ABOUT_REASON, "schema": schema})
    if posted:
        found["requestBody"] = {"required": True, "content": _json(_body(variant.fields))}
    return found


def _problems(one: Endpoint) -> dict[str, Any]:
    listed = [status for status in PROBLEMS if status not in (413, 415) or one.method == "POST"]
    file = one.kind in ("download", "file")
    same = {"304": {"description": "What the client has is still right."}} if one.method == "GET" and not file else {}
    return {**same, **(_policy(one) if file else {}), **{str(status): {"$ref": f"#/components/responses/{status}"} for status in listed}}


def _success(one: Endpoint, variant: Variant) -> dict[str, Any]:
    contents: dict[str, Callable[[], dict[str, Any]]] = {
        "listing": lambda: _json(_rows(variant.rows)),
        "document": lambda: _json({"type": "object"}),
        "download": _files,
        "file": _files,
        "table": lambda: _json(_rows(variant.rows, {"meta": {"$ref": "#/components/schemas/Meta"}})) | _others(),
    }
    return {"description": variant.summary, "content": contents[one.kind]()}


def _policy(one: Endpoint) -> dict[str, Any]:
    """What the export policy may answer to a download."""
    needed = {"428": {"description": "A reason is missing.", "content": _json(REASON_NEEDED)}}
    waiting = {"202": {"description": "It waits until a second person has agreed.", "content": _json(WAITING)}}
    return waiting | needed if one.kind == "download" else needed


def _files() -> dict[str, Any]:
    return {"text/csv": {"schema": {"type": "string"}}, XLSX: {"schema": {}}}


def _others() -> dict[str, Any]:
    return {MIMETYPES["csv"]: {"schema": {"type": "string"}}, MIMETYPES["arrow"]: {"schema": {}}}


def _json(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {MIMETYPES["json"]: {"schema": schema}}


def _rows(row: Mapping[str, Any], beside: Mapping[str, Any] | None = None) -> dict[str, Any]:
    properties = {**(beside or {}), "rows": {"type": "array", "items": row}}
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _argument(name: str, words: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, **words}


def _parameter(field: Field) -> dict[str, Any]:
    schema: dict[str, Any] = _schema(field)
    if field.many:
        schema = {"type": "array", "items": schema, "minItems": 1, "maxItems": MOST_VALUES}
    found = {"name": field.name, "in": "query", "description": field.about, "required": field.required, "schema": schema}
    if field.many:
        found |= {"style": "form", "explode": field.many == "repeated"}
    return found | _example(field)


def _example(field: Field) -> dict[str, Any]:
    if field.example is None:
        return {}
    return {"example": field.example.split(",") if field.many == "commas" else field.example}


def _body(fields: Iterable[Field]) -> dict[str, Any]:
    listed = list(fields)
    properties = {field.name: _in_body(field) for field in listed}
    required = [field.name for field in listed if field.required]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _in_body(field: Field) -> dict[str, Any]:
    listed = {"type": "array", "items": _schema(Field(field.name, "")), "minItems": 1, "maxItems": MOST_VALUES}
    if field.type == "conditions":
        return {
            "type": "object",
            "description": field.about,
            "properties": dict.fromkeys(field.choices, listed),
            "additionalProperties": False,
        }
    return {**(listed if field.many else _schema(field)), "description": field.about}


def _schema(field: Field) -> dict[str, Any]:
    """One value."""
    if field.type in ("integer", "number"):
        span = {"minimum": field.least, "maximum": field.most} if field.most else {}
        return {"type": field.type, **span, **({"default": field.usual} if field.usual is not None else {})}
    schema: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": LONGEST}
    if field.choices and field.type == "choice":
        return {"type": "string", "enum": list(field.choices)}
    if field.type == "conditions":
        names = "|".join(field.choices) or "[a-z_]+"
        return schema | {"pattern": f"^({names})=.+$"}
    if field.type == "date":
        return {"type": "string", "format": "date"}
    return schema | ({"pattern": field.pattern} if field.pattern else {})
