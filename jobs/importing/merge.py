"""Merge: decides for each line whether it is new, already present, or a later version, and writes accordingly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy

from jobs.importing.lines import Lines
from jobs.importing.problem import Problem
from jobs.importing.report import FileReport
from jobs.importing.row_keys import RowKeys, SeenHashes
from jobs.importing.store import Store


@dataclass
class _Verdict:
    """Positions of the lines to write and those of them that a later line of the same piece takes the place of."""

    written: list[int] = field(default_factory=list)
    outdated: set[int] = field(default_factory=set)
    superseded: list[int] = field(default_factory=list)
    present: int = 0
    superseding: int = 0


class Merge:
    """Compares every line with the current row of its key, this load's own earlier rows included."""

    def __init__(self, store: Store):
        self._store, self._seen = store, SeenHashes()

    def add(self, counts: FileReport, lines: Lines, keys: RowKeys, problems: Sequence[Problem]) -> None:
        """Write one piece of a file and count it."""
        verdict = _judge(keys, self._store.current(self._possible(keys)))
        self._seen.add(keys.hashes)
        self._store.supersede(verdict.superseded)
        self._store.add(counts.name, lines.only(verdict.written), keys.only(verdict.written), _flags(verdict))
        self._store.quarantine(problems)
        counts.present += verdict.present
        counts.superseding += verdict.superseding
        counts.loaded += len(verdict.written) - verdict.superseding

    def finish(self) -> None:
        """Nothing more comes."""
        self._store.finish()

    def _possible(self, keys: RowKeys) -> list[str]:
        """The keys that may have a row already; on a first import almost none, so the database is not asked."""
        if self._store.had_rows:
            return keys.keys
        return [keys.keys[at] for at in numpy.flatnonzero(self._seen.repeated(keys.hashes)).tolist()]


def _flags(verdict: _Verdict) -> list[int]:
    return [int(at not in verdict.outdated) for at in verdict.written]


def _judge(keys: RowKeys, stored: dict[str, tuple[str, int]]) -> _Verdict:
    """Line after line, each against the latest version of its key."""
    verdict, written = _Verdict(), {}
    for at, (key, values) in enumerate(zip(keys.keys, keys.values, strict=True)):
        earlier = written.get(key)
        held = keys.values[earlier] if earlier is not None else stored[key][0] if key in stored else None
        if held == values:
            verdict.present += 1
            continue
        if earlier is not None:
            verdict.outdated.add(earlier)
        elif held is not None:
            verdict.superseded.append(stored[key][1])
        verdict.superseding += held is not None
        verdict.written.append(at)
        written[key] = at
    return verdict
