"""Where the weights come from: u from random pairs of one country, m and the prior by expectation and maximisation.

The maximisation goes over the pairs that share a key; all others count as pairs of two people. A rule that caps a pair holds in it, so
that households, which share most of what duplicates share, are not taken for them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy
import pandas

from analytics.duplicates.comparing import compare
from analytics.duplicates.fields import FIELDS
from analytics.duplicates.rarity import COUNTED
from analytics.duplicates.spelling import Numbers
from analytics.duplicates.weights import CONTACTS, Weights, are_elsewhere, probabilities

SAMPLE = 400_000
ROUNDS, STEPS, SETTLED = 3, 60, 1e-4
_FIRST_PRIOR = 0.05
_EMAIL_ELSEWHERE, _PHONE_ELSEWHERE = (0.4, 0.02, 0.02, 0.56), (0.4, 0.02, 0.58)
_PSEUDO, _LEAST = 0.5, 0.002


def fitted(records: pandas.DataFrame, levels: Numbers, rarity: Numbers, random: numpy.random.Generator) -> Weights:
    """Weights for records from the levels (pairs, fields) and rarity (pairs, COUNTED) of their candidate pairs.

    Random pairs that the model takes for one person's are left out of u in the next round: where few agree by chance, these few would
    be the duplicates. That is judged by all fields but the one, so that a field cannot choose its own u.
    """
    drawn, total = random_pairs(records, random)
    chance = compare(records, drawn)
    guess, unseen = tuple(numpy.array(field.guess) for field in FIELDS), numpy.zeros(chance.shape, bool)
    elsewhere = (numpy.array(_EMAIL_ELSEWHERE), numpy.array(_PHONE_ELSEWHERE))
    weights = Weights(guess, _u(chance, unseen), min(0.5, max(1, len(records)) * _FIRST_PRIOR / total), elsewhere)
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
    steps = weights.steps(chance, numpy.zeros((len(chance), len(COUNTED))))
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
    elsewhere = are_elsewhere(levels)
    for _ in range(STEPS):
        same = probabilities(weights.bits(levels, rarity)) * count
        near, far = numpy.where(elsewhere, 0, same), numpy.where(elsewhere, same, 0)
        m = tuple(_m(levels, number, near if number in CONTACTS else same) for number in range(len(FIELDS)))
        email, phone = (_m(levels, number, far) for number in CONTACTS)
        prior = float(numpy.clip(same.sum() / total, 0.1 / total, 0.5))
        change = max(float(numpy.abs(new - old).max()) for new, old in zip(m, weights.m, strict=True))
        weights = Weights(m, weights.u, prior, (email, phone))
        if change < SETTLED:
            break
    return weights


def _m(levels: Numbers, number: int, weight: Numbers) -> Numbers:
    """Share of each level of a field among pairs, each counted as often as it is one person's."""
    return numpy.maximum(_shares(levels[:, number], len(FIELDS[number].levels), weight), _LEAST)
