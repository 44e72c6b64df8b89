"""Asking Dash's endpoint as a browser does: a request body for any callback, made from the application's own map."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashapp.callback_gate import UPDATE
from dashapp.factory import Application


def callback_named(app: Application, words: str) -> str:
    """The one callback whose outputs contain the words."""
    found = [name for name in app.callback_map if words in name]
    assert len(found) == 1, (words, found)
    return found[0]


def chart(app: Application) -> str:
    """The chart callback."""
    return callback_named(app, '"widget":"chart"}.figure')


def body(app: Application, output: str, key: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The request of a callback for one key; `given` maps "id.property" (the id's name or widget kind) to values."""
    declared = app.callback_map[output]
    parts = output.strip(".").split("...") if output.startswith("..") else [output]
    outputs = [_part(part.rpartition(".")[0], part.rpartition(".")[2], key) for part in parts]
    return {
        "output": output,
        "outputs": outputs if output.startswith("..") else outputs[0],
        "inputs": [_valued(item, key, given) for item in declared["inputs"]],
        "state": [_valued(item, key, given) for item in declared["state"]],
        "changedPropIds": [],
    }


def post(client: FlaskClient, asked: Any) -> TestResponse:
    """Send it with the browser's CSRF token."""
    cookie = client.get_cookie("_csrf_token")
    headers = {"X-CSRFToken": cookie.value if cookie else ""}
    return client.post(UPDATE, data=json.dumps(asked), content_type="application/json", headers=headers)


def press(
    app: Application,
    client: FlaskClient,
    name: str,
    key: str,
    fields: Mapping[str, Any] | None = None,
    item: str = "",
    search: str = "",
    chosen: Mapping[str, Any] | None = None,
) -> TestResponse:
    """Press a button of a panel whose fields hold these values, on a page at this query string; chosen: rows by the key of a grid."""
    asked, chosen = body(app, callback_named(app, "acted.data..."), key, {}), chosen or {}
    button = {"act": name, "item": item, "key": key}
    asked["inputs"] = [[{"id": button, "property": "n_clicks", "value": 1}]]
    asked["changedPropIds"] = [json.dumps(button, sort_keys=True, separators=(",", ":")) + ".n_clicks"]
    held = [({"field": field, "key": key}, value) for field, value in (fields or {}).items()]
    asked["state"] = [
        [{"id": identity, "property": "value", "value": value} for identity, value in held],
        [{"id": identity, "property": "id", "value": identity} for identity, _ in held],
        {"id": "location", "property": "search", "value": search},
        [{"id": {"widget": "grid", "key": grid}, "property": "selectedRows", "value": rows} for grid, rows in chosen.items()],
        [{"id": {"widget": "grid", "key": grid}, "property": "id", "value": {"widget": "grid", "key": grid}} for grid in chosen],
    ]
    return post(client, asked)


def _identity(text: str, key: str) -> Any:
    if not text.startswith("{"):
        return text
    found = json.loads(text)
    return {name: key if isinstance(value, list) else value for name, value in found.items()}


def _part(identity: str, name: str, key: str) -> Any:
    return _listed(identity, {"id": _identity(identity, key), "property": name})


def _valued(item: Mapping[str, Any], key: str, given: Mapping[str, Any]) -> Any:
    identity = _identity(str(item["id"]), key)
    name = identity.get("widget", "") if isinstance(identity, dict) else identity
    own = identity if item["property"] == "id" else None
    value = given.get(f"{name}.{item['property']}", own)
    return _listed(str(item["id"]), {"id": identity, "property": item["property"], "value": value})


def _listed(pattern: str, item: Mapping[str, Any]) -> Any:
    """Where a pattern finds every component, the browser sends a list; here it finds one."""
    return [item] if '["ALL"]' in pattern else item
