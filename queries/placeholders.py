"""Placeholders: where `:name` and `{name}` stand in a statement, outside comments and strings."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

_TOKEN = re.compile(
    r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"[^\"]*\"|::|:(?P<value>[a-z][a-z0-9_]*)|\{(?P<choice>[a-z][a-z0-9_]*)\}", re.DOTALL
)


def replace_values(text: str, write: Callable[[str], str]) -> str:
    """The text with every `:name` written by `write`; comments and strings are left alone."""
    return _TOKEN.sub(lambda found: write(found["value"]) if found["value"] else found[0], text)


def replace_choices(text: str, write: Callable[[str], str]) -> str:
    """The text with every `{name}` written by `write`; comments and strings are left alone."""
    return _TOKEN.sub(lambda found: write(found["choice"]) if found["choice"] else found[0], text)


@lru_cache(maxsize=4096)
def value_names(text: str) -> frozenset[str]:
    """The names of every `:name`."""
    return frozenset(found["value"] for found in _TOKEN.finditer(text) if found["value"])


@lru_cache(maxsize=4096)
def choice_names(text: str) -> frozenset[str]:
    """The names of every `{name}`."""
    return frozenset(found["choice"] for found in _TOKEN.finditer(text) if found["choice"])


@lru_cache(maxsize=4096)
def for_duckdb(text: str) -> str:
    """The text in DuckDB's placeholder style, `$name`."""
    return replace_values(text, lambda name: f"${name}")


@lru_cache(maxsize=4096)
def for_postgresql(text: str) -> str:
    """The text in psycopg's placeholder style, `%(name)s`, with its own percent signs doubled."""
    return replace_values(text.replace("%", "%%"), lambda name: f"%({name})s")
