"""Erased people: nothing is kept about their duplicates but which numbers count as one, so that no total changes."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import delete, or_, select, update
from sqlalchemy.engine import Connection

from dashapp.auth import operating
from dashapp.db.duplicates import DUPLICATE_ANSWERS, DUPLICATE_MERGES, DUPLICATE_PAIRS
from dashapp.settings import Settings
from jobs.privacy.identifiers import Hasher
from jobs.privacy.replacing import kept_number


def forget_duplicates(settings: Settings, customers: Mapping[str, Collection[str]]) -> None:
    """Forget pairs, their evidence and answers of these customers, by source, and proposed merges; whose values others keep, too."""
    if not any(customers.values()):
        return
    hasher = Hasher(settings.erasure_key)
    with operating.accounts(settings).begin() as connection:
        for source, numbers in customers.items():
            _pairs(connection, source, sorted(numbers))
            _merges(connection, source, {number: kept_number(number, hasher) or "" for number in numbers})


def _pairs(connection: Connection, source: str, numbers: list[str]) -> None:
    for table in (DUPLICATE_PAIRS, DUPLICATE_ANSWERS):
        named = or_(table.c.left_id.in_(numbers), table.c.right_id.in_(numbers))
        connection.execute(delete(table).where(table.c.source == source, named))


def _merges(connection: Connection, source: str, renamed: Mapping[str, str]) -> None:
    held = DUPLICATE_MERGES
    for row in connection.execute(select(held).where(held.c.source == source)).mappings().all():
        if not renamed.keys() & set(row["members"]):
            continue
        mine = held.c.merge_id == row["merge_id"]
        if row["state"] == "proposed":
            connection.execute(delete(held).where(mine))
            continue
        members = [renamed.get(number, number) for number in row["members"]]
        survivor = renamed.get(row["survivor_id"], row["survivor_id"])
        connection.execute(update(held).where(mine).values(members=members, survivor_id=survivor, keeps={}))
