"""The page of duplicate customers: pairs side by side and masked, answers, merges and their undoing, each button with its refusals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

import queries
from dashapp.auth import users
from dashapp.auth.scope import Scope
from dashapp.db.engines import accounts_engine, forget_engines
from dashapp.settings import Settings
from jobs.office import OFFICE
from tests.app.asking import press
from tests.app.conftest import Shop, at_once, compose
from tests.app.person import KEYS, PANELS, Person, trail
from tests.jobs.duplicates.shops import SOURCE, opened, person
from tests.warehouse.raw_rows import table

REVIEW, BANDS, WAITING, MERGED = (f"duplicates.{name}" for name in ("review", "bands", "waiting", "merged"))
ADA, BRUNO = (json.dumps([SOURCE, f"c0{number}", f"d0{number}"]) for number in (0, 1))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop with second accounts, not searched yet."""
    settings = Settings.from_environment({"VAR_DIR": str(tmp_path_factory.mktemp("duplicates") / "var")})
    shop = compose(settings, replace(OFFICE, start=at_once))
    opened(settings)
    yield shop
    queries.open(settings).close()
    forget_engines()


@pytest.fixture(scope="module")
def analyst(desk: Shop) -> Person:
    return Person(desk, "analyst")


@pytest.fixture(scope="module")
def searched(analyst: Person) -> Person:
    assert "No pair waits" in analyst.panel(REVIEW)
    assert "No merge waits" in analyst.panel(WAITING)
    assert analyst.press(BANDS, "search_duplicates", "everything").text == "The search for duplicate customers is under way."
    return analyst


def known(shop: Shop) -> int:
    return int(table(shop.settings, "dim_customers", "customer_key")["is_known"].sum())


def first(said: str) -> str:
    """The pair that is asked about."""
    return ADA if "c00" in said else BRUNO


def test_the_page_of_data_quality_leads_to_both_kinds_of_pairs(searched: Person) -> None:
    [key] = [key for source, key in PANELS if source == BANDS and key.startswith("quality/")]
    assert searched.panel(BANDS, key=key).count("Ask about these") == 2
    assert searched.panel(BANDS).count("Ask about these") == 1


def test_a_search_fills_the_page(searched: Person) -> None:
    said = searched.panel(BANDS)
    assert "Automatic 1 pair, 1 not answered." in said
    assert "To be reviewed 2 pairs, 2 not answered. Nobody has answered yet." in said
    assert "65 accounts compared. Proposed: pairs 3, merges 1." in said
    assert "Approve all automatic (1)" in searched.panel(WAITING)
    assert "c02 + d02 c02 stays Found by the search alone." in searched.panel(WAITING)


def test_a_pair_is_shown_side_by_side_masked_with_its_evidence(searched: Person, desk: Shop) -> None:
    said = searched.panel(REVIEW)
    assert "Keys: S same person, D different, U undecided, Z takes the last answer back." in said
    assert "To be reviewed · 78.6" in said
    assert "First name the same" in said
    assert "Together above 0 speaks for one person" in said
    name, mail = person(json.loads(first(said))[1] == "c01")
    assert not [word for word in (*name.split(), mail) if word.lower() in said.lower()]
    assert "would be kept" in said.lower()
    automatic = searched.panel(REVIEW, "?band=auto")
    assert "Automatic · 99.6" in automatic
    assert "Klara" not in automatic
    assert "Differs" in automatic


def test_contacts_of_accounts_are_looked_through(searched: Person) -> None:
    assert "No contact of an account looks mistyped." in searched.panel("duplicates.contacts")


def test_answers_are_given_and_taken_back(searched: Person, desk: Shop) -> None:
    before = searched.panel(REVIEW)
    pair = first(before)
    assert searched.press(REVIEW, "same_person", pair).text == "They are one person. The merge waits for approval."
    assert first(searched.panel(REVIEW)) != pair
    assert "Approve all answered (1)" in searched.panel(WAITING)
    assert "100.0" in searched.panel(BANDS)
    assert "is taken back" in searched.press(REVIEW, "withdraw_answer").text
    assert searched.panel(REVIEW) == before
    assert "Approve all answered" not in searched.panel(WAITING)
    assert [detail["after"] for _, _, detail in trail(desk, "duplicate_answered")][-2:] == ["same", None]
    assert "answered no pair" in searched.press(REVIEW, "withdraw_answer").text


@pytest.mark.parametrize("item", ["", "c00", "[]", '["shop", "c00"]', '["shop", "c00", 7]', '["shop", "c00", "nobody"]'])
def test_a_pair_that_is_not_proposed_is_not_answered(searched: Person, item: str) -> None:
    answer = searched.press(REVIEW, "same_person", item)
    assert not answer.done
    assert "pair" in answer.text or "not proposed" in answer.text


def test_a_merge_is_looked_at_approved_built_and_undone(searched: Person, desk: Shop) -> None:
    look = searched.press(WAITING, "look_at_merge", "1")
    assert "c02 stays" in look.shown
    assert "Would be kept" in look.shown
    assert known(desk) == 65
    assert searched.press(WAITING, "approve_automatic").text == "Merge 1 is approved. Figures follow with the next build."
    assert known(desk) == 65
    assert "1 decision will count with the next build." in searched.panel(MERGED)
    assert searched.press(MERGED, "build_merges", "everything").text == "A build with the merges is under way."
    assert known(desk) == 64
    assert "c02 + d02 c02 stays Approved by analyst." in searched.panel(MERGED)
    assert "not a number" not in searched.press(MERGED, "undo_numbered", merge_id="1").text
    assert "No accounts are merged." in searched.panel(MERGED)
    assert [action for action in ("merge_approved", "merge_undone") if trail(desk, action)] == ["merge_approved", "merge_undone"]
    for wrong in ("", "x", "77"):
        assert not searched.press(MERGED, "undo_numbered", merge_id=wrong).done


DEEDS = (
    (REVIEW, "same_person"),
    (REVIEW, "withdraw_answer"),
    (BANDS, "search_duplicates"),
    (WAITING, "approve_automatic"),
    (MERGED, "undo_merge"),
)


@pytest.mark.parametrize(("source", "deed"), DEEDS)
def test_whoever_lacks_the_permission_or_reaches_some_rows_only_is_refused(searched: Person, desk: Shop, source: str, deed: str) -> None:
    refused = press(desk.app, desk.client("support"), deed, KEYS[source], {}, ADA, "")
    assert refused.status_code == 403 or "not" in refused.get_json()["response"]["acted"]["data"]["text"]
    before = table(desk.settings, "raw_customer_merges", "customer_id")
    users.set_scope(accounts_engine(desk.settings), "analyst", Scope(regions=("North",)))
    try:
        answer = press(desk.app, desk.client("analyst"), deed, KEYS[source], {}, ADA if source == REVIEW else "1", "")
        said = answer.get_json()["response"]["acted"]["data"]
        assert (said["kind"], "Your reach is limited" in said["text"]) == ("error", True)
    finally:
        users.set_scope(accounts_engine(desk.settings), "analyst", Scope())
    assert table(desk.settings, "raw_customer_merges", "customer_id").equals(before)
