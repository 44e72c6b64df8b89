"""Merged accounts are one person: whoever asks for one of them means all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from jobs import raw
from jobs.privacy.identifiers import Hasher
from jobs.privacy.replacing import kept_number

_MERGES = raw.customer_merges


def companions(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Of the reference of every merged account the references of all accounts of that person, the one that stays first."""
    people: dict[tuple[str, str], list[str]] = {}
    for row in connection.execute(select(_MERGES).order_by(_MERGES.c.source, _MERGES.c.customer_id)):
        people.setdefault((row.source, row.survivor_id), []).append(row.customer_id)
    found: dict[str, tuple[str, ...]] = {}
    for (source, survivor), numbers in people.items():
        whole = tuple(f"{source}/{number}" for number in sorted(numbers, key=lambda one: one != survivor))
        found |= dict.fromkeys(whole, whole)
    return found


def with_merged(connection: Connection, references: Iterable[str]) -> tuple[str, ...]:
    """The references, each followed by those of the accounts that it was merged with."""
    together = companions(connection)
    return tuple(dict.fromkeys(other for one in references for other in (one, *together.get(one, ()))))


def keep_joined(connection: Connection, hasher: Hasher, customers: Mapping[str, Iterable[str]]) -> None:
    """Merges name erased people as their orders do: a number that is an address becomes its token."""
    changed = {(source, number): kept_number(number, hasher) for source, numbers in customers.items() for number in numbers}
    renamed = {key: new for key, new in changed.items() if new != key[1]}
    rows = [dict(row) for row in connection.execute(select(_MERGES)).mappings()] if renamed else []
    for row in rows:
        new = {name: renamed.get((row["source"], row[name]), row[name]) for name in ("customer_id", "survivor_id")}
        if any(row[name] != new[name] for name in new):
            connection.execute(delete(_MERGES).where(_MERGES.c.source == row["source"], _MERGES.c.customer_id == row["customer_id"]))
            connection.execute(insert(_MERGES).values(**row | new))
