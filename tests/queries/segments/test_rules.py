"""Rules: read from JSON, checked part by part, said in words, and compiled with every value bound."""

from __future__ import annotations

import pytest

from dashapp.errors import UserError
from queries.segments.attributes import attributes
from queries.segments.rules import OPERATORS, Rule, compiled, joins

HOSTILE = "x') or 1=1; drop table score_rfm --"


def test_a_rule_keeps_its_shape_from_json_to_json_and_from_an_address():
    plain = [["frequency", ">=", 2], [["country", "in", "France", "Spain"], ["is_referred", "=", "yes"]]]
    rule = Rule.of(plain)
    assert rule.to_plain() == [[["frequency", ">=", 2]], [["country", "in", "France", "Spain"], ["is_referred", "=", 1]]]
    assert Rule.from_text(rule.to_text()) == rule == Rule.of(rule.to_plain())
    assert rule.words == "Orders at least 2; Country is one of France, Spain or Came on a recommendation: yes"
    assert Rule.from_text("").words == "Everybody"


def test_no_value_is_ever_part_of_the_statement():
    text, values = compiled(Rule.of([["country", "in", HOSTILE], ["monetary", ">=", 12.345], ["discount_share", "<=", 5]]), "rule")
    assert text == (
        "(dim_customer_attributes.country in (:rule_0)) and (score_rfm.monetary_cents >= :rule_1)"
        " and (dim_customer_attributes.discount_share <= :rule_2)"
    )
    assert values == {"rule_0": HOSTILE, "rule_1": 1235, "rule_2": pytest.approx(0.05)}


def test_alternatives_are_in_brackets_and_everybody_is_no_condition():
    text, _ = compiled(Rule.of([[["frequency", ">=", 2], ["reviews", ">=", 1]], ["tickets", "=", 0]]), "r")
    assert text == ("(score_rfm.frequency >= :r_0 or dim_customer_attributes.reviews >= :r_1) and (dim_customer_attributes.tickets = :r_2)")
    assert compiled(Rule(()), "r") == ("1 = 1", {})


def test_only_the_tables_that_are_asked_are_joined():
    assert joins(("score_rfm",), "score_rfm") == ""
    assert joins(("score_rfm", "other", "other"), "score_rfm") == "\nleft join other on other.customer_key = score_rfm.customer_key"


@pytest.mark.parametrize(
    ("plain", "words"),
    [
        ("frequency", "list of lines"),
        ([[]], "list of lines"),
        ([["frequenzy", ">=", 1]], "frequency"),
        ([["frequency", "like", 1]], "cannot be compared"),
        ([["frequency", ">=", 1.5]], "whole number"),
        ([["frequency", ">=", "many"]], "number"),
        ([["frequency", ">=", 1, 2]], "one value"),
        ([["frequency", ">=", float("nan")]], "number"),
        ([["frequency", ">="]], "an operator and a value"),
        ([["country", "in", ""]], "1 to"),
        ([["country", "in", *[str(number) for number in range(60)]]], "1 to"),
        ([["country", "in", "x" * 200]], "letters"),
        ([["is_referred", "=", "perhaps"]], "yes or no"),
        ([["frequency", ">=", 1]] * 41, "at most"),
    ],
)
def test_what_is_wrong_is_said(plain, words):
    with pytest.raises(UserError, match=words):
        Rule.of(plain)


def test_an_address_that_is_no_json_is_said():
    with pytest.raises(UserError, match="JSON"):
        Rule.from_text("[[")


def test_every_attribute_has_a_type_with_operators_and_a_title_of_its_own():
    assert {one.type for one in attributes().values()} <= set(OPERATORS)
    assert len({one.title for one in attributes().values()}) == len(attributes())
