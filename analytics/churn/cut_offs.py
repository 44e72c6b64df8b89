"""Cut-offs: the days at which customers are looked at. What came before a day describes them, what came after it is the answer."""

from __future__ import annotations

from dataclasses import dataclass

HORIZON, WARMING = 90, 180
FEWEST_EARLIER, MOST_EARLIER = 3, 6


@dataclass(frozen=True)
class CutOffs:
    """Day numbers. training: stacked, the oldest first; calibrating: the one after them; testing: the newest whose horizon is over.

    scoring: the first day that is not known yet. Two cut-offs are one horizon apart, so that no answer is known at the next.
    """

    training: tuple[int, ...]
    calibrating: int
    testing: int
    scoring: int

    @property
    def all(self) -> tuple[int, ...]:
        """Every cut-off, the oldest first."""
        return (*self.training, self.calibrating, self.testing, self.scoring)


def needed_days(horizon: int = HORIZON) -> int:
    """How many days of history a model needs at least."""
    return WARMING + (FEWEST_EARLIER + 1) * horizon


def cut_offs(first_day: int, as_of_day: int, horizon: int = HORIZON) -> CutOffs:
    """The cut-offs of a shop whose orders begin on one day and are known up to the other, both included.

    ValueError where the history is shorter than needed_days.
    """
    scoring = as_of_day + 1
    earliest = first_day + WARMING
    found = [day for number in range(MOST_EARLIER + 1, 0, -1) if (day := scoring - number * horizon) >= earliest]
    if len(found) < FEWEST_EARLIER + 1:
        raise ValueError(
            f"The orders reach over {scoring - first_day} days. A churn model needs {needed_days(horizon)}: {WARMING} days to know "
            f"customers by, then {FEWEST_EARLIER + 1} times {horizon} days to see who ordered again."
        )
    return CutOffs(tuple(found[:-2]), found[-2], found[-1], scoring)
