"""How much segments overlap: sizes, shared customers and likeness, from how many customers are in exactly which of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy

WORD = 40


def memberships(words: numpy.ndarray, segments: int) -> numpy.ndarray:
    """One row a combination, one column a segment, 1 for in. `words` holds bits, WORD of them in each column, the lowest first."""
    columns = [(words[:, at // WORD].astype(numpy.int64) >> (at % WORD)) & 1 for at in range(segments)]
    return numpy.stack(columns, axis=1) if columns else numpy.zeros((len(words), 0), dtype=numpy.int64)


def shared(members: numpy.ndarray, customers: numpy.ndarray) -> numpy.ndarray:
    """Customers in both, segment by segment; the diagonal holds the sizes."""
    return (members * customers[:, None]).T @ members


def likeness(both: numpy.ndarray) -> numpy.ndarray:
    """Jaccard: customers in both by customers in either; 0 between segments without anybody."""
    sizes = numpy.diag(both)
    either = sizes[:, None] + sizes[None, :] - both
    return numpy.where(either > 0, both / numpy.maximum(either, 1), 0.0)


def told_apart(both: numpy.ndarray, least: int, most_alike: float) -> list[tuple[bool, int | None]]:
    """For each segment, in order: whether it is counted, and the earlier one that it is too much like, if any."""
    alike, sizes = likeness(both), numpy.diag(both)
    found: list[tuple[bool, int | None]] = []
    for at, size in enumerate(sizes):
        twin = next((other for other in _counted(found) if alike[at, other] >= most_alike), None)
        found.append((bool(size >= least) and twin is None, twin if size >= least else None))
    return found


def _counted(found: Sequence[tuple[bool, int | None]]) -> list[int]:
    return [at for at, (counted, _) in enumerate(found) if counted]
