"""The gate of callbacks: a request is for a callback that there is, of the shape that the callback declares, or it is refused.

Dash reads the body of a request as its own renderer writes it; anything else is an error somewhere inside. So it is checked before.
"""

from __future__ import annotations

import inspect
import json
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints

import dash
from flask import Response, request

from dashapp.auth.refusals import refuse
from dashapp.errors import UserError

UPDATE = "/_dash-update-component"
DEEPEST = 32
LARGEST = 2**63
LISTED, SAME = ["ALL"], ["MATCH"]
RELOAD = "This request is not one that the page would make. Reload the page and try again."


@dataclass(frozen=True)
class Part:
    """An input, a state or an output of a callback: the component's id, which may be a pattern, and its property."""

    identity: Any
    name: str

    @property
    def listed(self) -> bool:
        """Whether the browser sends a list: every component that the pattern finds."""
        return isinstance(self.identity, dict) and LISTED in self.identity.values()

    @property
    def shared(self) -> tuple[str, ...]:
        """The keys of the pattern whose value is the same in every part."""
        return tuple(name for name, value in self.identity.items() if value == SAME) if isinstance(self.identity, dict) else ()

    def finds(self, given: Any) -> bool:
        """Whether an id is this one, or one that the pattern finds."""
        if not isinstance(self.identity, dict):
            return bool(given == self.identity)
        if not isinstance(given, dict) or given.keys() != self.identity.keys():
            return False
        return all(
            isinstance(given[name], str) if wanted in (LISTED, SAME) else given[name] == wanted for name, wanted in self.identity.items()
        )


@dataclass(frozen=True)
class Declared:
    """A callback: its parts, and the types of what its function is given, in the order of inputs and state."""

    inputs: tuple[Part, ...]
    state: tuple[Part, ...]
    outputs: tuple[Part, ...]
    types: tuple[Any, ...]

    @classmethod
    def of(cls, held: Mapping[str, Any]) -> Declared:
        """What Dash holds of a callback, read once."""
        inputs, state = (tuple(_part(item["id"], item["property"]) for item in held[name]) for name in ("inputs", "state"))
        outputs = held["output"] if isinstance(held["output"], list) else [held["output"]]
        named = tuple(_part(output.component_id_str(), output.component_property) for output in outputs)
        hints = get_type_hints(inspect.unwrap(held["callback"]))
        hints.pop("return", None)
        return cls(inputs, state, named, tuple(hints.values()))


class CallbackGate:
    """What is asked before Dash, as a `before_request` function of the server."""

    def __init__(self, app: dash.Dash) -> None:
        """Nothing is read yet: callbacks are registered later."""
        self._app = app
        self._known: dict[str, Declared] = {}

    def __call__(self) -> Response | None:
        """None lets the request through; 403 for a callback that there is not, 400 for one that is asked wrongly."""
        if request.path != UPDATE or request.method != "POST":
            return None
        body = request.get_json(silent=True)
        asked = body if isinstance(body, dict) else {}
        output = str(asked.get("output"))
        held = self._app.callback_map.get(output, {})
        if "callback" not in held:
            return refuse(403, "There is no such callback.")
        if output not in self._known:
            self._known[output] = Declared.of(held)
        Asked(self._known[output]).require(asked)
        return None


class Asked:
    """One request, held against what its callback declares."""

    def __init__(self, declared: Declared) -> None:
        """Which components the patterns found is learned on the way: it is the same for every part."""
        self._declared = declared
        self._found: dict[str, Any] = {}

    def require(self, body: Mapping[str, Any]) -> None:
        """UserError unless Dash's renderer could have written this body."""
        _require_plain(body)
        declared, outputs, changed = self._declared, body.get("outputs"), body.get("changedPropIds")
        self._items(declared.outputs, outputs if len(declared.outputs) > 1 else [outputs])
        values = [*self._items(declared.inputs, body.get("inputs")), *self._items(declared.state, body.get("state", []))]
        _require(all(fits(value, hint) for value, hint in zip(values, declared.types, strict=True)))
        _require(fits(changed, list[str]) and all(_names_one(text, declared.inputs) for text in changed or ()))

    def _items(self, parts: Sequence[Part], given: Any) -> list[Any]:
        """The values of all parts."""
        _require(isinstance(given, list) and len(given) == len(parts))
        return [self._listed(part, item) if part.listed else self._item(part, item) for part, item in zip(parts, given, strict=True)]

    def _listed(self, part: Part, given: Any) -> list[Any]:
        _require(isinstance(given, list))
        values = [self._item(part, item) for item in given]
        self._same(json.dumps(part.identity), [item["id"] for item in given])
        return values

    def _item(self, part: Part, given: Any) -> Any:
        _require(isinstance(given, dict) and isinstance(given.get("property"), str) and part.finds(given.get("id")))
        # An output that several callbacks write is told apart by a hash after the sign.
        _require(given["property"].partition("@")[0] == part.name)
        identity, value = given["id"], given.get("value")
        for name in part.shared:
            self._same(name, identity[name])
        _require(part.name != "id" or value == identity)
        return value

    def _same(self, name: str, found: Any) -> None:
        _require(self._found.setdefault(name, found) == found)


def fits(value: Any, hint: Any) -> bool:
    """Whether a value out of JSON is of a type as the signature of a function states it."""
    outer, inner = get_origin(hint), get_args(hint)
    if hint is Any:
        return True
    if outer in (Union, types.UnionType):
        return any(fits(value, one) for one in inner)
    if outer is list:
        return isinstance(value, list) and all(fits(item, inner[0]) for item in value)
    if outer is dict:
        return isinstance(value, dict) and all(fits(item, inner[1]) for item in value.values())
    return isinstance(value, hint) and (hint is bool or not isinstance(value, bool))


def _part(identity: str, name: str) -> Part:
    return Part(json.loads(identity) if identity.startswith("{") else identity, name)


def _names_one(changed: str, parts: Sequence[Part]) -> bool:
    """Whether a text names a component and its property that are among the parts."""
    identity, _, name = changed.rpartition(".")
    try:
        found = json.loads(identity) if identity.startswith("{") else identity
    except (ValueError, RecursionError):
        return False
    return any(part.name == name and part.finds(found) for part in parts)


def _require(holds: bool) -> None:
    if not holds:
        raise UserError(RELOAD)


def _require_plain(value: Any) -> None:
    """Neither deeper than a page asks, nor a number or a text that no database takes."""
    level = [value]
    for _ in range(DEEPEST + 1):
        below: list[Any] = []
        for item in level:
            if isinstance(item, str):
                _require(item.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in item))
            elif isinstance(item, dict):
                below += item
                below += item.values()
            elif isinstance(item, list):
                below += item
            elif isinstance(item, int | float):
                _require(abs(item) < LARGEST)
        if not below:
            return
        level = below
    raise UserError(RELOAD)
