"""Scope: which rows a person reaches. It comes from the user, never from a request."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Scope:
    """None is unlimited, an empty tuple is nothing."""

    brands: tuple[str, ...] | None = None
    regions: tuple[str, ...] | None = None
    vendors: tuple[str, ...] | None = None
    managers: tuple[str, ...] | None = None

    def within(self, outer: Scope) -> Scope:
        """What both reach: never more than either."""
        return Scope(**{item.name: _met(getattr(self, item.name), getattr(outer, item.name)) for item in fields(self)})

    def limits(self) -> dict[str, tuple[str, ...]]:
        """The scopes that are set, by name: brands, regions, vendors, managers."""
        pairs = ((item.name, getattr(self, item.name)) for item in fields(self))
        return {name: values for name, values in pairs if values is not None}


def _met(one: tuple[str, ...] | None, other: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if one is None or other is None:
        return other if one is None else one
    return tuple(value for value in one if value in other)


UNLIMITED = Scope()
