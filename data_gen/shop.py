"""What the shop is: the words and shares of shop.yaml and names.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


@cache
def shop() -> dict[str, Any]:
    """shop.yaml: countries, warehouses, categories, brands, vendors and archetypes."""
    return yaml.load((FOLDER / "shop.yaml").read_text(), Loader=yaml.CSafeLoader)


@cache
def names() -> dict[str, dict[str, list[str]]]:
    """names.yaml: first and family names and streets by country."""
    return yaml.load((FOLDER / "names.yaml").read_text(), Loader=yaml.CSafeLoader)


@cache
def countries() -> tuple[str, ...]:
    """The countries, in the order that country codes count them."""
    return tuple(shop()["countries"])


@cache
def categories() -> tuple[str, ...]:
    """The categories, in the order that category codes count them."""
    return tuple(shop()["categories"])


@cache
def archetypes() -> tuple[str, ...]:
    """The archetypes of customers, in the order that archetype codes count them."""
    return tuple(shop()["archetypes"])


def column(section: str, position: int) -> list[Any]:
    """One value of every entry of a section whose entries are lists, in order."""
    return [entry[position] for entry in shop()[section].values()]
