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
from analytics.duplicates.rarity import COUNTED
from analytics.duplicates.spelling import Numbers

# The steps that lead from the prior to the bits of a pair, in the order of an explanation.
STEPS = (*(field.name for field in FIELDS), *(f"{name}_rarity" for name, _ in COUNTED), "rule", "reviews")
RULE, REVIEWS = len(STEPS) - 2, len(STEPS) - 1
CONTACTS = (POSITION["email"], POSITION["phone"], POSITION["devices"])
_ELSEWHERE = 4


@dataclass(frozen=True)
class Weights:
    """m and u: an array a field, a number a level. prior: the share of pairs of two records of one country that are one person's.

    m_elsewhere, u_elsewhere: instead of m and u, for the CONTACTS (e-mail, phone and device) of pairs whose homes are not even near. Who
    moves changes them more often, and two people who share them mostly share a home, which a product of independent fields does not know.
    """

    m: tuple[Numbers, ...]
    u: tuple[Numbers, ...]
    prior: float
    m_elsewhere: tuple[Numbers, ...]
    u_elsewhere: tuple[Numbers, ...]

    @property
    def prior_bits(self) -> float:
        """Where every pair begins."""
        return float(numpy.log2(self.prior / (1 - self.prior)))

    def steps(self, levels: Numbers, rarity: Numbers) -> Numbers:
        """(pairs, STEPS) bits of each step; together with the prior they are the bits of the pair.

        levels: (pairs, fields); rarity: (pairs, COUNTED), see analytics.duplicates.rarity. The step rule is what a rule takes away;
        reviews is 0 here, see analytics.duplicates.learning.
        """
        fields = [_table(m, u)[levels[:, number]] for number, (m, u) in enumerate(zip(self.m, self.u, strict=True))]
        elsewhere = are_elsewhere(levels)
        for number, m, u in zip(CONTACTS, self.m_elsewhere, self.u_elsewhere, strict=True):
            fields[number] = numpy.where(elsewhere, _table(m, u)[levels[:, number]], fields[number])
        found = numpy.column_stack([*fields, rarity, numpy.zeros((len(levels), 2))])
        found[:, RULE] = numpy.minimum(0, highest_bits(levels) - self.prior_bits - found.sum(axis=1))
        return found

    def bits(self, levels: Numbers, rarity: Numbers) -> Numbers:
        """(pairs,) logarithm to the base of two of the odds that both records are of one person."""
        return self.prior_bits + numpy.asarray(self.steps(levels, rarity).sum(axis=1))


def are_elsewhere(levels: Numbers) -> Numbers:
    """(pairs,) whether both homes are known and not even near: other street, other postcode."""
    return numpy.asarray(levels[:, POSITION["address"]] >= _ELSEWHERE)


def _table(m: Numbers, u: Numbers) -> Numbers:
    """Bits by level; the last entry is for -1, an empty side."""
    return numpy.append(numpy.log2(m / u), 0.0)


def probabilities(bits: Numbers) -> Numbers:
    """Probabilities of bits of odds: p = 1 / (1 + 2^-bits)."""
    return numpy.asarray(1 / (1 + numpy.exp2(-numpy.clip(bits, -60, 60))))
