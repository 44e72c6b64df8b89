"""Family: what a model of buying can say, and how its parameters are found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy
from scipy.optimize import minimize

from analytics.clv.histories import Histories, Numbers

# Of parameters, in logarithms: what lies beyond says that there is no best value.
FARTHEST = 14.0
Likelihood: TypeAlias = Callable[[Numbers, Histories], tuple[Numbers, Numbers]]
# Repeat purchases, time of the last, and purchases in the time after the cut, of customers of these ages.
Drawn: TypeAlias = tuple[Numbers, Numbers, Numbers]


@dataclass(frozen=True)
class Family:
    """A model of buying before it is fitted. Every function takes the values of the parameters first.

    likelihood: logarithms of the likelihood of each line, and the slope by each parameter, one a row. expected: purchases in the time
    to come. alive: the chance that a customer may still buy. drawn: invented customers of given ages.
    """

    name: str
    title: str
    names: tuple[str, ...]
    starts: Callable[[Histories], list[list[float]]]
    likelihood: Likelihood
    alive: Callable[[Numbers, Histories], Numbers]
    expected: Callable[[Numbers, Histories, float], Numbers]
    drawn: Callable[[Numbers, Numbers, float, numpy.random.Generator], Drawn]


@dataclass(frozen=True)
class Maximum:
    """The best values, the logarithm of the likelihood there, and whether a value went as far as it may."""

    values: Numbers
    log_likelihood: float
    is_at_edge: bool


EXACT = {"maxiter": 500, "ftol": 1e-13, "gtol": 1e-8, "maxls": 40}
ROUGH = {"maxiter": 100, "ftol": 1e-8, "gtol": 1e-4}


def maximum(
    likelihood: Callable[[Numbers], tuple[float, Numbers]], starts: list[list[float]], weight: float, options: Mapping[str, float] = EXACT
) -> Maximum:
    """The best positive values, searched over their logarithms from the first start, and from the next where that leads nowhere.

    likelihood: of all values, and its slopes. weight: how many observations it sums, so that precision does not depend on that.
    """

    def loss(logarithms: Numbers) -> tuple[float, Numbers]:
        values = numpy.exp(logarithms)
        found, slopes = likelihood(values)
        return -found / weight, -slopes * values / weight

    bounds = [(-FARTHEST, FARTHEST)] * len(starts[0])
    ends: list[Maximum] = []
    for start in starts:
        end = minimize(loss, numpy.log(start), jac=True, method="L-BFGS-B", bounds=bounds, options=dict(options))
        ends.append(Maximum(numpy.exp(end.x), -float(end.fun) * weight, bool((numpy.abs(end.x) > FARTHEST - 0.01).any())))
        if not ends[-1].is_at_edge:
            break
    return max(ends, key=lambda end: end.log_likelihood)


def summed(family: Family, compressed: Histories) -> Callable[[Numbers], tuple[float, Numbers]]:
    """The likelihood of all customers together."""

    def likelihood(values: Numbers) -> tuple[float, Numbers]:
        with numpy.errstate(all="ignore"):
            found, slopes = family.likelihood(values, compressed)
        total = float(found @ compressed.counts)
        # A value so far off that numbers end is worse than any other.
        return (total, slopes @ compressed.counts) if numpy.isfinite(total) else (-1e12, numpy.zeros(len(values)))

    return likelihood
