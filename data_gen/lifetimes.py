"""Lifetimes: purchases at a constant rate until a customer drops out, on a clock that runs faster in good weeks.

The process is that of the modified BG/NBD model (Batislam, Denizel, Filiztekin 2007): purchases follow a Poisson process with the
customer's own rate, and after each purchase, the first included, the customer drops out with the customer's own probability.
The calendar multiplies all rates: the process runs on business time, the integral of the multipliers, and is mapped back to days.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy

Numbers = numpy.ndarray
_CLOSEST = 1e-12


@dataclass(frozen=True)
class BusinessTime:
    """Business time of each curve: `curves` is (kinds, days) of multipliers, each at least 0."""

    curves: Numbers

    @property
    def passed(self) -> Numbers:
        """(kinds, days + 1): business time passed when a day begins."""
        return numpy.concatenate([numpy.zeros((len(self.curves), 1)), numpy.cumsum(self.curves, axis=1)], axis=1)

    def at(self, kind: Numbers, day: Numbers) -> Numbers:
        """Business time at a moment, in days since the opening, for each kind."""
        passed, whole = self.passed, numpy.minimum(day.astype(int), self.curves.shape[1] - 1)
        return passed[kind, whole] + (day - whole) * self.curves[kind, whole]

    def day(self, kind: Numbers, time: Numbers) -> Numbers:
        """The moment, in days since the opening, at which this much business time has passed."""
        found = numpy.empty(len(time))
        days = numpy.arange(self.curves.shape[1] + 1)
        for number, passed in enumerate(self.passed):
            here = kind == number
            found[here] = numpy.interp(time[here], passed, days)
        return found


def repeats(random: numpy.random.Generator, rate: Numbers, drop_out: Numbers, left: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Purchases after the first one.

    rate: purchases for a unit of business time; drop_out: probability after each purchase; left: business time until the end.
    Returns, a value a purchase, the index of its customer and the business time since the first purchase; and, a value a
    customer, the business time since the first purchase at which the customer dropped out (infinite if not before the end).
    """
    dropped_at = numpy.full(len(rate), numpy.inf)
    customers, times = [numpy.empty(0, int)], [numpy.empty(0)]
    active, now = numpy.arange(len(rate)), numpy.zeros(len(rate))
    while len(active):
        drops = random.random(len(active)) < drop_out[active]
        dropped_at[active[drops]] = now[drops]
        active, now = active[~drops], now[~drops]
        now = now + random.exponential(1, len(active)) / rate[active]
        inside = now < left[active]
        active, now = active[inside], now[inside]
        customers.append(active)
        times.append(now)
    return numpy.concatenate(customers), numpy.concatenate(times), dropped_at


def one_time_share(rate: Numbers, drop_out: Numbers, left: Numbers) -> float:
    """Expected share of customers who buy only once."""
    return float(numpy.mean(drop_out + (1 - drop_out) * numpy.exp(-rate * left)))


def expected_repeats(rate: Numbers, drop_out: Numbers, left: Numbers) -> Numbers:
    """Expected purchases in the business time left, for somebody who has not dropped out after the latest purchase.

    Purchases happen at the rate x P(still there), which decays by rate x drop_out: the integral of rate exp(-rate drop_out u).
    """
    decay = numpy.maximum(rate * drop_out, _CLOSEST)
    return rate * -numpy.expm1(-decay * left) / decay


def rate_for_share(rate: Numbers, drop_out: Numbers, left: Numbers, share: float) -> float:
    """The factor on all rates that makes this expected share of customers buy only once; at least what drop-out alone makes."""
    low, high = 1e-6, 1e3
    for _ in range(60):
        middle = float(numpy.sqrt(low * high))
        low, high = (middle, high) if one_time_share(rate * middle, drop_out, left) > share else (low, middle)
    return low
