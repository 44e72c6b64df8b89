"""Ids of widgets: `{"widget": kind, "key": "<page>/<row>.<position>"}`, one pattern for every page."""

from __future__ import annotations

from typing import Any

BESIDE = "beside"


def widget(kind: str, key: Any) -> dict[str, Any]:
    """The id of a part of a card; `key` may be MATCH or ALL."""
    return {"widget": kind, "key": key}


def action(name: Any, key: Any) -> dict[str, Any]:
    """The id of a button of a card's menu."""
    return {"action": name, "key": key}
