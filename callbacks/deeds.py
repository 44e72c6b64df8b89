"""Deeds: what the buttons of a panel do, what they are given, and what they say when it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dash.development.base_component import Component

from dashapp.auth.permissions import Permission
from dashapp.callback_gate import RELOAD, fits
from dashapp.errors import UserError
from queries.cards import Question
from queries.desk import Desk

Fields = Mapping[str, Any]
# To which of a list something is done, as its button says.
ITEM = "item"
# The rows that are chosen in the grid that the panel is for.
CHOSEN = "chosen"
_MOST_DIGITS = 9


@dataclass(frozen=True)
class Done:
    """A sentence; a secret that is shown once, with what it is; an answer to be read; the address to go to, if any.

    is_look: nothing was done, so cards are not asked anew, and what is filled in stays.
    """

    text: str
    secret: str = ""
    secret_title: str = ""
    go_to: str = ""
    answer: Component | None = None
    is_look: bool = False


Draw = Callable[[Desk, Question, str], Any]
Deed = Callable[[Desk, Question, Fields], Done]


@dataclass(frozen=True)
class Served:
    """How a panel is drawn, and what its buttons do: each is named after its function, all need one permission."""

    draw: Draw
    permission: Permission | None = None
    deeds: tuple[Deed, ...] = ()


def text_of(fields: Fields, name: str) -> str:
    """What a field holds, as text without spaces around it."""
    return str(fields.get(name) or "").strip()


def numbers_of(fields: Fields, name: str) -> list[int]:
    """The numbers in one column of the chosen rows. They come from the browser, so each is read anew."""
    rows = fields.get(CHOSEN)
    if not fits(rows, list[dict[str, Any]]):
        raise UserError(RELOAD)
    found = [row.get(name) for row in rows]
    if not all(isinstance(number, int) and not isinstance(number, bool) for number in found):
        raise UserError(RELOAD)
    return found


def number_of(fields: Fields) -> int:
    """The number of what a button of a list stands beside."""
    item = text_of(fields, ITEM)
    if not (item.isascii() and item.isdecimal() and len(item) <= _MOST_DIGITS):
        raise UserError("Nothing is named. Use the button beside it.")
    return int(item)
