"""Cards and their states: what a person and a screen reader find in them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from dashapp.cards import as_json, card, menu, meta, state_empty, state_error, state_forbidden, state_gate, state_loading
from tests.charts.made_up import SOURCE


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
