"""A person at the pages of administration: what their panels say, what a button answers, and what the trail keeps of it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

import layouts
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.db.engines import accounts_engine
from dashapp.page import Panel
from tests.app.asking import body, callback_named, post, press
from tests.app.conftest import Shop

PANELS = [(card.source, key) for page in layouts.pages().values() for key, card in page.cards() if isinstance(card, Panel)]
# Where one stands on several pages, the first.
KEYS = dict(reversed(PANELS))


@dataclass(frozen=True)
class Said:
    """What a button answered: its sentence, whether it was done, what is shown, where it leads."""

    text: str
    done: bool
    shown: str
    go_to: str


class Person:
    """Somebody who is signed in."""

    def __init__(self, shop: Shop, name: str) -> None:
        self.shop, self.name, self.client = shop, name, shop.client(name)

    def press(
        self, panel: str, deed: str, item: str = "", search: str = "", chosen: Mapping[str, Any] | None = None, **fields: Any
    ) -> Said:
        """Press a button of a panel whose fields hold these values."""
        answer = press(self.shop.app, self.client, deed, KEYS[panel], fields, item, search, chosen)
        assert answer.status_code == 200, answer.text
        given: Mapping[str, Any] = answer.get_json()["response"]
        said = given.get("acted", {}).get("data", {"text": "", "kind": "good"})
        shown = words(given.get("act-secret", {}).get("children"))
        return Said(said["text"], said["kind"] == "good", shown, given.get("location", {}).get("href", ""))

    def panel(self, source: str, search: str = "", key: str = "") -> str:
        """What a panel says; `key` is that of another page's where it stands on several."""
        output, key = callback_named(self.shop.app, '"widget":"panel"}.children'), key or KEYS[source]
        answer = post(self.client, body(self.shop.app, output, key, {"location.search": search}))
        assert answer.status_code == 200, answer.text
        parts = answer.get_json()["response"][json.dumps({"key": key, "widget": "panel"}, separators=(",", ":"))]
        return words(parts["children"])

    def post(self, path: str) -> TestResponse:
        """Send a form of the desk without fields."""
        return self.client.post(path, headers={"X-CSRFToken": self.client.get_cookie("_csrf_token").value})  # type: ignore[union-attr]


def words(component: Any) -> str:
    """Every text of a component, and the names of its buttons for the ear, with spaces between."""
    if isinstance(component, str):
        return component
    if isinstance(component, list):
        return " ".join(filter(None, map(words, component)))
    if not isinstance(component, dict):
        return ""
    given = component.get("props", component)
    options = [option["label"] for option in given.get("options") or [] if isinstance(option, dict)]
    return " ".join(filter(None, [given.get("aria-label", ""), *options, words(given.get("children"))]))


def trail(shop: Shop, action: str) -> list[tuple[str, str, dict[str, Any]]]:
    """The audit events of an action: by whom, about what, and the detail."""
    asked = select(AUDIT_EVENTS.c["actor", "subject", "detail"]).where(AUDIT_EVENTS.c.action == action).order_by(AUDIT_EVENTS.c.sequence)
    with accounts_engine(shop.settings).connect() as connection:
        return [(actor, subject, json.loads(detail)) for actor, subject, detail in connection.execute(asked)]


def plain(answer: TestResponse) -> str:
    """The words of a plain page."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.text)))
