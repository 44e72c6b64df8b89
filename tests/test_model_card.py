"""The model card: what it tells of a model that was tested, of one that lost to its rule, and of one without enough data."""

from __future__ import annotations

import json

from dashapp.model_card import Card, Figure, model_card

RUN = {"trained_at": "2026-10-14 03:10:00", "as_of_date": "2026-10-13", "is_of_shown_data": 1}
CARD = Card(
    "clv",
    "Customer lifetime value",
    "Marketing",
    "What will each customer bring?",
    ("2024-10-01", "2026-10-13"),
    cut="2026-04-16",
    tested_to="2026-10-13",
    rule="The rule: as so far.",
    beats_rule=True,
    figures=(
        Figure("ratio", "Predicted for each that came", "decimal", 1.04, 0.98, 1.1, 2.11),
        Figure("total", "In a year", "money", 1_200_000.0),
    ),
    fails=("It knows no campaign.",),
)


def words(component: object) -> str:
    """Everything a component says."""
    if isinstance(component, (list, tuple)):
        return " ".join(words(part) for part in component)
    return component if isinstance(component, str) else words(getattr(component, "children", None) or "")


def test_a_tested_model_tells_window_test_rule_numbers_failures_run_and_owner():
    said = words(model_card(CARD, RUN, "EUR", "en-GB"))
    for told in (
        "What will each customer bring?",
        "1 Oct 2024 to 13 Oct 2026",
        "Trained to 16 Apr 2026, held against what happened to 13 Oct 2026",
        "The rule: as so far. The model did better.",
        "1.04 (0.98 to 1.10); the rule: 2.11",
        "€1.2M",
        "It knows no campaign.",
        "14 Oct 2026, 03:10 UTC",
        "Marketing",
    ):
        assert told in said, told
    assert "other data" not in said
    assert CARD.uses == "model"


def test_a_model_that_lost_says_that_the_rule_is_used():
    lost = Card(**{**CARD.__dict__, "beats_rule": False})
    assert lost.uses == "rule"
    assert "The rule did better, so the page uses the rule." in words(model_card(lost, RUN, "EUR", "en-GB"))


def test_scores_of_older_data_are_said_to_be_so():
    said = words(model_card(CARD, {**RUN, "is_of_shown_data": 0}, "EUR", "en-GB"))
    assert "The scores are of data to 13 Oct 2026; other data has been published since." in said


def test_without_enough_data_the_card_names_what_is_missing_and_no_number():
    lacking = Card(
        "clv", "Customer lifetime value", "Marketing", "What?", ("2026-09-01", "2026-10-13"), missing=("30 customers; 500 are needed.",)
    )
    said = words(model_card(lacking, RUN, "EUR", "en-GB"))
    assert "Not enough data 30 customers; 500 are needed." in said
    assert "Test" not in said
    assert lacking.uses == "nothing"


def test_what_is_refused_says_why_with_what_was_measured_and_how():
    refused = Card(
        "clusters", "Customer clusters", "Marketing", "Which kinds?", ("2024-10-01", "2026-10-13"),
        rule="The rule: segments.", figures=(Figure("agreement", "Agreement", "decimal", 0.7),), test="Fitted anew to 20 draws",
        refused="Not found again.",
    )  # fmt: skip
    assert refused.uses == "nothing"
    said = words(model_card(refused, RUN, "EUR", "en-GB"))
    assert "Refused Not found again. Data 1 Oct 2024 to 13 Oct 2026 Test Fitted anew to 20 draws" in said
    assert "The rule: segments. It was not tested against it. Agreement 0.70" in said
    assert Card.from_json(json.loads(json.dumps(refused.as_json()))) == refused


def test_a_card_comes_back_from_json():
    assert Card.from_json(json.loads(json.dumps(CARD.as_json()))) == CARD
