"""The colours of data, in the light theme. The browser swaps them for the dark ones (assets/plot_themes.js)."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

ACCENT = "#4f46e5"
INK = "#16181d"
QUIET = "#868e9b"
FAINT = "#c5cad3"
GOOD = "#15803d"
BAD = "#c8372d"
SERIES = ("#4f46e5", "#da730b", "#0d735e", "#d74273", "#0d73a5", "#4a721d", "#8134b2", "#e24a36")
SEQUENTIAL = ("#eef0fd", "#b9bdf6", "#7f7df0", "#4f46e5", "#2f2a96")
NO_MEMBER = frozenset({"Not recorded", "Other"})


def of_members(names: Iterable[str]) -> dict[str, str]:
    """A colour for each member, the same on every page: the slot comes from the name, a taken one yields to the next free."""
    chosen: dict[str, str] = {}
    for name in sorted(set(names)):
        chosen[name] = QUIET if name in NO_MEMBER else _free_slot(name, set(chosen.values()))
    return chosen


def _free_slot(name: str, taken: set[str]) -> str:
    first = zlib.crc32(name.encode()) % len(SERIES)
    order = [SERIES[(first + offset) % len(SERIES)] for offset in range(len(SERIES))]
    return next((colour for colour in order if colour not in taken), order[0])
