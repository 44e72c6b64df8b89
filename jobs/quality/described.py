"""A check in words: what it finds and what is to be done, wherever it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from dashapp.db.engines import accounts_engine
from dashapp.errors import NotFound, near
from dashapp.settings import Settings
from jobs.quality.freshness import limits
from jobs.quality.loads import SCHEMA, VOLUME
from jobs.quality.rules import row_rules
from queries.checks import checks

OF_LOADS = {
    "volume": ("The latest load of {} has as many rows as those before it, within twice and half.", VOLUME["fix"]),
    "schema": ("The latest load of {} has the columns of the one before it.", SCHEMA["fix"]),
}


@dataclass(frozen=True)
class Described:
    """What a check says. has_rows: whether the rows that it finds can be listed."""

    name: str
    summary: str
    fix: str
    has_rows: bool = False


def described(settings: Settings, name: str) -> Described:
    """The words of a check; NotFound where no check has that name, or has it no more."""
    if name in checks():
        return Described(name, checks()[name].query.summary, checks()[name].fix, has_rows=True)
    engine = accounts_engine(settings)
    known = {rule.name: Described(rule.name, rule.words, rule.reason) for rule in row_rules(engine)}
    known |= {one.name: Described(one.name, one.words, one.fix) for one in limits(engine)}
    kind, _, of = name.partition(".")
    if of and kind in OF_LOADS:
        summary, fix = OF_LOADS[kind]
        return Described(name, summary.format(of), fix)
    if name not in known:
        raise NotFound(f"There is no check {name!r}.{near(name, known)}")
    return known[name]
