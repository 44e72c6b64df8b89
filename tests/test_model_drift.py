"""Drift in words: steady, moved, moved much; what chance explains; a promise that was kept, and one that was not."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from dashapp.model_card import Card, model_card
from dashapp.model_drift import Drift, Kept, Promise, Shift
from tests.test_model_card import CARD, RUN, words

PROMISE = Promise("Placed no order", "ratio", 90, 0.801, 0.03)
SCORE = Shift("probability", "Churn probability", 0.03, 0.01)
SILENT, AGE, ORDERS = Shift("silent", "Days silent", 0.14, 0.01), Shift("age", "Age", 0.3, 0.01), Shift("orders", "Orders", 0.02, 0.01)
DRIFT = Drift("2026-04-16", SCORE, (ORDERS, SILENT, AGE), PROMISE)


@pytest.mark.parametrize(
    ("index", "by_chance", "state"),
    [(0.09, 0.0, "steady"), (0.1, 0.0, "moved"), (0.24, 0.2, "moved"), (0.25, 0.0, "moved much"), (0.3, 0.35, "steady")],
)
def test_a_shift_is_told_by_the_usual_thresholds_beyond_chance(index: float, by_chance: float, state: str):
    assert Shift("a", "A", index, by_chance).state == state


@pytest.mark.parametrize(("actual", "state"), [(0.82, "steady"), (0.775, "steady"), (0.75, "moved"), (0.87, "moved much")])
def test_a_promise_is_held_against_what_came(actual: float, state: str):
    assert Kept(PROMISE, "2026-04-01", "2026-06-30", actual).state == state


def test_the_first_run_has_nothing_to_compare_with_yet():
    score, inputs, promise = DRIFT.sentences("EUR", "en-GB")
    assert score == "Churn probability since 16 Apr 2026: steady (PSI 0.03)."
    assert inputs == "Inputs since 16 Apr 2026: 2 of 3 not steady: Age moved much (PSI 0.30), Days silent moved (PSI 0.14)."
    assert promise == "Predicted and actual: nothing to compare with yet, because the 90 days of no earlier run are over."


def test_what_is_steady_and_what_came_are_told_with_their_numbers():
    kept = Kept(PROMISE, "2026-04-01", "2026-06-30", 0.752)
    _, inputs, promise = replace(DRIFT, inputs=(ORDERS,), kept=kept).sentences("EUR", "en-GB")
    assert inputs == "Inputs since 16 Apr 2026: all 1 steady, Orders moved farthest (PSI 0.02)."
    assert promise == "Placed no order in the 90 days to 30 Jun 2026: moved, predicted 80.1\u202f%, came 75.2\u202f%."
    money = Promise("Net sales", "money", 90, 1_200_000.0, 180_000.0)
    told = replace(DRIFT, kept=Kept(money, "2026-04-01", "2026-06-30", 1_000_000.0)).sentences("EUR", "en-GB")[2]
    assert told == "Net sales in the 90 days to 30 Jun 2026: moved, predicted €1.2M, came €1M."


def test_the_card_shows_it_and_comes_back_from_json_with_the_states():
    card = replace(CARD, drift=replace(DRIFT, kept=Kept(PROMISE, "2026-04-01", "2026-06-30", 0.9)))
    said = words(model_card(card, RUN, "EUR", "en-GB"))
    assert "Drift Churn probability since 16 Apr 2026: steady" in said
    assert "moved much, predicted 80.1\u202f%, came 90.0\u202f%." in said
    told = json.loads(json.dumps(card.as_json()))
    assert told["drift"]["score"]["state"] == "steady"
    assert [one["state"] for one in told["drift"]["inputs"]] == ["steady", "moved", "moved much"]
    assert told["drift"]["kept"]["state"] == "moved much"
    assert Card.from_json(told) == card


def test_a_card_of_a_release_that_did_not_watch_is_still_read():
    told = {name: value for name, value in CARD.as_json().items() if name != "drift"}
    assert Card.from_json(told) == CARD
    assert "Drift" not in words(model_card(CARD, RUN, "EUR", "en-GB"))
