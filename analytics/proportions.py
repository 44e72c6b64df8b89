"""Shares with the interval that their count allows."""

from __future__ import annotations

import math


def wilson(hits: int, count: int, deviations: float = 1.959964) -> tuple[float, float]:
    """The 95 % interval of a share: E. B. Wilson, Journal of the American Statistical Association 22 (1927). (0, 1) for no count."""
    if not count:
        return 0.0, 1.0
    share_of, square = hits / count, deviations**2
    middle = (share_of + square / (2 * count)) / (1 + square / count)
    half = deviations * math.sqrt(share_of * (1 - share_of) / count + square / (4 * count**2)) / (1 + square / count)
    return max(0.0, middle - half), min(1.0, middle + half)
