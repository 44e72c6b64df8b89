"""Binding: declared names only, lists, optional conjuncts, enums; comments and strings are left alone."""

from __future__ import annotations

import pytest

from dashapp.auth.viewer import OPERATOR
from dashapp.errors import UserError
from queries.bind import MOST_VALUES, Parameter, bind
from queries.literals import literal_sql
from queries.placeholders import for_duckdb, for_postgresql, value_names
from queries.run import run
from tests.queries.tables import source

TEXT = """select a -- not :this one
from t
where day >= :day_from and note <> ':nor {that}' and x::text = 'it''s'
    and brand in (:brands)
    and {basis}_day > 0"""
DECLARED = {"day_from": "integer", "brands": "list of text?", "basis": ["event", "order"]}


def bound(given: dict, declared: dict | None = None, text: str = TEXT):
    return bind(text, {name: Parameter.declared(name, words) for name, words in (declared or DECLARED).items()}, given)


def test_an_absent_optional_conjunct_is_dropped():
    assert "brand" not in bound({"day_from": 1}).text


def test_lists_are_written_out_and_padded_to_powers_of_two():
    found = bound({"day_from": 1, "brands": ["a", "b", "c"]})
    assert "brand in (:brands_1, :brands_2, :brands_3, :brands_4)" in found.text
    assert found.values == {"day_from": 1, "brands_1": "a", "brands_2": "b", "brands_3": "c", "brands_4": "c"}


def test_an_empty_list_matches_nothing_rather_than_everything():
    assert "brand in (null)" in bound({"day_from": 1, "brands": ()}).text


def test_an_enum_puts_its_word_into_the_text_and_no_other():
    assert "order_day > 0" in bound({"day_from": 1, "basis": "order"}).text
    with pytest.raises(UserError, match=r"Did you mean 'order'\? Allowed: event, order"):
        bound({"day_from": 1, "basis": "orders"})


def test_comments_and_strings_are_left_alone():
    assert value_names(TEXT) == {"day_from", "brands"}
    assert "':nor {that}'" in bound({"day_from": 1}).text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "'day_from' is missing"),
        ({"day_from": 1, "brand": ["a"]}, "no parameter 'brand'. Did you mean 'brands'"),
        ({"day_from": "1"}, "must be a whole number"),
        ({"day_from": True}, "must be a whole number"),
        ({"day_from": 2**63}, "must be a whole number"),
        ({"day_from": 1, "brands": "a"}, "must be a list"),
        ({"day_from": 1, "brands": [1]}, "must be text"),
        ({"day_from": 1, "brands": ["a\0b"]}, "must be text"),
        ({"day_from": 1, "brands": ["\ud800"]}, "must be text"),
        ({"day_from": 1, "brands": ["a"] * (MOST_VALUES + 1)}, f"At most {MOST_VALUES}"),
    ],
)
def test_what_cannot_be_bound_is_refused_with_a_sentence(given, said):
    with pytest.raises(UserError, match=said):
        bound(given)


def test_dates_are_checked():
    declared = {"day": "date"}
    assert bound({"day": "2024-02-29"}, declared, "select :day").values == {"day": "2024-02-29"}
    with pytest.raises(UserError, match="YYYY-MM-DD"):
        bound({"day": "2023-02-29"}, declared, "select :day")


def test_an_optional_parameter_outside_a_conjunct_is_an_error_of_the_query():
    with pytest.raises(ValueError, match="does not start with `and`"):
        bound({}, {"n": "integer?"}, "select a from t limit :n")


def test_driver_styles():
    assert for_duckdb("select :a, ':b', c::text") == "select $a, ':b', c::text"
    assert for_postgresql("select :a, '5%' , ':b'") == "select %(a)s, '5%%' , ':b'"


def test_literals_are_quoted():
    written = literal_sql(source("select :a, :b, :c, ':a'", {"a": "it's", "b": 3, "c": None}), OPERATOR)
    assert written == "select 'it''s', 3, null, ':a'"


def test_scope_is_never_taken_from_a_caller(warehouse, operator):
    with pytest.raises(UserError, match="never from a request"):
        run(warehouse, "sales.orders", {"scope_brands": ["Acme"]}, operator)


def test_a_query_says_what_it_does_not_know(warehouse, operator):
    with pytest.raises(UserError, match="Did you mean 'order_id'"):
        run(warehouse, "sales.order", {"order_ids": "3"}, operator)
    with pytest.raises(UserError, match=r"Did you mean 'sales\.order'"):
        run(warehouse, "sales.ordr", {}, operator)
