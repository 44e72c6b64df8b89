"""Merged accounts are one person: a search, a bundle and an erasure of one of them reach all, and nothing is left of their duplicates."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from sqlalchemy import select, text

from dashapp.auth.viewer import OPERATOR
from dashapp.db.duplicates import DUPLICATE_ANSWERS, DUPLICATE_MERGES, DUPLICATE_PAIRS
from dashapp.db.engines import accounts_engine, warehouse_engine
from dashapp.errors import UserError
from dashapp.settings import Settings
from jobs import raw
from jobs.build import build
from jobs.duplicates import deeds, listing
from jobs.duplicates.search import search as search_duplicates
from jobs.privacy.erase import erase
from jobs.privacy.export import export
from jobs.privacy.inactive import inactive
from jobs.privacy.requests import open_request, refuse
from jobs.privacy.search import search
from tests.jobs.duplicates.shops import line, opened, person
from tests.jobs.privacy.shops import totals
from tests.warehouse.raw_rows import load

NAME, MAIL = person(2)


@pytest.fixture
def merged(shop: Settings) -> Settings:
    """c02 and d02 are merged, c00 and d00 answered."""
    search_duplicates(opened(shop), OPERATOR)
    deeds.approve_band(shop, OPERATOR, "auto")
    deeds.answer(shop, OPERATOR, ("shop", "c00", "d00"), "same")
    build(shop)
    return shop


def test_a_search_finds_the_merged_accounts(merged: Settings) -> None:
    found = {one.reference: one.reasons for one in search(merged, OPERATOR, "c02")}
    assert found == {"shop/c02": ("The customer's number is the same.",), "shop/d02": ("It is merged with shop/c02.",)}


def test_a_bundle_holds_all_accounts_and_what_is_kept_about_them(merged: Settings) -> None:
    bundle = export(merged, OPERATOR, ["shop/d02"])
    with zipfile.ZipFile(io.BytesIO(bundle.content)) as archive:
        held = {name.removeprefix("data/"): json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}
    assert {row["customer_id"] for row in held["raw_order_lines.json"]} == {"c02", "d02"}
    assert [(row["left_id"], row["right_id"]) for row in held["duplicate_pairs.json"]] == [("c02", "d02")]
    assert [row["members"] for row in held["duplicate_merges.json"]] == [["c02", "d02"]]
    assert "duplicate_answers.json" not in held
    assert {row["customer_id"] for row in held["profile.json"]} == {"c02"}
    assert export(merged, OPERATOR, ["shop/c00"]).rows["duplicate_answers"] == 1


def test_an_erasure_reaches_all_accounts_and_leaves_no_evidence(merged: Settings) -> None:
    before = totals(merged)
    erase(merged, OPERATOR, ["shop/d02"])
    erase(merged, OPERATOR, ["shop/c00", "shop/d00"])
    assert totals(merged) == before
    with warehouse_engine(merged).connect() as connection:
        named = text("select customer_id from raw_order_lines where customer_name = 'Erased' order by customer_id")
        assert connection.scalars(named).all() == ["c00", "c02", "d00", "d02"]
        # They still count as one customer.
        assert {row.customer_id for row in connection.execute(select(raw.customer_merges))} == {"c02", "d02"}
        assert connection.scalar(text("select is_erased from dim_customers where customer_id = 'c02'")) == 1
    with accounts_engine(merged).connect() as connection:
        assert connection.execute(select(DUPLICATE_PAIRS.c.left_id)).scalars().all() == ["c01"]
        assert connection.execute(select(DUPLICATE_ANSWERS)).all() == []
        assert [(row.state, row.keeps) for row in connection.execute(select(DUPLICATE_MERGES))] == [("approved", {})]
    search_duplicates(merged, OPERATOR)
    assert [one["left_id"] for one in listing.waiting(merged, OPERATOR, "review") + listing.waiting(merged, OPERATOR, "auto")] in (
        [],
        ["c01"],
    )


def test_a_refusal_about_one_account_protects_the_others(merged: Settings) -> None:
    refuse(merged, OPERATOR, open_request(merged, OPERATOR, "erasure", ["shop/c02"]), "A dispute is open about the invoice.")
    with pytest.raises(UserError, match="shop/c02 may not be erased"):
        erase(merged, OPERATOR, ["shop/d02"])


def test_whoever_still_orders_with_one_account_is_active_with_all(merged: Settings) -> None:
    early = 1_772_800_000  # 2026-03-06
    old = inactive(merged, early)
    assert "shop/c02" not in old
    assert {"shop/c03", "shop/c05"} <= set(old)


def test_numbers_that_are_addresses_become_tokens_in_merges_too(shop: Settings) -> None:
    opened(shop)
    load(shop, [line("clara@home.example", NAME, MAIL, 12)])
    build(shop)
    search_duplicates(shop, OPERATOR)
    for band in ("auto", "review"):
        for pair in listing.waiting(shop, OPERATOR, band):
            deeds.answer(shop, OPERATOR, (pair["source"], pair["left_id"], pair["right_id"]), "same")
    deeds.approve(shop, OPERATOR, [one.merge_id for one in listing.merges(shop, OPERATOR, "proposed")])
    build(shop)
    before = totals(shop)
    erase(shop, OPERATOR, ["shop/c02"])
    assert totals(shop) == before
    with warehouse_engine(shop).connect() as connection:
        held = connection.execute(select(raw.customer_merges.c.customer_id)).scalars().all()
    with accounts_engine(shop).connect() as connection:
        members = [number for row in connection.execute(select(DUPLICATE_MERGES.c.members)) for number in row.members]
    assert "c02" in held
    assert not [number for number in [*held, *members] if "@" in number]
    assert any(number.startswith("erased-") for number in held)
