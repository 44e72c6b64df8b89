"""Rules as rows: each type counts what it says on both engines, and what is no rule is refused."""

from __future__ import annotations

import pytest

import queries
from dashapp.auth.viewer import OPERATOR, stand_in
from dashapp.db.engines import accounts_engine
from dashapp.db.migrate import migrate
from dashapp.errors import Forbidden, NotFound, UserError
from dashapp.settings import Settings
from jobs.build import build
from jobs.check import check
from jobs.quality.freshness import limits, set_limit
from jobs.quality.outcome import PASS
from jobs.quality.rules import add_rule, end_rule, row_rules
from queries.run import run
from tests.warehouse.raw_rows import load

WORDS = {"severity": "minor", "tolerance": 0.0, "owner": "Data", "reason": "It is agreed."}
LINES = [
    {"order_id": "A1", "line_number": 1, "product_id": "P1", "quantity": 2, "amount": 10, "customer_id": "C1"},
    {"order_id": "A1", "line_number": 2, "product_id": "P2", "quantity": 40, "amount": 20, "customer_id": "C1"},
    {"order_id": "A2", "line_number": 1, "product_id": "P1", "quantity": 1, "amount": 5, "ordered_at": "2026-03-20 09:00:00"},
    {"order_id": "B'3", "line_number": 7, "product_id": None, "product_name": "Thing", "quantity": 3, "amount": 5},
]
RULES = [
    ("order_items.product_id", "not_null", {}, 1, 4),
    ("order_items.order_id", "unique", {}, 1, 4),
    ("order_items.quantity", "range", {"least": "2", "most": 39}, 2, 4),
    ("order_items.quantity", "range", {"most": 39}, 1, 4),
    ("order_items.product_id", "one_of", {"values": ("P1", "it's")}, 1, 3),
    ("order_items.order_id", "length", {"most": 2}, 1, 4),
    ("order_items.product_id", "reference", {"other": "products.product_id"}, 3, 3),
    ("order_items.line_number", "one_of", {"values": ["1", "2"]}, 1, 4),
]


@pytest.fixture(params=["settings", "postgres_settings"])
def shop(request: pytest.FixtureRequest) -> Settings:
    settings: Settings = request.getfixturevalue(request.param)
    migrate(settings)
    load(settings, LINES)
    build(settings)
    return settings


@pytest.fixture
def installation(settings: Settings) -> Settings:
    """A new installation whose accounts are there and that has no data."""
    migrate(settings)
    return settings


def test_each_type_counts_what_it_says(shop: Settings):
    added = [add_rule(shop, OPERATOR, {"column": column, "kind": kind, **bounds, **WORDS}) for column, kind, bounds, *_ in RULES]
    found = {outcome.measure.name: (outcome.violations, outcome.denominator) for outcome in check(shop, ["rules.*"]).outcomes}
    assert [found[rule.name] for rule in added] == [(violations, held) for *_, violations, held in RULES]
    assert {outcome.status for outcome in check(shop, [added[0].name]).outcomes} == {"warn"}


def test_a_rule_that_ended_counts_no_more_and_is_remembered(shop: Settings):
    rule = add_rule(shop, OPERATOR, {"column": "orders.region", "kind": "not_null", **WORDS})
    assert [outcome.status for outcome in check(shop, [rule.name]).outcomes] == ["not applicable"]
    end_rule(shop, OPERATOR, rule.rule_id)
    assert row_rules(accounts_engine(shop)) == []
    assert [row["state"] for row in run(queries.open(shop), "quality.rules", {}, OPERATOR).records()] == ["ended"]
    with pytest.raises(NotFound, match="no rule"):
        end_rule(shop, OPERATOR, rule.rule_id)
    with pytest.raises(NotFound, match="no check"):
        check(shop, [rule.name])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"column": "order.region", "kind": "not_null"}, "orders"),
        ({"column": "orders.regio", "kind": "not_null"}, "region"),
        ({"column": "orders", "kind": "not_null"}, "TABLE.COLUMN"),
        ({"column": "orders.region; drop table users", "kind": "not_null"}, "no column"),
        ({"column": "order_items.unit_price_cents", "kind": "not_null"}, "no column"),
        ({"column": "orders.region", "kind": "like"}, "like"),
        ({"column": "orders.region", "kind": "one_of"}, "values"),
        ({"column": "orders.region", "kind": "range", "values": ["a"]}, "values"),
        ({"column": "orders.total_cents", "kind": "range", "least": "many"}, "numbers"),
        ({"column": "orders.region", "kind": "range", "least": 3}, "text"),
        ({"column": "orders.total_cents", "kind": "length", "most": 3}, "length"),
        ({"column": "orders.region", "kind": "one_of", "values": ["x"] * 201}, "200"),
        ({"column": "orders.region", "kind": "reference"}, "reference"),
        ({"column": "orders.region", "kind": "reference", "other": "places.region"}, "regions"),
        ({"column": "orders.region", "kind": "not_null", "other": "regions.region"}, "reference"),
        ({"column": "orders.region", "kind": "not_null", "severity": "grave"}, "severity"),
        ({"column": "orders.region", "kind": "not_null", "owner": "Nobody"}, "owner"),
        ({"column": "orders.region", "kind": "not_null", "tolerance": 1.0}, "tolerance"),
        ({"column": "orders.region", "kind": "not_null", "reason": " "}, "reason"),
    ],
)
def test_what_is_no_rule_is_refused_and_says_what_is_allowed(installation: Settings, given: dict, said: str):
    with pytest.raises(UserError, match=said):
        add_rule(installation, OPERATOR, {**WORDS, **given})
    assert row_rules(accounts_engine(installation)) == []


def test_who_may_not_manage_quality_adds_and_ends_nothing(installation: Settings):
    for viewer in (stand_in("support"), stand_in("executive")):
        with pytest.raises(Forbidden, match=r"quality\.manage"):
            add_rule(installation, viewer, {"column": "orders.region", "kind": "not_null", **WORDS})
        with pytest.raises(Forbidden, match=r"quality\.manage"):
            set_limit(installation, viewer, "orders", 3)


def test_freshness_is_held_against_the_limit_in_force(shop: Settings):
    """The newest of the lines is as old as the data; with rows dated ahead it is not younger."""
    load(shop, [{"order_id": "A9", "line_number": 1, "product_id": "P1", "amount": 1, "ordered_at": "2031-01-01 00:00:00"}])
    version = build(shop)
    assert version.as_of.isoformat() == "2026-03-20"

    def status() -> str:
        [outcome] = check(shop, ["freshness.order_items"]).outcomes
        return outcome.status

    assert status() == PASS
    [late] = check(shop, ["freshness.orders"]).outcomes
    assert late.status == "not applicable"
    set_limit(shop, OPERATOR, "order_items", 0, "Operations")
    assert {limit.table: limit.most_days for limit in limits(accounts_engine(shop))}["order_items"] == 0
    assert status() == PASS
    for table, days in (("order", 3), ("order_items", -1), ("order_items", 5000)):
        with pytest.raises(UserError, match=r"watched|days"):
            set_limit(shop, OPERATOR, table, days)


def test_a_source_that_lags_fails(installation: Settings):
    from dataclasses import replace
    from datetime import date

    load(installation, LINES)
    build(installation)
    later = replace(installation, as_of_date=date(2026, 3, 24))
    assert [outcome.status for outcome in check(later, ["freshness.order_items"]).outcomes] == ["fail"]
    set_limit(installation, OPERATOR, "order_items", 4)
    assert [outcome.status for outcome in check(later, ["freshness.order_items"]).outcomes] == ["pass"]
