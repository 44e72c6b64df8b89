"""Where the weights come from: u from random pairs of one country, m and the prior by expectation and maximisation.

The maximisation goes over the pairs that share a key; all others count as pairs of two people. A rule that caps a pair holds in it, so
that households, which share most of what duplicates share, are not taken for them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy
import pandas

from analytics.duplicates.comparing import compare
from analytics.duplicates.fields import FIELDS, POSITION
from analytics.duplicates.spelling import Numbers
from analytics.duplicates.weights import Weights, contacts_changed, probabilities

SAMPLE = 400_000
ROUNDS, STEPS, SETTLED = 3, 60, 1e-4
MOST_MOVED = 6.0
_FIRST_PRIOR = 0.05
_PSEUDO, _LEAST = 0.5, 0.002


def fitted(records: pandas.DataFrame, levels: Numbers, rarity: Numbers, random: numpy.random.Generator) -> Weights:
    """Weights for records from the levels (pairs, fields) and rarity (pairs, 2) of their candidate pairs.

    Random pairs that the model takes for one person's are left out of u in the next round: where few agree by chance, these few would
    be the duplicates. That is judged by all fields but the one, so that a field cannot choose its own u.
    """
    drawn, total = random_pairs(records, random)
    chance = compare(records, drawn)
    guess = tuple(numpy.array(field.guess) for field in FIELDS)
    weights = Weights(guess, _u(chance, numpy.zeros(chance.shape, bool)), min(0.5, len(records) * _FIRST_PRIOR / total))
    patterns = _patterns(levels, rarity)
    for _ in range(ROUNDS):
        weights = _maximised(weights, *patterns, total)
        weights = replace(weights, u=_u(chance, _matches(weights, chance)))
    return _maximised(weights, *patterns, total)


def random_pairs(records: pandas.DataFrame, random: numpy.random.Generator) -> tuple[Numbers, int]:
    """Up to SAMPLE pairs (pairs, 2) of different records of one country, and how many such pairs there are in all (at least 1).

    All of them where there are no more than SAMPLE. Within one country names and towns agree more often than across.
    """
    country = pandas.factorize(records["country"], use_na_sentinel=False)[0]
    sizes = numpy.bincount(country, minlength=1)
    total = int((sizes * (sizes - 1) // 2).sum())
    order = numpy.argsort(country, kind="stable")
    start = numpy.cumsum(sizes) - sizes
    if total <= SAMPLE:
        parts = [numpy.column_stack(numpy.triu_indices(size, 1)) + first for size, first in zip(sizes, start, strict=True)]
        return order[numpy.concatenate(parts)], max(1, total)
    share = sizes * (sizes - 1.0)
    chosen = random.choice(len(sizes), SAMPLE, p=share / share.sum())
    left = random.integers(0, sizes[chosen])
    right = (left + random.integers(1, sizes[chosen])) % sizes[chosen]
    return order[numpy.column_stack([left, right]) + start[chosen, None]], total


def _matches(weights: Weights, chance: Numbers) -> Numbers:
    """(pairs, fields) whether the other fields of a random pair, and the rules, say that it is of one person."""
    steps = weights.steps(chance, numpy.zeros((len(chance), 2)))
    bits = weights.prior_bits + steps.sum(axis=1)
    return numpy.asarray(bits[:, None] - steps[:, : len(FIELDS)] > 0)


def _u(levels: Numbers, left_out: Numbers) -> tuple[Numbers, ...]:
    """Share of each level among pairs of two people, half a pair added to each, so that nothing is impossible."""
    return tuple(_shares(levels[~left_out[:, number], number], len(field.levels)) for number, field in enumerate(FIELDS))


def _shares(levels: Numbers, count: int, weight: Numbers | None = None) -> Numbers:
    known = levels >= 0
    found = numpy.bincount(levels[known], None if weight is None else weight[known], minlength=count) + _PSEUDO
    return numpy.asarray(found / found.sum())


def _patterns(levels: Numbers, rarity: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Different rows of levels and of whole bits of rarity, and how many pairs have each."""
    rounded = numpy.round(rarity).astype(numpy.int8)
    joint, count = numpy.unique(numpy.column_stack([levels, rounded]), axis=0, return_counts=True)
    return joint[:, : len(FIELDS)], joint[:, len(FIELDS) :].astype(float), count.astype(float)


def _maximised(weights: Weights, levels: Numbers, rarity: Numbers, count: Numbers, total: int) -> Weights:
    """m, moved and prior that explain the candidate pairs best, by expectation and maximisation, with u as it is."""
    for _ in range(STEPS):
        same = probabilities(weights.bits(levels, rarity)) * count
        m = tuple(numpy.maximum(_shares(levels[:, number], len(field.levels), same), _LEAST) for number, field in enumerate(FIELDS))
        prior = float(numpy.clip(same.sum() / total, 0.1 / total, 0.5))
        change = max(float(numpy.abs(new - old).max()) for new, old in zip(m, weights.m, strict=True))
        weights = Weights(m, weights.u, prior, _moved(m, levels, same))
        if change < SETTLED:
            break
    return weights


def _moved(m: tuple[Numbers, ...], levels: Numbers, same: Numbers) -> tuple[float, float]:
    """log2 of how much more often home and contacts all differ than single fields would have it, by the number of contacts known.

    Each between 0 and MOST_MOVED: with few facts a chance excess of namesakes must not look like people who move.
    """
    email, phone, address = (POSITION[name] for name in ("email", "phone", "address"))
    known = (levels[:, email] >= 0).astype(int) + (levels[:, phone] >= 0)
    usual = numpy.where(levels[:, address] >= 0, same * m[address][3:].sum(), 0.0)
    for number in (email, phone):
        usual = numpy.where(levels[:, number] >= 0, usual * m[number][1:].sum(), usual)
    changed = contacts_changed(levels)
    seen, expected = ([weight[count == some].sum() + _PSEUDO for some in (1, 2)] for weight, count in ((same, changed), (usual, known)))
    excess = numpy.clip(numpy.log2(numpy.divide(seen, expected)), 0.0, MOST_MOVED)
    return float(excess[0]), float(excess[1])
