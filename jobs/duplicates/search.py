"""Searching for accounts of one person: every source by itself, in the light of what people answered. Only proposals come of it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
import pandas
from sqlalchemy.engine import Connection

from analytics.duplicates import LIKELY, Duplicates, find_duplicates
from dashapp.auth import audit, operating
from dashapp.auth.audit import Action
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.db.engines import warehouse_engine
from dashapp.errors import UserError
from dashapp.settings import Settings
from jobs import demo, raw
from jobs.duplicates import records, store
from jobs.duplicates.merging import first_made, people
from queries.office import require_whole_reach

FEWEST = 2


@dataclass(frozen=True)
class Found:
    """What a search of one source found: accounts, compared pairs, proposed pairs by band, and merges that are proposed."""

    source: str
    accounts: int
    compared: int
    automatic: int
    review: int
    merges: int
    milliseconds: int


def search(settings: Settings, viewer: Viewer) -> list[Found]:
    """Search every source and keep what is proposed in the place of what was. Answers and approved merges stand.

    UserError where no source has accounts to compare.
    """
    viewer.require(Permission.QUALITY_MANAGE)
    require_whole_reach(viewer)
    engine = warehouse_engine(settings)
    raw.create(engine)
    with engine.connect() as connection:
        _let_go(settings, connection)
        shops = [(name, records.load_of(connection, name), records.records(connection, name)) for name in records.sources(connection)]
    found = [_searched(settings, viewer, *shop) for shop in shops if len(shop[2]) >= FEWEST]
    if not found:
        raise UserError("No loaded file names customers with a number and a name or an e-mail address, so there is nobody to compare.")
    said = {one.source: {"accounts": one.accounts, "auto": one.automatic, "review": one.review, "merges": one.merges} for one in found}
    audit.record(operating.accounts(settings), viewer, Action.DUPLICATES_SEARCHED, "duplicates", said)
    return found


def _let_go(settings: Settings, connection: Connection) -> None:
    """A demo shop that is gone leaves nothing behind."""
    if demo.demo_load(connection) is None:
        with operating.accounts(settings).begin() as accounts:
            store.start_anew(accounts, demo.DEMO)


def _searched(settings: Settings, viewer: Viewer, source: str, load_id: int, frame: pandas.DataFrame) -> Found:
    began, accounts = time.perf_counter(), operating.accounts(settings)
    with accounts.begin() as connection:
        if store.last_load(connection, source) not in (None, load_id):
            store.start_anew(connection, source)
        answers = store.answers(connection, source)
    proposed = find_duplicates(frame, answers)
    pairs = _pairs(proposed)
    took = int((time.perf_counter() - began) * 1000)
    run = {"source": source, "load_id": load_id, "started_at": int(time.time()), "asked_by": viewer.name, "accounts": len(frame)}
    run |= {"compared": proposed.compared, "answers": len(answers), "milliseconds": took}
    with accounts.begin() as connection:
        held = store.merges(connection, "approved", "undone", source=source)
        merges = list(_merges(source, frame, proposed, held))
        store.keep(connection, run, pairs, merges)
    band = pairs["band"].value_counts()
    return Found(source, len(frame), proposed.compared, int(band.get("auto", 0)), int(band.get("review", 0)), len(merges), took)


def _pairs(found: Duplicates) -> pandas.DataFrame:
    """The pairs with the smaller number first, their evidence and the order in which they are asked about: at random, the likely first."""
    ids = numpy.sort(found.pairs[["left_id", "right_id"]].to_numpy(dtype=object).astype(str), axis=1)
    draw = numpy.random.default_rng(0).permutation(len(ids)) + len(ids) * (found.pairs["probability"].to_numpy() < LIKELY)
    columns = {"left_id": ids[:, 0], "right_id": ids[:, 1], "draw": draw}
    evidence = [found.evidence(number).as_json() for number in range(len(ids))]
    return found.pairs[["probability", "band"]].assign(**columns, evidence=evidence)


def _merges(source: str, frame: pandas.DataFrame, found: Duplicates, held: Sequence[Any]) -> Iterator[Mapping[str, Any]]:
    """Clusters of more than one account, in terms of the accounts that stayed so far; not one that somebody undid as it is."""
    merged = people(merge for merge in held if merge.state == "approved")
    undone = {frozenset(merge.members) for merge in held if merge.state == "undone"}
    decided = {frozenset(pair) for pair in found.pairs.loc[found.pairs["answer"].eq(True), ["left_id", "right_id"]].to_numpy().tolist()}
    cluster = found.clusters()
    several = cluster[cluster.duplicated(keep=False)]
    made = records.made(frame)
    for _, numbers in several.index.to_series().groupby(several.to_numpy()):
        standing = {merged[number].survivor_id if number in merged else number for number in numbers}
        if len(standing) < FEWEST or frozenset(standing) in undone:
            continue
        stays = first_made(made, standing)
        is_answered = any(pair <= set(numbers) for pair in decided)
        yield store.proposal(source, [stays, *sorted(standing - {stays})], "review" if is_answered else "auto")
