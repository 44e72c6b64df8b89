"""What a change changes, in words: each thing as it is and as it is to be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dashapp import formats
from dashapp.auth.changes import Change, Kind
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer

KINDS = {
    Kind.PERIOD_UNLOCK.value: "Open from",
    Kind.COST_TABLE.value: "Table of costs",
    Kind.METRIC_DEFINITION.value: "Definition of",
    Kind.CORRECTION.value: "Correction",
}
MOST_SHOWN = 5
NOTHING = "nothing"
Side = Mapping[str, Any]


def title(change: Change) -> str:
    """Which change it is."""
    named = {Kind.PERIOD_UNLOCK: lambda: formats.month(f"{change.subject}-01"), Kind.METRIC_DEFINITION: lambda: change.after["title"]}
    subject = named.get(Kind(change.kind), lambda: change.subject)()
    return f"{change.change_id} · {KINDS[change.kind]} {subject}"


def sides(change: Change, viewer: Viewer) -> list[str]:
    """Before and after, a line each; at most a few, and how many there are besides. Costs only for who may see them."""
    told = _TOLD[change.kind](change.before, change.after, viewer)
    left = len(told) - MOST_SHOWN
    return told if left <= 0 else [*told[:MOST_SHOWN], f"and {left:,} more"]


def _unlock(before: Side, after: Side, viewer: Viewer) -> list[str]:
    through, first = (formats.day(side[name], viewer.locale) for side, name in ((before, "locked_through"), (after, "open_from")))
    return [f"Locked through {through} → open from {first} on"]


def _costs(before: Side, after: Side, viewer: Viewer) -> list[str]:
    if not viewer.may(Permission.COST_VIEW):
        return [f"{len(after['costs']):,} costs, which your role does not see"]
    return [_cost(old, new, viewer.locale) for old, new in zip(before["costs"], after["costs"], strict=True)]


def _cost(old: Side, new: Side, locale: str) -> str:
    was, is_to_be = (_amount(row["cost_cents"], locale) for row in (old, new))
    return f"{new['product_id']} from {formats.day(new['valid_from'], locale)}: {was} → {is_to_be}"


def _amount(cents: int | None, locale: str) -> str:
    return "no cost" if cents is None else formats.decimal(cents / 100, locale, 2)


def _definition(before: Side, after: Side, _viewer: Viewer) -> list[str]:
    """What is different; of a definition that was never approved what it says in words."""
    if not before:
        return [f"Never approved → {after['words']}"]
    names = [name for name in after if before.get(name) != after[name]]
    return [f"{name.capitalize()}: {before.get(name) or NOTHING} → {after[name] or NOTHING}" for name in names]


def _correction(_before: Side, after: Side, viewer: Viewer) -> list[str]:
    return [f"Cells of the raw data: {formats.integer(after['cells'], viewer.locale)}; what arrived is kept and can be put back"]


_TOLD: Mapping[str, Callable[[Side, Side, Viewer], list[str]]] = {
    Kind.PERIOD_UNLOCK.value: _unlock,
    Kind.COST_TABLE.value: _costs,
    Kind.METRIC_DEFINITION.value: _definition,
    Kind.CORRECTION.value: _correction,
}
