"""The ledger of planted flaws is exact: undoing it gives the clean tables, byte for byte."""

from __future__ import annotations

import datetime

import pandas
import pytest

from data_gen.config import Config, Size
from data_gen.flaws import RULES, flaws
from data_gen.flaws.ledger import COLUMNS
from data_gen.stages import STAGES
from data_gen.tables import declared
from data_gen.world import make_world
from tests.truth.answer_key import keys, undone, written
from tests.truth.made_up import made_up_world


@pytest.fixture(scope="module")
def clean():
    world = made_up_world(5, flaws=False)
    flaws(world)
    return world


@pytest.fixture(scope="module")
def flawed():
    world = made_up_world(5, flaws=True)
    flaws(world)
    return world


def test_a_clean_world_has_an_empty_ledger_and_untouched_tables(clean):
    assert list(clean.truth["flaws"].columns) == list(COLUMNS)
    assert clean.truth["flaws"].empty
    untouched = written(made_up_world(5, flaws=False).tables)
    assert all(frame.equals(untouched[name]) for name, frame in written(clean.tables).items())


@pytest.mark.parametrize("seed", [5, 6, 7])
def test_undoing_the_ledger_gives_the_clean_tables_byte_for_byte(seed):
    before, after = made_up_world(seed, flaws=True), made_up_world(seed, flaws=True)
    flaws(after)
    mended = undone(written(after.tables), after.truth["flaws"])
    for name, frame in written(before.tables).items():
        pandas.testing.assert_frame_equal(mended[name], frame, check_exact=True, obj=name)


def test_the_ledger_leaves_nothing_out(clean, flawed):
    """Every cell that differs and every row that is new has exactly one line."""
    before, after = written(clean.tables), written(flawed.tables)
    lines = 0
    for name, frame in after.items():
        new = ~keys(name, frame).isin(keys(name, before[name]))
        kept = frame[~new].reset_index(drop=True)
        lines += int(new.sum()) + int((kept.fillna("\0") != before[name].fillna("\0")).sum().sum())
    assert lines == len(flawed.truth["flaws"])


def test_every_rule_plants_something_and_no_row_is_touched_twice(flawed):
    ledger = flawed.truth["flaws"]
    assert ledger["rule"].nunique() == len(RULES)
    assert (ledger.groupby(["table_name", "key"])["rule"].nunique() == 1).all()


def test_a_wrong_ledger_is_seen(flawed):
    wrong = flawed.truth["flaws"].copy()
    wrong.loc[wrong["rule"] == "wrong_totals", "planted"] = "1"
    with pytest.raises(AssertionError, match="does not hold what the ledger says"):
        undone(written(flawed.tables), wrong)


def test_planted_tables_still_agree_with_their_declarations(flawed):
    for name, frame in flawed.tables.items():
        assert not frame[list(declared()[name].key)].duplicated().any(), name


def violations(tables: dict[str, pandas.DataFrame], end: str = "2026-01-01") -> dict[str, set[str]]:
    """What a rule written without knowledge of the planting finds: keys by rule."""
    orders, items, products = (tables[name] for name in ("orders", "order_items", "products"))
    parts = orders[["gross_cents", "shipping_cents", "tax_cents"]].sum(axis=1) - orders["discount_cents"]
    described = products["description"].fillna("").str.strip().str.lower()
    found = {
        "orphaned_orders": ("orders", orders["customer_id"].notna() & ~orders["customer_id"].isin(tables["customers"]["customer_id"])),
        "wrong_totals": ("orders", orders["total_cents"] != parts),
        "future_dates": ("orders", orders["ordered_at"] >= end),
        "cancelled_early": ("orders", orders["cancelled_at"] < orders["ordered_at"]),
        "orphan_items": ("order_items", ~items["order_id"].isin(orders["order_id"])),
        "prices_not_positive": ("order_items", items["unit_price_cents"] <= 0),
        "quantities_not_positive": ("order_items", items["quantity"] <= 0),
        "missing_descriptions": ("products", described.str.len() < 12),
        "category_spellings": ("products", ~products["category"].isin([f"category {number}" for number in range(5)])),
    }
    return {rule: set(keys(table, tables[table])[mask]) for rule, (table, mask) in found.items()}


def test_rules_find_exactly_what_the_ledger_holds(clean, flawed):
    ledger = flawed.truth["flaws"]
    for rule, found in violations(flawed.tables).items():
        assert found == set(ledger.loc[ledger["rule"] == rule, "key"]), rule
    assert not any(violations(clean.tables).values())


def test_a_whole_shop_is_mended_by_its_ledger():
    """The same seed with and without flaws: every table, all stages."""
    size = Size(customers=900, orders=2_700, products=160, months=15, identified_journeys=300)
    clean, flawed = (make_world(Config(8, size, datetime.date(2026, 10, 14), flaws=asked), STAGES) for asked in (False, True))
    assert clean.truth["flaws"].empty
    assert flawed.truth["flaws"]["rule"].nunique() == len(RULES)
    mended = undone(written(flawed.tables), flawed.truth["flaws"])
    for name, frame in written(clean.tables).items():
        pandas.testing.assert_frame_equal(mended[name], frame, check_exact=True, obj=name)
    assert clean.truth["flaw_effects"].empty
    others = set(clean.truth) - {"flaws", "flaw_effects"}
    assert all(clean.truth[task].equals(flawed.truth[task]) for task in others)
