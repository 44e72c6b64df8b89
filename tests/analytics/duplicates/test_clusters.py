"""Clusters: chains are joined, contradictions are not."""

from __future__ import annotations

import numpy

from analytics.duplicates.clusters import LARGEST, Against, clusters

Pairs = set[tuple[int, int]]
NONE: Pairs = set()


def _joined(
    links: list[tuple[int, int]],
    strength: list[float],
    records: int,
    evidence: Pairs,
    answers: Pairs = frozenset(),
    told: Pairs = frozenset(),
) -> list[int]:
    """Clusters of links, some told by people; evidence and answers: pairs against which they speak."""

    def against(pairs: numpy.ndarray) -> numpy.ndarray:
        both = [tuple(pair) for pair in pairs.tolist()]
        return numpy.array([Against.ANSWER if pair in answers else Against.EVIDENCE if pair in evidence else 0 for pair in both])

    is_told = numpy.array([link in told for link in links], bool)
    return clusters(numpy.array(links).reshape(-1, 2), numpy.array(strength), is_told, records, against).tolist()


def test_links_close_to_clusters_named_by_the_first_record():
    assert _joined([(3, 4), (1, 3)], [0.99, 0.99], 6, set()) == [0, 1, 2, 1, 1, 5]


def test_without_links_everybody_stands_alone():
    assert _joined([], [], 3, set()) == [0, 1, 2]


def test_the_weaker_link_of_a_chain_breaks_where_the_ends_contradict_each_other():
    assert _joined([(0, 1), (1, 2)], [0.99, 0.999], 3, {(0, 2)}) == [0, 1, 1]
    assert _joined([(0, 1), (1, 2)], [0.999, 0.99], 3, {(0, 2)}) == [0, 0, 2]


def test_a_contradiction_keeps_whole_clusters_apart():
    links = [(0, 1), (2, 3), (1, 2)]
    assert _joined(links, [0.999, 0.999, 0.99], 4, {(0, 3)}) == [0, 0, 2, 2]
    assert _joined(links, [0.999, 0.999, 0.99], 4, set()) == [0, 0, 0, 0]


def test_a_long_chain_is_checked_as_it_is_joined():
    """Three hundred records in a row, of which only neighbours of up to two steps may stand together: threes, in order of strength."""
    count = LARGEST + 100
    links = numpy.array([(row, row + 1) for row in range(count - 1)])
    strength, is_told = numpy.linspace(1, 0.9, len(links)), numpy.zeros(len(links), bool)
    found = clusters(links, strength, is_told, count, lambda pairs: (pairs[:, 1] - pairs[:, 0] > 2).astype(int))
    assert found.tolist() == [row - row % 3 for row in range(count)]


def test_a_link_that_people_confirmed_is_not_undone_by_evidence_about_a_third_record():
    """Who moved and was confirmed does not look like the first account, which is the second one's beyond doubt."""
    links = [(0, 1), (1, 2)]
    assert _joined(links, [0.999, 0.2], 3, {(0, 2)}) == [0, 0, 2]
    assert _joined(links, [0.999, 0.2], 3, {(0, 2)}, told={(1, 2)}) == [0, 0, 0]
    assert _joined(links, [0.999, 0.2], 3, set(), answers={(0, 2)}, told={(1, 2)}) == [0, 1, 1]


def test_evidence_against_all_whom_people_joined_holds_apart():
    links = [(0, 1), (1, 2), (2, 3)]
    assert _joined(links, [0.2, 0.99, 0.99], 4, {(0, 3), (1, 3)}, told={(0, 1)}) == [0, 0, 0, 3]


def test_answers_that_contradict_each_other_join_the_more_probable_first():
    links = [(0, 1), (1, 2)]
    assert _joined(links, [0.3, 0.2], 3, set(), answers={(0, 2)}, told={*links}) == [0, 0, 2]
    assert _joined(links, [0.2, 0.3], 3, set(), answers={(0, 2)}, told={*links}) == [0, 1, 1]
