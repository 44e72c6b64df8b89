"""Factors: what sentences are made of is found, told apart by the terms that are listed, and named without saying a word twice."""

from __future__ import annotations

import numpy
import pytest
from scipy.sparse import csr_matrix

from analytics.factors import agreement, factors, shares, strongest

TWO = numpy.array([[0.8, 0.6, 0.0, 0.0], [0.0, 0.0, 0.6, 0.8]])


def test_two_kinds_of_sentences_are_two_factors_that_explain_everything():
    sentences = csr_matrix(numpy.concatenate([TWO[[0]]] * 6 + [TWO[[1]]] * 3 + [numpy.zeros((1, 4))]))
    found, explained = factors(sentences, numpy.ones(10), 2)
    assert explained == pytest.approx(1, abs=1e-6)
    assert found[numpy.argsort(-found[:, 0])] == pytest.approx(TWO, abs=1e-6)
    told = shares(sentences, TWO)
    assert told[0] == pytest.approx([1, 0], abs=1e-6)
    assert told[9].tolist() == [0, 0]


def test_a_sentence_without_weight_is_not_there():
    sentences = csr_matrix(numpy.concatenate([TWO, TWO, numpy.full((1, 4), 0.5)]))
    found, explained = factors(sentences, numpy.array([1.0, 1, 1, 1, 0]), 2)
    assert explained == pytest.approx(1, abs=1e-6)
    assert agreement(found, TWO) == 1


def test_agreement_looks_at_the_strong_terms_and_their_order():
    assert agreement(TWO, TWO[::-1]) == 1
    other = numpy.array([[0.0, 1.0, 0.0, 0.1], [0.0, 0.0, 0.6, 0.8]])
    # One of both lists is the second of the other: nothing in common at depth one, half at depth two.
    assert agreement(TWO, other) == pytest.approx((0.25 + 1) / 2)
    assert agreement(TWO, numpy.zeros((2, 4))) == 0


@pytest.mark.parametrize(
    ("weights", "name"),
    [
        ({"delivery": 0.9, "fast delivery": 0.5, "fast": 0.5, "late": 0.4}, ["delivery", "fast", "late"]),
        ({"customer": 0.6, "service": 0.6, "customer service": 0.6, "rude": 0.3}, ["customer service", "rude"]),
        ({"size": 0.8, "sizes": 0.5, "tight": 0.4, "weak": 0.1}, ["size", "tight"]),
        ({"one": 0.5, "two": 0.5, "six": 0.5, "ten": 0.5}, ["one", "two", "six"]),
        ({"one": 0.0, "two": 0.0}, []),
    ],
)
def test_a_name_says_no_word_twice(weights: dict[str, float], name: list[str]):
    assert strongest(numpy.array(list(weights.values())), list(weights)) == name
