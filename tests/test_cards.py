"""Cards and their states: what a person and a screen reader find in them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from dashapp.cards import as_json, card, menu, meta, state_empty, state_error, state_forbidden, state_gate, state_loading
from dashapp.table import Column
from dashapp.table_view import table_of
from tests.charts.made_up import CATEGORY, HOUR, NAME, NET, SOURCE, WEEKDAY, categories, table


def words(component: Any) -> str:
    return json.dumps(as_json(component), ensure_ascii=False)


def test_the_five_states_say_one_sentence_in_the_same_frame() -> None:
    states = {"loading": state_loading(), "empty": state_empty("No."), "gate": state_gate("No."), "forbidden": state_forbidden("No.")}
    for name, state in states.items():
        assert (state.className, state.role) == (f"tr-state tr-state-{name}", "status")


def test_an_error_is_an_alert_with_its_reference_and_a_retry() -> None:
    state = state_error("It broke.", "ab12")
    assert state.role == "alert"
    assert "Reference ab12" in words(state)
    assert "tr-state-action" in words(state)


def test_a_card_is_named_and_its_menu_too() -> None:
    found = card("Net sales", "In GBP", "body", actions=[menu(["a"], "More about Net sales")], foot="12 rows", span=4)
    assert found.className == "tr-card tr-span-4"
    assert '"aria-label": "More about Net sales"' in words(found)


def test_the_foot_says_rows_age_and_time() -> None:
    assert meta(SOURCE) == "12 rows · data to 9 Dec 2021 · 3 ms"
    assert "cut at the row limit" in meta(replace(SOURCE, truncated=True))


def test_a_table_counts_its_rows() -> None:
    one, two = categories({"Hats": 1.0})[1], categories({"Hats": 1.0, "Shoes": 2.0})[1]
    assert '"1 row"' in words(table_of(one, "en-GB"))
    assert '"2 rows"' in words(table_of(two, "en-GB"))


def test_a_number_that_stands_for_a_name_gives_way_to_it_where_it_is_read() -> None:
    coded = table([WEEKDAY, NAME, HOUR, NET], [(1, "Monday", 9, 7.0), (2, "Tuesday", 9, 5.0)])
    read = coded.for_reading()
    assert [column.title for column in read.columns] == ["Weekday", "Hour", "Net sales"]
    assert [record["weekday_name"] for record in read.records()] == ["Monday", "Tuesday"]
    assert categories({"Hats": 1.0})[1].for_reading().columns == (CATEGORY, NET)


def test_a_name_that_repeats_what_it_names_is_left_out_where_it_is_read() -> None:
    cohort, name = Column("cohort", "Cohort", "text"), Column("cohort_name", "Cohort name", "text")
    assert table([cohort, name, NET], [("2026-01", "2026-01", 7.0)]).for_reading().columns == (cohort, NET)
    assert table([cohort, name, NET], [("C1", "Spring sale", 7.0)]).for_reading().columns == (cohort, name, NET)
