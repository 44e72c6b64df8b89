"""Everything that a run counts: the files of sql/core, what tables declare, the limits of freshness, and the rules that people added."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from sqlalchemy.engine import Engine

from dashapp.periods import day_number
from jobs.quality.freshness import freshness
from jobs.quality.rules import row_rules
from queries import promises
from queries.checks import Measure, checks
from queries.declared import declared_tables
from queries.versions import Version

_WORD = re.compile(r"\w+")


def measures(engine: Engine, version: Version) -> list[Measure]:
    """Every measure of this version of the warehouse, by name. engine: of the accounts database."""
    known = {"as_of_date": version.as_of.isoformat(), "as_of_day": day_number(version.as_of)}
    core = _with_columns(check.measure(known) for check in checks().values())
    found = [*core, *promises.measures(), *freshness(engine, version.as_of), *(rule.measure() for rule in row_rules(engine))]
    return sorted(found, key=lambda measure: measure.name)


def _with_columns(found: Iterable[Measure]) -> Iterator[Measure]:
    """The same, each with the columns of its table that its statements name."""
    for measure in found:
        declared = declared_tables().get(measure.table)
        words = set(_WORD.findall(measure.violations))
        yield replace(measure, columns=tuple(column.name for column in declared.columns if column.name in words) if declared else ())
