"""How much more is bought in some months of the year than in others, of a count a month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy

YEAR = 12
FEWEST_MONTHS = 24


def season(counts: Mapping[int, float]) -> dict[int, float] | None:
    """A weight for each month of the year (1 to 12), 1 on average; None for fewer than two years, which show no season.

    counts: what was bought in each whole month, by months since the year 0, without a gap. Each month is held against the twelve
    around it, so that growth is not taken for a season.
    """
    months = sorted(counts)
    if len(months) < FEWEST_MONTHS:
        return None
    values = numpy.array([counts[month] for month in months], dtype=float)
    # Half of the first and of the last month of thirteen: the same twelve months of the year around each.
    around = numpy.convolve(values, numpy.array([0.5, *[1.0] * (YEAR - 1), 0.5]) / YEAR, mode="valid")
    middle = values[YEAR // 2 : YEAR // 2 + len(around)]
    ratios = numpy.divide(middle, around, out=numpy.ones(len(around)), where=around > 0)
    found: dict[int, list[float]] = {}
    for month, ratio in zip(months[YEAR // 2 :], ratios, strict=False):
        found.setdefault(month % YEAR + 1, []).append(float(ratio))
    weights = {month: sum(each) / len(each) for month, each in sorted(found.items())}
    mean = sum(weights.values()) / len(weights)
    return {month: weight / mean for month, weight in weights.items()} if len(weights) == YEAR and mean > 0 else None


def weights_of(known: Mapping[int, float] | None, first_month: int, months: int) -> Sequence[float]:
    """The weights of the months to come, by months since the year 0."""
    return [known[(first_month + ahead) % YEAR + 1] if known else 1.0 for ahead in range(months)]
