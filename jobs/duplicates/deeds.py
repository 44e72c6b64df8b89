"""What people decide: whether a pair is one person, and which merges are approved or undone. Each deed is audited before and after."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pandas
from sqlalchemy import delete, insert, update
from sqlalchemy.engine import Connection

from dashapp.auth import audit, operating
from dashapp.auth.audit import Action
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.db.duplicates import DUPLICATE_ANSWERS, DUPLICATE_MERGES
from dashapp.db.engines import warehouse_engine
from dashapp.errors import NotFound, UserError, near
from dashapp.settings import Settings
from jobs import raw
from jobs.duplicates import merging, records, store
from jobs.duplicates.merging import Merge, people
from jobs.lock import only_one
from queries.office import require_whole_reach

ANSWERS = ("same", "different", "undecided")
BANDS = ("auto", "review")


def answer(settings: Settings, viewer: Viewer, pair: Sequence[str], said: str) -> str:
    """Answer whether two accounts (source, number, number) are one person; what follows, in a sentence.

    "same" proposes a merge of the two, "different" takes proposals that hold both away. NotFound for a pair that is not proposed.
    """
    source, left, right = pair
    _require(viewer)
    if said not in ANSWERS:
        raise UserError(f"The answer is {said!r}.{near(said, ANSWERS)}")
    with _both(settings) as (accounts, warehouse):
        store.require_searched(accounts, source, records.load_of(warehouse, source))
        asked = store.pair(accounts, source, left, right)
        if asked is None:
            raise NotFound(f"{left} and {right} are not proposed as one person. `manage.py duplicates list` shows the pairs.")
        before = store.answer(accounts, source, left, right)
        if before is not None:
            _forget_answer(accounts, before)
        row = {name: asked[name] for name in (*store.PAIR, "band", "probability")}
        row |= {"answer": said, "answered_at": int(time.time()), "answered_by": viewer.name}
        number = accounts.execute(insert(DUPLICATE_ANSWERS).values(**row)).inserted_primary_key[0]
        told = {"before": before["answer"] if before else None, "after": said, "band": asked["band"]}
        audit.append(accounts, viewer, Action.DUPLICATE_ANSWERED, f"answer:{number}", told)
        return _follows(accounts, warehouse, row, said)


def withdraw(settings: Settings, viewer: Viewer) -> tuple[str, str, str]:
    """Take the last answer of this person back; the pair that it was about. UserError where its merge is approved already."""
    _require(viewer)
    with operating.accounts(settings).begin() as accounts:
        last = store.last_answer_of(accounts, viewer.name)
        if last is None:
            raise UserError("You have answered no pair yet, so there is nothing to take back.")
        both = {last["left_id"], last["right_id"]}
        if last["answer"] == "same" and any(both <= set(one.members) for one in store.merges(accounts, "approved", source=last["source"])):
            raise UserError("The merge that followed from it is approved. Undo the merge first.")
        _forget_answer(accounts, last)
        told = {"before": last["answer"], "after": None, "band": last["band"]}
        audit.append(accounts, viewer, Action.DUPLICATE_ANSWERED, f"answer:{last['answer_id']}", told)
    return last["source"], last["left_id"], last["right_id"]


def approve(settings: Settings, viewer: Viewer, merge_ids: Iterable[int]) -> list[Merge]:
    """Approve proposed merges: from the next build on each counts as one customer. UserError for one that is not proposed."""
    wanted = list(dict.fromkeys(merge_ids))
    with _deciding(settings, viewer) as (accounts, warehouse):
        proposed = {one.merge_id: one for one in store.merges(accounts, "proposed")}
        for number in wanted:
            if number not in proposed:
                raise UserError(f"Merge {number} does not wait for approval. `manage.py duplicates list` shows those that do.")
        return _approved(accounts, warehouse, viewer, [proposed[number] for number in wanted], {})


def approve_band(settings: Settings, viewer: Viewer, band: str) -> list[Merge]:
    """Approve every proposed merge of a band as one deed: auto, or review for those that somebody answered to be one person."""
    if band not in BANDS:
        raise UserError(f"The band is {band!r}.{near(band, BANDS)}")
    with _deciding(settings, viewer) as (accounts, warehouse):
        proposed = [one for one in store.merges(accounts, "proposed") if one.band == band]
        if not proposed:
            raise UserError("No merge of that kind waits for approval.")
        return _approved(accounts, warehouse, viewer, proposed, {"band": band})


def undo(settings: Settings, viewer: Viewer, merge_id: int) -> Merge:
    """Undo an approved merge: from the next build on its accounts count for themselves again. It is not proposed again as it is."""
    with _deciding(settings, viewer) as (accounts, warehouse):
        found = {one.merge_id: one for one in store.merges(accounts, "approved")}.get(merge_id)
        if found is None:
            raise UserError(
                f"Merge {merge_id} is not approved, so there is nothing to undo. `manage.py duplicates list` shows those that are."
            )
        store.require_searched(accounts, found.source, records.load_of(warehouse, found.source))
        values = {"state": "undone", "undone_at": int(time.time()), "undone_by": viewer.name}
        accounts.execute(update(DUPLICATE_MERGES).where(DUPLICATE_MERGES.c.merge_id == merge_id).values(**values))
        told = {"before": "approved", "after": "undone", "accounts": len(found.members)}
        audit.append(accounts, viewer, Action.MERGE_UNDONE, f"merge:{merge_id}", told)
        _write(accounts, warehouse, [found.source])
        return found


def _approved(accounts: Connection, warehouse: Connection, viewer: Viewer, wanted: list[Merge], told: dict[str, Any]) -> list[Merge]:
    """Mark them, keep whose values stay, and let the next build know. One event for all."""
    now = int(time.time())
    for source in sorted({one.source for one in wanted}):
        store.require_searched(accounts, source, records.load_of(warehouse, source))
        mine = [one for one in wanted if one.source == source]
        held = people(store.merges(accounts, "approved", source=source))
        whole = {one.merge_id: _whole(one, held) for one in mine}
        frame = records.records(warehouse, source, {number for members in whole.values() for number in members}).set_index("customer_id")
        for one in mine:
            keeps = merging.keeps(_held(frame, one, whole[one.merge_id]), whole[one.merge_id])
            values = {"state": "approved", "approved_at": now, "approved_by": viewer.name, "keeps": keeps}
            accounts.execute(update(DUPLICATE_MERGES).where(DUPLICATE_MERGES.c.merge_id == one.merge_id).values(**values))
    counted = {"merges": len(wanted), "accounts": sum(len(one.members) for one in wanted)}
    subject = f"merge:{wanted[0].merge_id}" if len(wanted) == 1 else "merges"
    audit.append(accounts, viewer, Action.MERGE_APPROVED, subject, {"before": "proposed", "after": "approved", **counted, **told})
    _write(accounts, warehouse, sorted({one.source for one in wanted}))
    return wanted


def _whole(merge: Merge, held: dict[str, merging.Person]) -> set[str]:
    """The accounts of a merge with those that were merged into them before."""
    return {number for member in merge.members for number in (held[member].members if member in held else {member})}


def _held(frame: pandas.DataFrame, merge: Merge, members: set[str]) -> pandas.DataFrame:
    """The records of a merge. UserError where one is not there any more."""
    missing = members - set(frame.index)
    if missing:
        raise UserError(f"An account of merge {merge.merge_id} is erased or not there any more. Search for duplicates again.")
    return frame.loc[sorted(members)].reset_index()


def _follows(accounts: Connection, warehouse: Connection, row: dict[str, Any], said: str) -> str:
    source, both = row["source"], {row["left_id"], row["right_id"]}
    proposed = store.merges(accounts, "proposed", source=source)
    if said == "different":
        apart = [one.merge_id for one in proposed if both <= set(one.members)]
        accounts.execute(delete(DUPLICATE_MERGES).where(DUPLICATE_MERGES.c.merge_id.in_(apart)))
        return "They are two people. Searches keep to it."
    if said == "undecided":
        return "It stays open; nobody is asked about it again."
    held = people(store.merges(accounts, "approved", source=source))
    standing = {held[number].survivor_id if number in held else number for number in both}
    if len(standing) < len(both) or any(standing <= set(one.members) for one in proposed):
        return "They are one person. The merge is proposed or approved already."
    stays = merging.first_made(records.made(records.records(warehouse, source, standing)), standing)
    store.propose(accounts, source, [stays, *sorted(standing - {stays})], "review")
    return "They are one person. The merge waits for approval."


def _forget_answer(accounts: Connection, row: Any) -> None:
    """Take an answer away, and the proposed merge that followed from it alone."""
    accounts.execute(delete(DUPLICATE_ANSWERS).where(DUPLICATE_ANSWERS.c.answer_id == row["answer_id"]))
    both = {row["left_id"], row["right_id"]}
    if row["answer"] == "same":
        proposed = store.merges(accounts, "proposed", source=row["source"])
        alone = [one.merge_id for one in proposed if one.band == "review" and both == set(one.members)]
        accounts.execute(delete(DUPLICATE_MERGES).where(DUPLICATE_MERGES.c.merge_id.in_(alone)))


def _write(accounts: Connection, warehouse: Connection, sources: Iterable[str]) -> None:
    """Have raw_customer_merges say what the approved merges of these sources come to."""
    table = raw.customer_merges
    for source in sources:
        rows = merging.rows(source, store.merges(accounts, "approved", source=source))
        warehouse.execute(delete(table).where(table.c.source == source))
        if rows:
            warehouse.execute(insert(table), rows)


def _require(viewer: Viewer) -> None:
    viewer.require(Permission.QUALITY_MANAGE)
    require_whole_reach(viewer)


@contextmanager
def _both(settings: Settings) -> Iterator[tuple[Connection, Connection]]:
    """A transaction of the accounts database around one of the warehouse: a deed that cannot be written there is not done."""
    raw.create(warehouse_engine(settings))
    with operating.accounts(settings).begin() as accounts, warehouse_engine(settings).begin() as warehouse:
        yield accounts, warehouse


@contextmanager
def _deciding(settings: Settings, viewer: Viewer) -> Iterator[tuple[Connection, Connection]]:
    """The same under the lock of the warehouse. Busy while a load or a build is under way."""
    _require(viewer)
    with only_one(settings, "merge"), _both(settings) as opened:
        yield opened
