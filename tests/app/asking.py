"""Asking Dash's endpoint as a browser does: a request body for any callback, made from the application's own map."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashapp.factory import UPDATE, Application


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


def _identity(text: str, key: str) -> Any:
    if not text.startswith("{"):
        return text
    found = json.loads(text)
    return {name: key if value == ["MATCH"] else value for name, value in found.items()}


def _part(identity: str, name: str, key: str) -> dict[str, Any]:
    return {"id": _identity(identity, key), "property": name.partition("@")[0]}


def _valued(item: Mapping[str, Any], key: str, given: Mapping[str, Any]) -> dict[str, Any]:
    identity = _identity(str(item["id"]), key)
    name = identity.get("widget", "") if isinstance(identity, dict) else identity
    own = identity if item["property"] == "id" else None
    return {"id": identity, "property": item["property"], "value": given.get(f"{name}.{item['property']}", own)}
