"""Names of things that were found and not given: those that are alike get a number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


def numbered(names: Sequence[str]) -> tuple[str, ...]:
    """The names with a capital, and those that stand there several times with their place among these: 'Loyal (1)', 'Loyal (2)'."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(f"{name.capitalize()} ({seen[name]})" if names.count(name) > 1 else name.capitalize())
    return tuple(found)
