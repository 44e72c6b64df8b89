"""Everything that a run counts: the files of sql/core, and what is declared or set as rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from dashapp.periods import day_number
from jobs.declared import declared_tables
from queries.checks import Measure, checks
from queries.versions import Version

_WORD = re.compile(r"\w+")


def measures(version: Version) -> list[Measure]:
    """Every measure of this version of the warehouse, by name."""
    known = {"as_of_date": version.as_of.isoformat(), "as_of_day": day_number(version.as_of)}
    return sorted(_with_columns(check.measure(known) for check in checks().values()), key=lambda measure: measure.name)


def _with_columns(found: Iterable[Measure]) -> Iterator[Measure]:
    """The same, each with the columns of its table that its statements name."""
    for measure in found:
        declared = declared_tables().get(measure.table)
        words = set(_WORD.findall(measure.violations))
        yield replace(measure, columns=tuple(column.name for column in declared.columns if column.name in words) if declared else ())
