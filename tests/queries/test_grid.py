"""The infinite grid: sorted, filtered, paged and totalled by the database, whatever the browser sends."""

from __future__ import annotations

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashapp.auth.viewer import stand_in
from dashapp.errors import Forbidden, UserError
from queries import catalogue, grid
from queries.grid_filter import conditions
from queries.run import run
from tests.queries.tables import equal

TEXTS = ("contains", "notContains", "equals", "notEqual", "startsWith", "endsWith")
KEYS = ("type", "filter", "filterTo", "dateFrom", "conditions", "operator")
NUMBERS = ("equals", "notEqual", "lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual")


def every(warehouse, selection: grid.Selection, sort=()) -> list[dict]:
    """All rows, block by block."""
    total = grid.rows(warehouse, selection, 0, 1, sort).source.total_rows
    return [row for start in range(0, total, 97) for row in grid.rows(warehouse, selection, start, start + 97, sort).records()]


def test_blocks_join_without_overlap_or_gap_and_equal_the_query(warehouse, operator):
    selection = grid.Selection("sales.orders", {}, operator)
    found = every(warehouse, selection, [("channel", "desc"), ("payment_method", "asc")])
    whole = run(warehouse, "sales.orders", {}, operator).records()
    assert len(found) == len(whole) == grid.totals(warehouse, selection)["total_rows"]
    assert {row["order_id"] for row in found} == {row["order_id"] for row in whole}
    assert [row["channel"] for row in found] == sorted((row["channel"] for row in found), reverse=True)


def test_engines_sort_and_filter_alike(warehouses, operator):
    where = {
        "channel": {"filterType": "text", "type": "contains", "filter": "E"},
        "net_sales": {"filterType": "number", "type": "inRange", "filter": 10, "filterTo": 900.5},
        "order_date": {"filterType": "date", "type": "greaterThan", "dateFrom": "2025-01-31 00:00:00", "dateTo": None},
    }
    selection = grid.Selection("sales.orders", {}, operator, None, where)
    tables = [grid.rows(warehouse, selection, 0, 500, [("country", "asc"), ("units", "desc")]) for warehouse in warehouses.values()]
    assert 0 < tables[0].source.total_rows < 400
    for other in tables[1:]:
        equal(tables[0], other)
    totals = [grid.totals(warehouse, selection) for warehouse in warehouses.values()]
    assert totals[0] == totals[1] == totals[2]
    assert totals[0]["net_sales"] == pytest.approx(tables[0].frame["net_sales"].sum())


@pytest.mark.parametrize(
    ("kind", "value", "keeps"),
    [
        ("contains", "B", {"Web"}),
        ("notContains", "B", {"App", "Not recorded"}),
        ("equals", "web", {"Web"}),
        ("notEqual", "web", {"App", "Not recorded"}),
        ("startsWith", "n", {"Not recorded"}),
        ("endsWith", "EB", {"Web"}),
        ("endsWith", "not recorded and more", set()),
        ("notBlank", None, {"Web", "App", "Not recorded"}),
        ("blank", None, set()),
    ],
)
def test_text_filters(warehouse, operator, kind, value, keeps):
    where = {"channel": {"filterType": "text", "type": kind, "filter": value}}
    assert {row["channel"] for row in every(warehouse, grid.Selection("sales.orders", {}, operator, None, where))} == keeps


def test_two_conditions_are_joined(warehouse, operator):
    two = [{"filterType": "text", "type": "equals", "filter": name} for name in ("web", "app")]
    for model in ({"operator": "OR", "conditions": two}, {"operator": "OR", "condition1": two[0], "condition2": two[1]}):
        selection = grid.Selection("sales.orders", {}, operator, None, {"channel": model})
        assert {row["channel"] for row in every(warehouse, selection)} == {"Web", "App"}
    nothing = grid.Selection("sales.orders", {}, operator, None, {"channel": {"operator": "AND", "conditions": two}})
    assert grid.totals(warehouse, nothing) == {"total_rows": 0} | dict.fromkeys(list(grid.totals(warehouse, nothing))[1:])


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(TEXTS), value=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_any_text_is_a_value_and_never_sql(duck, operator, kind, value):
    where = {"country": {"filterType": "text", "type": kind, "filter": value}}
    found = grid.totals(duck, grid.Selection("sales.orders", {}, operator, None, where))
    assert 0 <= found["total_rows"] <= 436
    columns = catalogue.query("sales.orders").columns
    text, values = conditions(where, columns)
    assert values == {"grid_filter_1": value}
    assert text == conditions({"country": {**where["country"], "filter": "x"}}, columns)[0]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(NUMBERS), value=st.floats(-1e9, 1e9) | st.integers(-(10**9), 10**9))
