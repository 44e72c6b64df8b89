"""What people's answers about pairs teach: a logistic regression on the comparison vector that starts at the weights.

Features are the levels of each field, a contact that differs where homes differ too, and the rules, one column each. The bits that the
weights give are the offset, so that without answers, and for levels that nobody was asked about, the weights stand as they are; a ridge
penalty draws every coefficient towards that. The fit is by Newton's method on the penalised likelihood.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from analytics.duplicates.fields import FIELDS
from analytics.duplicates.guards import Guard, guards
from analytics.duplicates.spelling import Numbers
from analytics.duplicates.weights import CONTACTS, REVIEWS, RULE, STEPS, are_elsewhere

FEWEST, FEWEST_OF_A_KIND = 30, 5
RIDGE, MOST_BITS = 1.0, 20.0
_STEPS, _SETTLED = 50, 1e-8
_NATS = float(numpy.log(2))


@dataclass(frozen=True)
class Lesson:
    """Coefficients in bits, one a column of the features, and of how many answers they were learnt."""

    coefficients: Numbers
    answers: int

    def added(self, levels: Numbers) -> Numbers:
        """(pairs, STEPS) bits that the answers add to each step."""
        bits = _features(levels) * self.coefficients
        found = numpy.zeros((len(levels), len(STEPS)))
        numpy.add.at(found.T, numpy.array(_step_of_each_feature()), bits.T)
        return found


def learnt(levels: Numbers, bits: Numbers, is_same: Numbers) -> Lesson | None:
    """The lesson of answered pairs: levels (pairs, fields), bits (pairs,) by the weights, is_same (pairs,) of bool.

    None for fewer than FEWEST answers, or fewer than FEWEST_OF_A_KIND of yes or no: too little to learn from.
    """
    if len(levels) < FEWEST or min(is_same.sum(), (~is_same).sum()) < FEWEST_OF_A_KIND:
        return None
    features, offset = _features(levels), numpy.clip(bits, -MOST_BITS, MOST_BITS) * _NATS
    found = numpy.zeros(features.shape[1])
    for _ in range(_STEPS):
        chance = _chance(offset + features @ found)
        slope = features.T @ (is_same - chance) - RIDGE * found
        bend = (features * (chance * (1 - chance))[:, None]).T @ features + RIDGE * numpy.eye(len(found))
        step = numpy.linalg.solve(bend, slope)
        found = found + _length(features, offset, is_same, found, step) * step
        if numpy.abs(step).max() < _SETTLED:
            break
    return Lesson(found / _NATS, len(levels))


def _length(features: Numbers, offset: Numbers, is_same: Numbers, found: Numbers, step: Numbers) -> float:
    """How much of a step to go: all of it, or the first half, quarter and so on after which the penalised likelihood is higher."""
    before, length = _likelihood(features, offset, is_same, found), 1.0
    while length > _SETTLED and _likelihood(features, offset, is_same, found + length * step) < before:
        length /= 2
    return length


def _likelihood(features: Numbers, offset: Numbers, is_same: Numbers, found: Numbers) -> float:
    """Logarithm of the likelihood of the answers, less the ridge penalty."""
    odds = offset + features @ found
    return float((is_same * odds - numpy.logaddexp(0, odds)).sum() - RIDGE / 2 * found @ found)


def _chance(odds: Numbers) -> Numbers:
    return numpy.asarray(numpy.exp(-numpy.logaddexp(0, -odds)))


def _features(levels: Numbers) -> Numbers:
    """(pairs, features) 0 or 1: a constant, each level of each field, other contacts elsewhere, each rule."""
    columns: list[Numbers] = [numpy.ones(len(levels))]
    columns += [levels[:, number] == level for number, field in enumerate(FIELDS) for level in range(len(field.levels))]
    columns += [are_elsewhere(levels) & (levels[:, number] > 0) for number in CONTACTS]
    found = guards(levels)
    columns += [found == guard for guard in Guard if guard]
    return numpy.column_stack(columns).astype(float)


def _step_of_each_feature() -> list[int]:
    fields = [number for number, field in enumerate(FIELDS) for _ in field.levels]
    return [REVIEWS, *fields, *CONTACTS, *[RULE] * (len(Guard) - 1)]
