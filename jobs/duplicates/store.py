"""Where searches, pairs, answers and merges are kept: the accounts database. Every deed is in the audit trail, without a number."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pandas
from sqlalchemy import Table, and_, delete, insert, or_, select
from sqlalchemy.engine import Connection, RowMapping

from dashapp.db.duplicates import DUPLICATE_ANSWERS, DUPLICATE_MERGES, DUPLICATE_PAIRS, DUPLICATE_RUNS
from dashapp.errors import UserError
from jobs.duplicates.merging import Merge

PAIR = ("source", "left_id", "right_id")
SAID = {"same": True, "different": False}


def last_load(connection: Connection, source: str) -> int | None:
    """The load that the last search of a source read; None before the first search."""
    runs = DUPLICATE_RUNS.c
    return connection.scalar(select(runs.load_id).where(runs.source == source).order_by(runs.run_id.desc()).limit(1))


def require_searched(connection: Connection, source: str, load_id: int) -> None:
    """UserError where the numbers of a source mean other accounts than those that were searched."""
    if last_load(connection, source) != load_id:
        raise UserError(f"The accounts of {source!r} were not searched since they were loaded. Search for duplicates first.")


def keep(connection: Connection, run: Mapping[str, Any], pairs: pandas.DataFrame, merges: Iterable[Mapping[str, Any]]) -> None:
    """Note a search and put what it proposes in the place of what the one before proposed.

    pairs: left_id, right_id, probability, band, draw and evidence.
    """
    source = run["source"]
    connection.execute(insert(DUPLICATE_RUNS).values(**run))
    connection.execute(delete(DUPLICATE_PAIRS).where(DUPLICATE_PAIRS.c.source == source))
    connection.execute(delete(DUPLICATE_MERGES).where(DUPLICATE_MERGES.c.source == source, DUPLICATE_MERGES.c.state == "proposed"))
    _put(connection, DUPLICATE_PAIRS, [{"source": source, **row} for row in pairs.to_dict("records")])
    _put(connection, DUPLICATE_MERGES, merges)


def start_anew(connection: Connection, source: str) -> None:
    """Forget everything about a source whose numbers mean other accounts from now on."""
    for table in (DUPLICATE_PAIRS, DUPLICATE_ANSWERS, DUPLICATE_MERGES):
        connection.execute(delete(table).where(table.c.source == source))


def answers(connection: Connection, source: str) -> pandas.DataFrame:
    """left_id, right_id and is_same of what people decided; who was undecided said nothing."""
    held = DUPLICATE_ANSWERS.c
    asked = select(held.left_id, held.right_id, held.answer).where(held.source == source, held.answer.in_(SAID))
    rows = [(row.left_id, row.right_id, SAID[row.answer]) for row in connection.execute(asked.order_by(held.answer_id))]
    return pandas.DataFrame(rows, columns=["left_id", "right_id", "is_same"])


def pair(connection: Connection, source: str, left: str, right: str) -> RowMapping | None:
    """A proposed pair, whichever of the two is named first."""
    return connection.execute(select(DUPLICATE_PAIRS).where(_of_pair(DUPLICATE_PAIRS, source, left, right))).mappings().one_or_none()


def answer(connection: Connection, source: str, left: str, right: str) -> RowMapping | None:
    """What somebody answered about a pair."""
    return connection.execute(select(DUPLICATE_ANSWERS).where(_of_pair(DUPLICATE_ANSWERS, source, left, right))).mappings().one_or_none()


def last_answer_of(connection: Connection, name: str) -> RowMapping | None:
    """The last answer that somebody gave."""
    held = DUPLICATE_ANSWERS
    asked = select(held).where(held.c.answered_by == name).order_by(held.c.answer_id.desc()).limit(1)
    return connection.execute(asked).mappings().one_or_none()


def merges(connection: Connection, *states: str, source: str | None = None) -> list[Merge]:
    """Merges in these states, the oldest first."""
    held = DUPLICATE_MERGES
    asked = select(held).where(held.c.state.in_(states)).order_by(held.c.merge_id)
    rows = connection.execute(asked if source is None else asked.where(held.c.source == source)).mappings()
    return [_merge(row) for row in rows]


def propose(connection: Connection, source: str, members: Sequence[str], band: str) -> None:
    """Propose a merge; the first of the members stays."""
    row = proposal(source, members, band)
    connection.execute(insert(DUPLICATE_MERGES).values(**row))


def proposal(source: str, members: Sequence[str], band: str) -> dict[str, Any]:
    """The row of a proposed merge."""
    given = {"source": source, "members": list(members), "survivor_id": members[0], "band": band, "keeps": {}}
    return {**given, "state": "proposed", "proposed_at": int(time.time())}


def about(connection: Connection, source: str, numbers: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """What is kept about accounts: pairs with their evidence, answers, and merges."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table in (DUPLICATE_PAIRS, DUPLICATE_ANSWERS):
        rows = connection.execute(select(table).where(table.c.source == source, _either(table, numbers))).mappings()
        found[table.name] = [dict(row) for row in rows]
    every = connection.execute(select(DUPLICATE_MERGES).where(DUPLICATE_MERGES.c.source == source)).mappings()
    found[DUPLICATE_MERGES.name] = [dict(row) for row in every if set(row["members"]) & set(numbers)]
    return found


def _either(table: Table, numbers: Collection[str]) -> Any:
    listed = sorted(numbers)
    return or_(table.c.left_id.in_(listed), table.c.right_id.in_(listed))


def _of_pair(table: Table, source: str, left: str, right: str) -> Any:
    first, last = sorted((left, right))
    return and_(table.c.source == source, table.c.left_id == first, table.c.right_id == last)


def _put(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    given = [dict(row) for row in rows]
    if given:
        connection.execute(insert(table), given)


def _merge(row: RowMapping) -> Merge:
    return Merge(**{**{name: row[name] for name in Merge.__dataclass_fields__}, "members": tuple(row["members"])})
