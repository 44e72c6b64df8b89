"""Fellegi and Sunter's weights: how many bits each level of each field speaks for one person.

The model: I. Fellegi and A. Sunter, A Theory for Record Linkage, Journal of the American Statistical Association 64 (1969). m is how
often records of one person show a level, u how often records of two people do; the weight of a level is log2(m / u), and weights
of fields add up with the prior to the logarithm of the odds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from analytics.duplicates.fields import FIELDS, POSITION
from analytics.duplicates.guards import highest_bits
from analytics.duplicates.spelling import Numbers

# The steps that lead from the prior to the bits of a pair, in the order of an explanation.
STEPS = (*(field.name for field in FIELDS), "moved", "first_name_rarity", "last_name_rarity", "rule", "reviews")
RULE, REVIEWS = len(STEPS) - 2, len(STEPS) - 1
_ELSEWHERE = 3


@dataclass(frozen=True)
class Weights:
    """m and u: an array a field, a number a level. prior: the share of pairs of two records of one country that are one person's.

    moved: bits that are added where home and contacts all differ, because people who move change them together, which a product of
    single fields does not know; the first where one contact is known on both sides, the second where e-mail and phone are.
    """

    m: tuple[Numbers, ...]
    u: tuple[Numbers, ...]
    prior: float
    moved: tuple[float, float] = (0.0, 0.0)

    @property
    def prior_bits(self) -> float:
        """Where every pair begins."""
        return float(numpy.log2(self.prior / (1 - self.prior)))

    def steps(self, levels: Numbers, rarity: Numbers) -> Numbers:
        """(pairs, STEPS) bits of each step; together with the prior they are the bits of the pair.

        levels: (pairs, fields); rarity: (pairs, 2), see analytics.duplicates.rarity. The step rule is what a rule takes away; reviews is 0 here,
        see analytics.duplicates.learning.
        """
        fields = [numpy.append(numpy.log2(m / u), 0.0)[levels[:, number]] for number, (m, u) in enumerate(zip(self.m, self.u, strict=True))]
        found = numpy.column_stack([*fields, numpy.array([0.0, *self.moved])[contacts_changed(levels)], rarity, numpy.zeros((len(levels), 2))])
        found[:, RULE] = numpy.minimum(0, highest_bits(levels) - self.prior_bits - found.sum(axis=1))
        return found

    def bits(self, levels: Numbers, rarity: Numbers) -> Numbers:
        """(pairs,) logarithm to the base of two of the odds that both records are of one person."""
        return self.prior_bits + numpy.asarray(self.steps(levels, rarity).sum(axis=1))


def contacts_changed(levels: Numbers) -> Numbers:
    """(pairs,) how many of e-mail and phone differ where the homes are not even near and neither agrees; 0 for all other pairs."""
    email, phone, address = (levels[:, POSITION[name]] for name in ("email", "phone", "address"))  # type: ignore[index]
    moved = (address >= _ELSEWHERE) & (email != 0) & (phone != 0)
    return numpy.where(moved, (email > 0).astype(int) + (phone > 0), 0)


def probabilities(bits: Numbers) -> Numbers:
    """Probabilities of bits of odds: p = 1 / (1 + 2^-bits)."""
    return numpy.asarray(1 / (1 + numpy.exp2(-numpy.clip(bits, -60, 60))))
