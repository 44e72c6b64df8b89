"""The REST API: the questions of the screen over HTTP, asked with a token. Every endpoint declares itself in ENDPOINTS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, request
from werkzeug.wrappers import Response

from api import exports, library, metrics, openapi, segments, tables
from api.endpoint import PREFIX, Endpoint, shown_path
from dashapp.auth.bearer import BLUEPRINT_NAME, require_open
from dashapp.errors import NotFound, near
from queries.desk import Desk

ENDPOINTS: tuple[Endpoint, ...] = (
    *metrics.ENDPOINTS,
    *library.ENDPOINTS,
    *tables.ENDPOINTS,
    *exports.ENDPOINTS,
    *segments.ENDPOINTS,
    openapi.endpoint(lambda: ENDPOINTS),
)


def blueprint(desk: Desk) -> Blueprint:
    """The routes under /api/v1. The guard asks for a token before any of them, so no CSRF token is needed."""
    routes = Blueprint(BLUEPRINT_NAME, __name__)
    for endpoint in ENDPOINTS:
        routes.add_url_rule(PREFIX + endpoint.path, endpoint.name, _view(desk, endpoint), methods=[endpoint.method])
    routes.add_url_rule("/api/", "nowhere", _nowhere, defaults={"rest": ""})
    routes.add_url_rule("/api/<path:rest>", "nowhere", _nowhere)
    routes.record(lambda state: state.app.extensions["csrf"].exempt(routes))
    return routes


def _view(desk: Desk, endpoint: Endpoint) -> Callable[..., Response]:
    def answer(**named: str) -> Response:
        if endpoint.opens:
            require_open(endpoint.opens)
        g.rows = 0
        return endpoint.view(desk, endpoint, **named)

    return answer


def _nowhere(rest: str) -> Any:
    allowed = sorted({shown_path(endpoint) for endpoint in ENDPOINTS})
    raise NotFound(f"There is no endpoint {request.path[:200]!r}.{near(request.path[:200], allowed)}")
