"""Two net promoter scores beside each other: how much they differ, and whether that is more than noise."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """The difference of two scores in points, and the margin of error of that difference."""

    points: float
    margin: float

    @property
    def is_noise(self) -> bool:
        """Whether the interval of the difference holds no difference, too."""
        return abs(self.points) <= self.margin


def change(score: float, margin: float, earlier: float, earlier_margin: float) -> Change:
    """From an earlier score to a later one. The margins are of independent samples at one level, and so is that of the difference."""
    return Change(score - earlier, math.hypot(margin, earlier_margin))
