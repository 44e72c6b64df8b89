"""Trust: the state, and words that claim no more than the checks said."""

from __future__ import annotations

from dashapp.cards import as_json, trust_badge
from dashapp.trust import STATES, Failing, Trust, gravest_first, together

CRITICAL = Failing("orders.future_dates", "orders", "critical", 5, "fail")
MAJOR = Failing("orders.stuck", "orders", "major", 3, "fail")
CHECKED, UNCHECKED = frozenset({"raw_orders"}), frozenset({"raw_regions"})


def test_the_three_states() -> None:
    found = [Trust((CRITICAL,), CHECKED), Trust((), CHECKED, UNCHECKED), Trust((), frozenset(), UNCHECKED)]
    assert [one.state for one in found] == list(STATES)
    assert [one.brief for one in found] == ["1 check fails", "Checks pass", "Not checked"]


def test_the_words_name_what_fails_and_count_what_was_looked_at() -> None:
    assert "orders.future_dates (orders, critical)" in Trust((CRITICAL,), CHECKED).words
    assert "1 of 2 source tables" in Trust((), CHECKED, UNCHECKED).words
    assert "No check has looked" in Trust().words


def test_what_fails_elsewhere_in_the_source_tables_is_counted_and_no_more() -> None:
    found = Trust((), CHECKED, UNCHECKED, frozenset({"orders.stuck"}))
    assert (found.state, found.brief) == ("passing", "Checks pass")
    assert found.words.endswith("1 check fails on what this does not read of them.")
    assert together([found, Trust((MAJOR,), CHECKED)]).elsewhere == frozenset()


def test_many_failures_are_counted_not_listed() -> None:
    many = tuple(Failing(f"orders.check_{number}", "orders", "major", 3, "fail") for number in range(9))
    assert Trust(many).words.endswith("and 4 more.")


def test_several_cards_together_are_as_good_as_the_worst() -> None:
    found = together([Trust((MAJOR,), CHECKED, UNCHECKED), Trust((CRITICAL, MAJOR), UNCHECKED)])
    assert found.failing == gravest_first({MAJOR, CRITICAL}) == (CRITICAL, MAJOR)
    assert (found.checked, found.unchecked) == (CHECKED | UNCHECKED, frozenset())


def test_a_header_is_ascii() -> None:
    assert Trust((Failing("schema.bücher", "loads", "major", 3, "fail"),)).header.isascii()


def test_a_badge_is_a_link_for_those_who_may_open_the_checks() -> None:
    assert as_json(trust_badge(Trust((CRITICAL,)), "/quality"))["props"]["href"] == "/quality"
    assert "href" not in as_json(trust_badge(Trust((CRITICAL,))))["props"]
