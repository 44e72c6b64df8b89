"""Clusters: chains are joined, contradictions are not."""

from __future__ import annotations

import numpy

from analytics.duplicates.clusters import LARGEST, clusters


def _joined(links: list[tuple[int, int]], strength: list[float], records: int, forbidden: set[tuple[int, int]]) -> list[int]:
    def allowed(pairs: numpy.ndarray) -> numpy.ndarray:
        return numpy.array([tuple(pair) not in forbidden for pair in pairs.tolist()])

    found = clusters(numpy.array(links).reshape(-1, 2), numpy.array(strength), records, allowed)
    return found.tolist()


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
    found = clusters(links, numpy.linspace(1, 0.9, len(links)), count, lambda pairs: pairs[:, 1] - pairs[:, 0] <= 2)
    assert found.tolist() == [row - row % 3 for row in range(count)]