def test_any_number_filters(duck, operator, kind, value):
    where = {"net_sales": {"filterType": "number", "type": kind, "filter": value}}
    assert 0 <= grid.totals(duck, grid.Selection("sales.orders", {}, operator, None, where))["total_rows"] <= 436


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["country", "net_sales", "order_date", "order_id", "x; drop table dim_products", ""]),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text() | st.sampled_from([*TEXTS, *NUMBERS, "inRange", "AND"]),
            lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(KEYS), inner),
            max_leaves=8,
        ),
        max_size=3,
    )
)
def test_whatever_the_browser_sends_is_answered_or_refused(duck, operator, where):
    try:
        found = grid.totals(duck, grid.Selection("sales.orders", {}, operator, None, where))
    except UserError:
        return
    assert 0 <= found["total_rows"] <= 436


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ({"nett_sales": {"type": "equals", "filter": 1}}, "Did you mean 'net_sales'"),
        ({"net_sales": {"type": "equal", "filter": 1}}, "Did you mean 'equals'"),
        ({"net_sales": {"type": "equals", "filter": "1 or 1=1"}}, "must be a number"),
        ({"net_sales": {"type": "equals", "filter": math.inf}}, "must be a number"),
        ({"net_sales": {"type": "contains", "filter": "1"}}, "'contains'"),
        ({"country": {"type": "contains", "filter": ""}}, "must be text"),
        ({"country": {"type": "contains", "filter": "a\0"}}, "must be text"),
        ({"order_date": {"type": "equals", "dateFrom": "31.1.2025"}}, "YYYY-MM-DD"),
        ({"country": {"operator": "or 1=1 or", "conditions": [{}, {}]}}, "AND or OR"),
        ({"country": "x"}, "filter model"),
    ],
)
def test_a_wrong_model_is_refused_with_a_sentence(duck, operator, where, said):
    with pytest.raises(UserError, match=said):
        grid.totals(duck, grid.Selection("sales.orders", {}, operator, None, where))


@pytest.mark.parametrize(("start", "end"), [(0, 501), (5, 5), (-1, 10), (10, 1), ("0", 10)])
def test_blocks_are_small(duck, operator, start, end):
    with pytest.raises(UserError, match="1 to 500 rows"):
        grid.rows(duck, grid.Selection("sales.orders", {}, operator), start, end)


def test_only_columns_are_sorted_by(duck, operator):
    selection = grid.Selection("sales.orders", {}, operator)
    with pytest.raises(UserError, match="Did you mean 'net_sales'"):
        grid.rows(duck, selection, 0, 10, [("net_sale", "asc")])
    with pytest.raises(UserError, match="Allowed: asc, desc"):
        grid.rows(duck, selection, 0, 10, [("net_sales", "asc; drop table dim_products")])


def test_masked_columns_are_neither_sorted_nor_filtered(duck):
    analyst = stand_in("analyst")
    with pytest.raises(Forbidden, match="masked"):
        grid.rows(duck, grid.Selection("segmentation.customers", {}, analyst), 0, 10, [("customer_email", "asc")])
    where = {"customer_name": {"filterType": "text", "type": "startsWith", "filter": "J"}}
    with pytest.raises(Forbidden, match="masked"):
        grid.rows(duck, grid.Selection("segmentation.customers", {}, analyst, None, where), 0, 10)
    with pytest.raises(Forbidden, match="masked"):
        grid.totals(duck, grid.Selection("segmentation.customers", {}, analyst, None, where))
    assert grid.totals(duck, grid.Selection("segmentation.customers", {}, stand_in("support"), None, where))["total_rows"] > 0


def test_an_export_has_every_row_and_says_when_it_was_cut(duck, operator):
    selection = grid.Selection("sales.orders", {}, operator)
    table = grid.all_rows(duck, selection, [("net_sales", "desc")], 100)
    assert (len(table.frame), table.source.total_rows, table.source.truncated) == (100, 436, True)
    assert len(grid.all_rows(duck, selection).frame) == 436
