"""Overlaps of segments: from bits to sizes and shared customers, likeness, and which are told apart."""

from __future__ import annotations

import numpy
import pytest

from analytics.overlaps import WORD, likeness, memberships, shared, told_apart


def test_bits_become_members_across_words() -> None:
    words = numpy.array([[1 | (1 << (WORD - 1)), 2], [0, 1]])
    members = memberships(words, WORD + 2)
    assert members.shape == (2, WORD + 2)
    assert [list(numpy.flatnonzero(row)) for row in members] == [[0, WORD - 1, WORD + 1], [WORD]]


def test_sizes_and_shared_customers_are_counted_by_hand() -> None:
    members = numpy.array([[1, 0], [1, 1], [0, 1], [0, 0]])
    both = shared(members, numpy.array([3, 2, 5, 90]))
    assert both.tolist() == [[5, 2], [2, 7]]
    assert likeness(both)[0, 1] == pytest.approx(2 / 10)
    assert likeness(both)[0, 0] == 1.0


def test_nobody_is_like_nobody() -> None:
    assert likeness(numpy.zeros((2, 2))).tolist() == [[0, 0], [0, 0]]


def test_the_later_of_two_that_are_alike_is_not_counted_nor_a_small_one() -> None:
    both = numpy.array([[100, 95, 0, 3], [95, 98, 0, 3], [0, 0, 60, 0], [3, 3, 0, 9]])
    assert told_apart(both, 50, 0.9) == [(True, None), (False, 0), (True, None), (False, None)]
