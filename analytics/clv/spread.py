"""How far a predicted total may be off: invented shops of the fitted kind, each fitted anew and held against its own future.

The spread holds both what a fit does not know and what chance does to so many customers. It does not hold what the model leaves out,
such as a season. It is worked out for a sample, and narrows with the root of the number of customers.
"""

from __future__ import annotations

import numpy

from analytics.clv.family import ROUGH, maximum, summed
from analytics.clv.histories import Histories, Numbers
from analytics.clv.purchases import SEED, Purchasing, TooFew

FITS = 200
MOST = 2_000
# The middle four fifths of the errors.
LOW, HIGH = 0.1, 0.9


def interval(fitted: Purchasing, histories: Histories, time: float, fits: int = FITS, most: int = MOST) -> tuple[float, float]:
    """Factors on the predicted total of purchases between which the true one lies with 80 %."""
    random = numpy.random.default_rng(SEED)
    sample = histories.sampled(most, SEED)
    found = numpy.array([error for _ in range(fits) if (error := _error(fitted, sample.age, time, random)) is not None])
    if not len(found):
        raise TooFew("Invented shops of this kind have too few customers who buy again for a fit. No interval can be given.")
    narrower = numpy.sqrt(len(sample) / histories.customers)
    low, high = numpy.exp(numpy.quantile(found, [LOW, HIGH]) * narrower)
    return float(low), float(high)


def _error(fitted: Purchasing, ages: Numbers, time: float, random: numpy.random.Generator) -> float | None:
    """What happened for each that was predicted in one invented shop, as a logarithm; None where a fit of it says nothing."""
    family, values = fitted.speaking
    repeats, last, coming = family.drawn(values, ages, time, random)
    invented, _ = Histories(repeats, last, ages, numpy.ones(len(ages))).compressed()
    again = maximum(summed(family, invented), [list(map(float, values))], len(ages), ROUGH)
    with numpy.errstate(all="ignore"):
        predicted = float(family.expected(again.values, invented, time) @ invented.counts)
    return float(numpy.log(max(coming.sum(), 0.5) / predicted)) if numpy.isfinite(predicted) and predicted > 0 else None
