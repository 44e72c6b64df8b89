"""The two letters of a country, however a shop writes it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

_NAMES = Path(__file__).with_name("countries.yaml")


@cache
def country_code(country: str | None) -> str | None:
    """The two letters of ISO 3166-1 for a name or for themselves; None for what is missing or not known."""
    if country is None:
        return None
    return _codes().get(country.strip().casefold())


@cache
def _codes() -> dict[str, str]:
    given: dict[str, list[str]] = yaml.load(_NAMES.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {spelling.casefold(): code for code, names in given.items() for spelling in (code, *names)}
