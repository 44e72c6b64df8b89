"""A check in words: what it finds and what is to be done, wherever it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from dashapp.db.engines import accounts_engine
from dashapp.errors import NotFound, near
from dashapp.settings import Settings
from jobs.quality.freshness import limits
from jobs.quality.loads import SCHEMA, VOLUME
from jobs.quality.rules import offending_of, row_rules
from queries import promises
from queries.checks import Offending, checks

OF_LOADS = {
    "volume": ("The latest load of {} has as many rows as those before it, within twice and half.", VOLUME["fix"]),
    "schema": ("The latest load of {} has the columns of the one before it.", SCHEMA["fix"]),
}


@dataclass(frozen=True)
class Described:
    """What a check says. offending: the rows that it finds, where they can be listed."""

    name: str
    summary: str
    fix: str
    offending: Offending | None = None


def described(settings: Settings, name: str) -> Described:
    """The words of a check; NotFound where no check has that name, or has it no more."""
    if name in checks():
        return Described(name, checks()[name].query.summary, checks()[name].fix, checks()[name].offending)
    if found := promises.offending(name):
        return Described(name, found.summary, promises.FIX, found)
    engine = accounts_engine(settings)
    known = {rule.name: Described(rule.name, rule.words, rule.reason, offending_of(rule)) for rule in row_rules(engine)}
    known |= {one.name: Described(one.name, one.words, one.fix) for one in limits(engine)}
    kind, _, of = name.partition(".")
    if of and kind in OF_LOADS:
        summary, fix = OF_LOADS[kind]
        return Described(name, summary.format(of), fix)
    if name not in known:
        raise NotFound(f"There is no check {name!r}.{near(name, known)}")
    return known[name]


def listed(settings: Settings, name: str) -> Offending:
    """The rows that a check finds; NotFound where it counts them and does not list them."""
    found = described(settings, name).offending
    if found is None:
        raise NotFound(f"The check {name} counts rows and does not list them.")
    return found
