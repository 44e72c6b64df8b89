"""Row keys: what makes a row the same row when it comes again, and what makes it another version of itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
import orjson

from jobs.importing.lines import Lines
from jobs.importing.map import ImportMap

_DIGEST_BYTES = 16
_KEY_LETTERS = 24
_MOST_PARTS = 8


class SeenHashes:
    """A growing set of 64-bit hashes, eight bytes each, asked for many at once."""

    def __init__(self) -> None:
        self._parts: list[numpy.ndarray] = []

    def repeated(self, hashes: numpy.ndarray) -> numpy.ndarray:
        """For each hash whether it was added before."""
        found = numpy.zeros(len(hashes), dtype=bool)
        for part in self._parts:
            at = numpy.minimum(numpy.searchsorted(part, hashes), len(part) - 1)
            found |= part[at] == hashes
        return found

    def add(self, hashes: numpy.ndarray) -> None:
        """Remember hashes; many small parts are merged into one now and then."""
        if len(hashes):
            self._parts.append(numpy.unique(hashes))
        if len(self._parts) > _MOST_PARTS:
            self._parts = [numpy.unique(numpy.concatenate(self._parts))]


@dataclass(frozen=True)
class RowKeys:
    """For each line its key, the hash of its content, and a 64-bit hash of the key."""

    keys: list[str]
    values: list[str]
    hashes: numpy.ndarray

    def only(self, kept: Sequence[int]) -> RowKeys:
        """The keys at some positions."""
        if len(kept) == len(self.keys):
            return self
        return RowKeys([self.keys[at] for at in kept], [self.values[at] for at in kept], self.hashes[kept])


class Occurrences:
    """Numbers equal rows of one file: the first is 1. Only rows that may repeat are counted one by one."""

    def __init__(self) -> None:
        self._seen, self._counts = SeenHashes(), dict[bytes, int]()

    def number(self, digests: list[bytes]) -> dict[int, int]:
        """The occurrence numbers above 1, by position."""
        hashes = _hashes(digests)
        before = self._seen.repeated(hashes)
        distinct, inverse, counts = numpy.unique(hashes, return_inverse=True, return_counts=True)
        numbers = {}
        for at in numpy.flatnonzero(before | (counts[inverse] > 1)).tolist():
            earlier = self._counts.get(digests[at], 1 if before[at] else 0)
            self._counts[digests[at]] = earlier + 1
            if earlier:
                numbers[at] = earlier + 1
        self._seen.add(distinct)
        return numbers


class KeyMaker:
    """Makes the keys of one file's lines: of the map's key columns or, without them, of all mapped values."""

    def __init__(self, import_map: ImportMap):
        self._key, self._occurrences = import_map.key, None if import_map.key else Occurrences()

    def keys(self, lines: Lines) -> RowKeys:
        """The keys of the next lines of the file."""
        digests = _digests({name: lines.mapped[name] for name in self._key or lines.mapped})
        keys = _letters(digests)
        if self._occurrences is not None:
            for at, number in self._occurrences.number(digests).items():
                keys[at] = f"{keys[at]}.{number}"
                digests[at] = hashlib.blake2b(keys[at].encode(), digest_size=_DIGEST_BYTES).digest()
        return RowKeys(keys, _letters(_digests(lines.content)), _hashes(digests))


def _digests(columns: Mapping[str, Sequence[Any]]) -> list[bytes]:
    """One hash a row; the columns' names are hashed too, so that a value never passes for another column's."""
    ordered = sorted(columns)
    salt = hashlib.blake2b(orjson.dumps(ordered), digest_size=_DIGEST_BYTES).digest()
    rows = zip(*(columns[name] for name in ordered), strict=True)
    return [hashlib.blake2b(orjson.dumps(row), digest_size=_DIGEST_BYTES, person=salt).digest() for row in rows]


def _letters(digests: list[bytes]) -> list[str]:
    whole = b"".join(digests).hex()
    return [whole[start : start + _KEY_LETTERS] for start in range(0, len(whole), 2 * _DIGEST_BYTES)]


def _hashes(digests: list[bytes]) -> numpy.ndarray:
    return numpy.frombuffer(b"".join(digests), dtype=numpy.uint64)[::2]
