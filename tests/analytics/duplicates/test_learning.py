"""Learning from answers: too few teach nothing, many move the weights, steps still add up."""

from __future__ import annotations

import numpy
import pytest

from analytics.duplicates.fields import FIELDS, POSITION
from analytics.duplicates.learning import FEWEST, learnt
from analytics.duplicates.weights import STEPS


def _levels(count: int, random: numpy.random.Generator) -> numpy.ndarray:
    return numpy.column_stack([random.integers(0, len(field.levels), count) for field in FIELDS]).astype(numpy.int8)


def test_few_answers_or_answers_of_one_kind_teach_nothing():
    random = numpy.random.default_rng(1)
    few = _levels(FEWEST - 1, random)
    assert learnt(few, numpy.zeros(len(few)), random.random(len(few)) < 0.5) is None
    many = _levels(200, random)
    assert learnt(many, numpy.zeros(200), numpy.ones(200, bool)) is None


def test_a_level_that_people_refuse_loses_bits_and_others_keep_theirs():
    random = numpy.random.default_rng(2)
    levels = _levels(2000, random)
    refused = levels[:, POSITION["cards"]] == 1
    is_same = random.random(2000) < numpy.where(refused, 0.1, 0.9)
    lesson = learnt(levels, numpy.zeros(2000), is_same)
    assert lesson is not None
    assert lesson.answers == 2000
    added = lesson.added(levels)
    assert added.shape == (2000, len(STEPS))
    change = added[:, STEPS.index("cards")]
    # The odds of 0.9 against 0.1 are 81 to 1: 6.3 bits between the two levels.
    assert change[~refused].mean() - change[refused].mean() == pytest.approx(6.3, abs=1.0)
    assert numpy.abs(added[:, STEPS.index("birth_date")]).max() < 0.5


def test_answers_that_agree_with_the_weights_change_little():
    random = numpy.random.default_rng(3)
    levels, bits = _levels(3000, random), random.normal(0, 3, 3000)
    lesson = learnt(levels, bits, random.random(3000) < 1 / (1 + numpy.exp2(-bits)))
    assert lesson is not None
    assert numpy.abs(lesson.added(levels).sum(axis=1)).mean() < 0.5


def test_certain_answers_do_not_run_away():
    random = numpy.random.default_rng(4)
    levels = _levels(1000, random)
    is_same = levels[:, 0] == 0
    lesson = learnt(levels, numpy.where(is_same, -20.0, 20.0), is_same)
    assert lesson is not None
    assert numpy.isfinite(lesson.coefficients).all()
