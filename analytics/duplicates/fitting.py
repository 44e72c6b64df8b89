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
# First guesses of what people have in common who moved: e-mail, phone and device, in the order of CONTACTS.
_ELSEWHERE = ((0.4, 0.02, 0.02, 0.56), (0.4, 0.02, 0.58), (0.5, 0.5))
_PSEUDO, _LEAST = 0.5, 0.002


def fitted(records: pandas.DataFrame, levels: Numbers, rarity: Numbers, random: numpy.random.Generator) -> Weights:
    """Weights for records from the levels (pairs, fields) and rarity (pairs, COUNTED) of their candidate pairs.

    Random pairs that the model takes for one person's are left out of u in the next round: where few agree by chance, these few would
    be the duplicates. That is judged by all fields but the one, so that a field cannot choose its own u.
    """
    drawn, total = random_pairs(records, random)
    chance, often = _different(compare(records, drawn))
    guess, unseen = tuple(numpy.array(field.guess) for field in FIELDS), numpy.zeros(chance.shape, bool)
    elsewhere = tuple(map(numpy.array, _ELSEWHERE))
    u = _u(chance, often, unseen)
    first_prior = min(0.5, max(1, len(records)) * _FIRST_PRIOR / total)
    weights = Weights(guess, u, first_prior, elsewhere, tuple(u[number] for number in CONTACTS))
    joint, count = _different(numpy.column_stack([levels, numpy.round(rarity).astype(numpy.int8)]))
    patterns = joint[:, : len(FIELDS)], joint[:, len(FIELDS) :].astype(float), count
    for _ in range(ROUNDS):
        weights = _maximised(weights, *patterns, total)
        weights = _with_u(weights, (chance, often), *patterns, total)
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


def _with_u(weights: Weights, drawn: tuple[Numbers, Numbers], levels: Numbers, rarity: Numbers, count: Numbers, total: int) -> Weights:
    """The weights with the u of random pairs; that two people share a contact or a device is too rare for these and is counted instead.

    drawn: different levels of random pairs, and how many pairs have each. Whoever shares a mailbox, a number or a device shares a key,
    so all who do are among the candidates; each pair of these counts by the chance that it is of two people.
    """
    chance, often = drawn
    left_out, two_people = _matches(weights, chance), (1 - probabilities(weights.bits(levels, rarity))) * count
    u, u_elsewhere = list(_u(chance, often, left_out)), []
    there, far = are_elsewhere(chance), are_elsewhere(levels)
    for number in CONTACTS:
        weight, sharing = numpy.where(left_out[:, number], 0, often), levels[:, number] == 0
        each, size = total / max(1.0, float(weight.sum())), len(u[number])
        u[number] = _counted(chance[:, number], weight, float(two_people[sharing].sum()), each, size)
        u_elsewhere.append(_counted(chance[:, number], weight * there, float(two_people[sharing & far].sum()), each, size))
    return replace(weights, u=tuple(u), u_elsewhere=tuple(u_elsewhere))


def _counted(levels: Numbers, weight: Numbers, sharing: float, each: float, count: int) -> Numbers:
    """(count,) share of each level of a contact among pairs of two people: of the first level counted, of the others drawn.

    levels, weight: of random pairs, each of which stands for `each` pairs; sharing: how many pairs share the contact.
    """
    shared = min(0.5, (sharing + _PSEUDO) / (1 + each * float(weight[levels >= 0].sum())))
    differ = levels > 0
    return numpy.append(shared, (1 - shared) * _shares(levels[differ] - 1, count - 1, weight[differ]))


def _matches(weights: Weights, chance: Numbers) -> Numbers:
    """(pairs, fields) whether the other fields of a random pair, and the rules, say that it is of one person."""
    steps = weights.steps(chance, numpy.zeros((len(chance), len(COUNTED))))
    bits = weights.prior_bits + steps.sum(axis=1)
    return numpy.asarray(bits[:, None] - steps[:, : len(FIELDS)] > 0)


def _u(levels: Numbers, often: Numbers, left_out: Numbers) -> tuple[Numbers, ...]:
    """Share of each level among pairs of two people, half a pair added to each, so that nothing is impossible."""
    weights = [numpy.where(left_out[:, number], 0, often) for number in range(len(FIELDS))]
    return tuple(_shares(levels[:, number], len(field.levels), weights[number]) for number, field in enumerate(FIELDS))


def _shares(levels: Numbers, count: int, weight: Numbers) -> Numbers:
    known = levels >= 0
    found = numpy.bincount(levels[known], weight[known], minlength=count) + _PSEUDO
    return numpy.asarray(found / found.sum())


def _different(rows: Numbers) -> tuple[Numbers, Numbers]:
    """Different rows of small whole numbers, in order, and how often each is there."""
    code = numpy.zeros(len(rows), numpy.int64)
    for column in rows.T.astype(numpy.int64):
        code = code * (column.max(initial=0) - column.min(initial=0) + 1) + column - column.min(initial=0)
    _, first, count = numpy.unique(code, return_index=True, return_counts=True)
    return rows[first], count.astype(float)


def _maximised(weights: Weights, levels: Numbers, rarity: Numbers, count: Numbers, total: int) -> Weights:
    """m, moved and prior that explain the candidate pairs best, by expectation and maximisation, with u as it is."""
    elsewhere = are_elsewhere(levels)
    for _ in range(STEPS):
        same = probabilities(weights.bits(levels, rarity)) * count
        near, far = numpy.where(elsewhere, 0, same), numpy.where(elsewhere, same, 0)
        m = tuple(_m(levels, number, near if number in CONTACTS else same) for number in range(len(FIELDS)))
        prior = float(numpy.clip(same.sum() / total, 0.1 / total, 0.5))
        change = max(float(numpy.abs(new - old).max()) for new, old in zip(m, weights.m, strict=True))
        weights = replace(weights, m=m, prior=prior, m_elsewhere=tuple(_m(levels, number, far) for number in CONTACTS))
        if change < SETTLED:
            break
    return weights


def _m(levels: Numbers, number: int, weight: Numbers) -> Numbers:
    """Share of each level of a field among pairs, each counted as often as it is one person's."""
    return numpy.maximum(_shares(levels[:, number], len(FIELDS[number].levels), weight), _LEAST)
