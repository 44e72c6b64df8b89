"""Two accounts side by side: agreement, what would be kept and why, and values only for whoever may see who customers are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import OPERATOR, Viewer, stand_in
from dashapp.db.engines import warehouse_engine
from dashapp.errors import Forbidden, NotFound, UserError
from dashapp.settings import Settings
from jobs import raw
from jobs.build import build
from jobs.duplicates import deeds, review
from jobs.duplicates.search import search
from jobs.privacy.erase import erase
from tests.jobs.duplicates.shops import SOURCE, opened, person

MASKED = stand_in("analyst")
KNOWING = replace(MASKED, permissions=MASKED.permissions | {Permission.CUSTOMER_IDENTITY_VIEW})


def values(settings: Settings, viewer: Viewer) -> dict[str, tuple[str | None, ...]]:
    found = review.next_case(settings, viewer, "auto")
    assert found is not None
    return {row.title: row.values for row in found.rows}


def test_values_are_masked_for_whoever_may_not_see_them(shop: Settings) -> None:
    search(shop, OPERATOR)
    seen = values(shop, KNOWING)
    assert seen["First name"] == ("Clara", "Klara")
    assert seen["E-mail"] == (person(2)[1],) * 2
    hidden = values(shop, MASKED)
    assert hidden["First name"] == ("C•••", "K•••")
    assert hidden["Region"] == seen["Region"] == ("North", "North")
    assert not [value for row in hidden.values() for value in row if value and "@" in value]


def test_a_case_says_what_agrees_and_what_would_be_kept(shop: Settings) -> None:
    search(shop, OPERATOR)
    found = review.next_case(shop, KNOWING, "auto")
    assert found is not None
    assert (found.source, found.numbers, found.stays, found.made) == (SOURCE, ("c02", "d02"), "c02", ("2026-03-02", "2026-03-07"))
    rows = {row.title: row for row in found.rows}
    assert (rows["First name"].agreement, rows["E-mail"].agreement) == ("different", "same")
    assert rows["First name"].kept_from in found.numbers
    assert rows["First name"].reason == "it was seen last"
    assert found.evidence is not None
    assert found.evidence["steps"][0]["key"] == "prior"


def test_the_next_case_is_the_next_unanswered_pair(shop: Settings) -> None:
    search(shop, OPERATOR)
    asked = []
    while (found := review.next_case(shop, OPERATOR, "review")) is not None:
        asked.append(found.numbers)
        deeds.answer(shop, OPERATOR, (found.source, *found.numbers), "undecided")
    assert sorted(asked) == [("c00", "d00"), ("c01", "d01")]


def test_a_merge_shows_all_its_accounts_until_one_is_erased(shop: Settings) -> None:
    search(shop, OPERATOR)
    merge, found = review.merge_case(shop, OPERATOR, 1)
    assert (merge.members, found.numbers, found.evidence) == (("c02", "d02"), ("c02", "d02"), None)
    with pytest.raises(NotFound, match="no merge 9"):
        review.merge_case(shop, OPERATOR, 9)
    deeds.approve(shop, OPERATOR, [1])
    erase(shop, OPERATOR, ["shop/c02"])
    with pytest.raises(NotFound, match="erased or not there"):
        review.merge_case(shop, OPERATOR, 1)


def test_decisions_wait_for_a_build(settings: Settings) -> None:
    search(opened(settings), OPERATOR)
    assert review.waiting_for_build(settings, OPERATOR) == 0
    with warehouse_engine(settings).begin() as connection:
        connection.execute(raw.versions.update().values(published_at="2026-01-01 00:00:00"))
    deeds.approve(settings, OPERATOR, [1])
    assert review.waiting_for_build(settings, OPERATOR) == 1
    build(settings)
    assert review.waiting_for_build(settings, OPERATOR) == 0


def test_nothing_is_shown_without_a_search_or_to_whoever_may_not(settings: Settings) -> None:
    assert review.next_case(opened(settings), OPERATOR, "auto") is None
    with pytest.raises(Forbidden):
        review.next_case(settings, stand_in("fraud_analyst"), "auto")
    with pytest.raises((UserError, NotFound)):
        review.merge_case(settings, OPERATOR, 1)
