"""What approved merges come to: of each account the one that it counts for, and whose values are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas

from analytics.duplicates import Choice, survivors

# The fields that marts show, by the column of raw_customer_merges that says whose value is kept.
SHOWN = {"keeps_name": "name", "keeps_email": "email", "keeps_place": "region"}


@dataclass(frozen=True)
class Merge:
    """Accounts of one source that are one person. `keeps` is of each field the account whose value is kept.

    state is proposed, approved or undone; moments are seconds since 1970.
    """

    merge_id: int
    source: str
    members: tuple[str, ...]
    survivor_id: str
    band: str
    keeps: Mapping[str, str]
    state: str
    proposed_at: int
    approved_at: int | None = None
    approved_by: str | None = None
    undone_at: int | None = None
    undone_by: str | None = None


@dataclass
class Person:
    """Accounts that count as one."""

    survivor_id: str
    members: set[str]
    keeps: Mapping[str, str] = field(default_factory=dict)


def people(approved: Iterable[Merge]) -> dict[str, Person]:
    """Of every merged account the person that it is, from the approved merges of one source in the order of their approval.

    A later merge of somebody who is merged already takes all their accounts along.
    """
    found: dict[str, Person] = {}
    for merge in sorted(approved, key=lambda one: (one.approved_at or 0, one.merge_id)):
        members = {number for member in merge.members for number in (found[member].members if member in found else {member})}
        survivor = found[merge.survivor_id].survivor_id if merge.survivor_id in found else merge.survivor_id
        person = Person(survivor, members, merge.keeps)
        found |= dict.fromkeys(members, person)
    return found


def rows(source: str, approved: Iterable[Merge]) -> list[dict[str, object]]:
    """The rows of raw_customer_merges of a source."""
    found = people(approved)
    return [
        {"source": source, "customer_id": number, "survivor_id": person.survivor_id, **_flags(person, number)}
        for number, person in sorted(found.items())
    ]


def _flags(person: Person, number: str) -> dict[str, int]:
    """Whether a value of the person is this account's: of the one whose value is kept, else of the one that stays."""
    kept = {column: person.keeps.get(name, "") for column, name in SHOWN.items()}
    return {column: int(number == (given if given in person.members else person.survivor_id)) for column, given in kept.items()}


def first_made(made: Mapping[str, str], members: Iterable[str]) -> str:
    """Which account stays: the one that was made first. made: the moment of each account that says when."""
    return min(members, key=lambda number: (number not in made, made.get(number, ""), number))


def choices(frame: pandas.DataFrame, members: Iterable[str]) -> tuple[Choice, ...]:
    """Of each field the value that would be kept of these accounts, and why."""
    return survivors(frame, sorted(members))


def keeps(frame: pandas.DataFrame, members: Iterable[str]) -> dict[str, str]:
    """Of each field, and of the whole name, the account whose value is kept. No value. frame: a row for each member."""
    by_field = {choice.field: choice for choice in choices(frame, members) if choice.customer_id is not None}
    kept = {name: str(choice.customer_id) for name, choice in by_field.items()}
    whole = _whole_name(frame, by_field)
    return kept | ({"name": whole} if whole else {})


def _whole_name(frame: pandas.DataFrame, chosen: Mapping[str, Choice]) -> str:
    """The account whose whole name is nearest to the names that are kept; of several one that gave a part, the first name first."""
    parts = [chosen[name] for name in ("first_name", "last_name") if name in chosen]
    agreeing = [(sum(row[one.field] == one.value for one in parts), row["customer_id"]) for row in frame.to_dict("records")]
    most = max((count for count, _ in agreeing), default=0)
    best = [number for count, number in agreeing if count == most]
    givers = [one.customer_id for one in parts if one.customer_id in best]
    return str(givers[0]) if givers else ""
