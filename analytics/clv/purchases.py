"""Fitting a model of buying, and what it says of each customer. Where leaving cannot be told from buying rarely, the NBD stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy

from analytics.clv.beta_geometric import BG_NBD, MBG_NBD
from analytics.clv.family import Family, Maximum, maximum, summed
from analytics.clv.histories import Histories, Numbers
from analytics.clv.pareto import PARETO_NBD
from analytics.clv.steady import NBD
from dashapp.errors import UserError

FAMILIES: Mapping[str, Family] = {family.name: family for family in (BG_NBD, MBG_NBD, PARETO_NBD)}
DEFAULT = MBG_NBD
FEWEST_CUSTOMERS, FEWEST_REPEATERS = 30, 10
# Twice the gain in likelihood that two more parameters bring by chance in one log of twenty: chi square, two degrees.
CHANCE_GAIN = 5.991
# Its likelihood is an integral for each line.
MOST_PARETO = 20_000
SEED = 1


class TooFew(UserError):
    """The log has too few customers for a fit, which the message counts."""


@dataclass(frozen=True)
class Purchasing:
    """A fitted model. `family` is the one that was asked for; `speaking` the one that answers: the NBD where nobody is seen to leave.

    is_at_edge: whether a parameter ran away, so that its value says nothing.
    """

    family: Family
    values: Numbers
    log_likelihood: float
    steady: Maximum
    is_at_edge: bool

    @property
    def sees_leaving(self) -> bool:
        """Whether the log says more about leaving than chance would."""
        return not self.is_at_edge and 2 * (self.log_likelihood - self.steady.log_likelihood) > CHANCE_GAIN

    @property
    def speaking(self) -> tuple[Family, Numbers]:
        """The model that answers, with its parameters."""
        return (self.family, self.values) if self.sees_leaving else (NBD, self.steady.values)

    @property
    def parameters(self) -> dict[str, float]:
        """The fitted parameters by name."""
        return dict(zip(self.family.names, map(float, self.values), strict=True))

    def expected(self, histories: Histories, time: float) -> Numbers:
        """Purchases that each customer is expected to make in the time after the cut."""
        family, values = self.speaking
        compressed, places = histories.compressed()
        return family.expected(values, compressed, time)[places]

    def alive(self, histories: Histories) -> Numbers:
        """The chance that each customer may still buy."""
        family, values = self.speaking
        compressed, places = histories.compressed()
        return family.alive(values, compressed)[places]


def fit_purchases(histories: Histories, family: Family = DEFAULT) -> Purchasing:
    """The parameters that make what customers did the likeliest. TooFew where that would be guesswork."""
    _require_enough(histories)
    compressed, _ = histories.compressed()
    steady, found = _best(NBD, compressed), _best(family, _looked_at(family, histories, compressed))
    log_likelihood, _ = summed(family, compressed)(found.values)
    return Purchasing(family, found.values, log_likelihood, steady, found.is_at_edge)


def _looked_at(family: Family, histories: Histories, compressed: Histories) -> Histories:
    """The lines that a fit looks at: all of them, or a sample where each is dear."""
    is_dear = family is PARETO_NBD and len(histories) > MOST_PARETO
    return histories.sampled(MOST_PARETO, SEED).compressed()[0] if is_dear else compressed


def _best(family: Family, compressed: Histories) -> Maximum:
    return maximum(summed(family, compressed), family.starts(compressed), float(compressed.counts.sum()))


def _require_enough(histories: Histories) -> None:
    if histories.customers < FEWEST_CUSTOMERS or histories.repeaters < FEWEST_REPEATERS:
        raise TooFew(
            f"{histories.customers:,} customers bought up to the cut, {histories.repeaters:,} of them on more than one day. "
            f"A model of buying needs {FEWEST_CUSTOMERS} customers, and {FEWEST_REPEATERS} who bought again."
        )
    if not numpy.isfinite(histories.age).all() or float(histories.age.max()) <= 0:
        raise TooFew("Every customer bought for the first time on the day of the cut. A model of buying needs time to have passed.")
