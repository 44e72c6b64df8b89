"""Answers and merges: one deed, one event with before and after; nothing merges without approval, and everything can be undone."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert, select

from analytics.proportions import wilson
from dashapp.auth.scope import Scope
from dashapp.auth.viewer import OPERATOR, Viewer, stand_in
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.db.engines import accounts_engine, warehouse_engine
from dashapp.errors import Forbidden, NotFound, UserError
from dashapp.settings import Settings
from jobs import raw
from jobs.duplicates import deeds, listing
from jobs.duplicates.search import search
from jobs.lock import Busy, only_one
from tests.jobs.duplicates.shops import SOURCE

CARA = stand_in("analyst")
FIRST = (SOURCE, "c00", "d00")


@pytest.fixture
def searched(shop: Settings) -> Settings:
    search(shop, OPERATOR)
    return shop


def joined(settings: Settings) -> dict[str, str]:
    with warehouse_engine(settings).connect() as connection:
        return {row.customer_id: row.survivor_id for row in connection.execute(select(raw.customer_merges))}


def proposed(settings: Settings) -> dict[tuple[str, ...], str]:
    return {one.members: one.band for one in listing.merges(settings, OPERATOR, "proposed")}


def told(settings: Settings) -> list[tuple[str, dict[str, Any]]]:
    names = ("duplicate_answered", "merge_approved", "merge_undone")
    with accounts_engine(settings).connect() as connection:
        rows = connection.execute(select(AUDIT_EVENTS).where(AUDIT_EVENTS.c.action.in_(names)).order_by(AUDIT_EVENTS.c.sequence))
        return [(row.action, json.loads(row.detail)) for row in rows]


def test_an_answer_proposes_a_merge_and_taking_it_back_takes_that_along(searched: Settings) -> None:
    assert deeds.answer(searched, CARA, ("shop", "d00", "c00"), "same") == "They are one person. The merge waits for approval."
    assert proposed(searched) == {("c00", "d00"): "review", ("c02", "d02"): "auto"}
    assert joined(searched) == {}
    assert deeds.withdraw(searched, CARA) == FIRST
    assert proposed(searched) == {("c02", "d02"): "auto"}
    with pytest.raises(UserError, match="answered no pair"):
        deeds.withdraw(searched, CARA)
    assert told(searched) == [
        ("duplicate_answered", {"before": None, "after": "same", "band": "review"}),
        ("duplicate_answered", {"before": "same", "after": None, "band": "review"}),
    ]


def test_another_answer_takes_the_place_of_the_first(searched: Settings) -> None:
    deeds.answer(searched, CARA, FIRST, "same")
    deeds.answer(searched, CARA, FIRST, "different")
    assert proposed(searched) == {("c02", "d02"): "auto"}
    assert told(searched)[-1] == ("duplicate_answered", {"before": "same", "after": "different", "band": "review"})
    deeds.answer(searched, CARA, (SOURCE, "c02", "d02"), "different")
    assert proposed(searched) == {}


def test_precision_counts_what_was_decided(searched: Settings) -> None:
    deeds.answer(searched, CARA, FIRST, "same")
    deeds.answer(searched, CARA, (SOURCE, "c01", "d01"), "different")
    deeds.answer(searched, CARA, (SOURCE, "c02", "d02"), "undecided")
    automatic, review = listing.bands(searched, CARA)
    assert (automatic.pairs, automatic.waiting, automatic.undecided, automatic.precision) == (1, 0, 1, None)
    assert (review.pairs, review.waiting, review.same, review.different, review.precision) == (2, 0, 1, 1, 0.5)
    assert (review.least, review.most) == wilson(1, 2)


def test_one_deed_approves_the_automatic_band_with_its_count(searched: Settings) -> None:
    deeds.answer(searched, CARA, FIRST, "same")
    [made] = deeds.approve_band(searched, CARA, "auto")
    assert joined(searched) == {"c02": "c02", "d02": "c02"}
    assert proposed(searched) == {("c00", "d00"): "review"}
    assert told(searched)[-1] == ("merge_approved", {"before": "proposed", "after": "approved", "merges": 1, "accounts": 2, "band": "auto"})
    [held] = listing.merges(searched, CARA, "approved")
    assert held.approved_by == CARA.name
    assert {"name", "email", "region"} <= held.keeps.keys()
    assert set(held.keeps.values()) <= set(held.members)
    deeds.undo(searched, CARA, made.merge_id)
    assert joined(searched) == {}
    assert told(searched)[-1] == ("merge_undone", {"before": "approved", "after": "undone", "accounts": 2})
    with pytest.raises(UserError, match="not approved"):
        deeds.undo(searched, CARA, made.merge_id)


def test_the_answer_behind_an_approved_merge_is_not_taken_back(searched: Settings) -> None:
    deeds.answer(searched, CARA, FIRST, "same")
    [number] = [one.merge_id for one in listing.merges(searched, CARA, "proposed") if one.band == "review"]
    deeds.approve(searched, CARA, [number])
    with pytest.raises(UserError, match="Undo the merge first"):
        deeds.withdraw(searched, CARA)
    assert deeds.answer(searched, CARA, FIRST, "same").endswith("approved already.")
    with pytest.raises(UserError, match="does not wait"):
        deeds.approve(searched, CARA, [number])


def test_an_account_that_is_erased_meanwhile_is_not_merged(searched: Settings) -> None:
    with warehouse_engine(searched).begin() as connection:
        connection.execute(insert(raw.erased_customers).values(source=SOURCE, customer_id="d02"))
    with pytest.raises(UserError, match="erased or not there"):
        deeds.approve_band(searched, OPERATOR, "auto")
    assert joined(searched) == {}
    assert proposed(searched) == {("c02", "d02"): "auto"}


def test_nothing_is_decided_while_a_build_runs(searched: Settings) -> None:
    with only_one(searched, "build"), pytest.raises(Busy):
        deeds.approve_band(searched, OPERATOR, "auto")


@pytest.mark.parametrize("viewer", [stand_in("support"), replace(stand_in("analyst"), scope=Scope(regions=("North",)))])
def test_who_may_not_decides_nothing(settings: Settings, viewer: Viewer) -> None:
    for deed in (
        lambda: deeds.answer(settings, viewer, FIRST, "same"),
        lambda: deeds.withdraw(settings, viewer),
        lambda: deeds.approve_band(settings, viewer, "auto"),
        lambda: deeds.undo(settings, viewer, 1),
    ):
        with pytest.raises(Forbidden):
            deed()


def test_what_is_not_there_is_said(searched: Settings) -> None:
    with pytest.raises(NotFound, match="not proposed"):
        deeds.answer(searched, OPERATOR, (SOURCE, "c00", "c09"), "same")
    with pytest.raises(UserError, match="'maybe'"):
        deeds.answer(searched, OPERATOR, FIRST, "maybe")
    with pytest.raises(UserError, match="'ignore'"):
        deeds.approve_band(searched, OPERATOR, "ignore")
