"""How generated SQL is laid out: as a person would write a file of the library."""

from __future__ import annotations

from collections.abc import Iterable

NOT_RECORDED = "'Not recorded'"


def listed(parts: Iterable[str], indent: int = 8) -> str:
    """One part a line, with commas."""
    return ",\n".join(" " * indent + part for part in parts)


def step(name: str, body: str) -> str:
    """One common table expression."""
    return f"{name} as (\n{body}\n)"


def aliased(expression: str, name: str) -> str:
    """An expression under a name, which a column of that very name already has."""
    return expression if expression == name else f"{expression} as {name}"
