"""The churn model in the shop: its card, the scores that its table takes, and what it says where there is too little data."""

from __future__ import annotations

import datetime

import orjson
import pandas
import pytest

from dashapp.model_card import Card
from dashapp.periods import day_number
from jobs.model_tables import churn_scores
from jobs.models.churn import work_out
from jobs.models.marts import Marts
from jobs.models.model import BIN_COLUMNS, Outcome
from queries.versions import Version
from tests.analytics.churn.panels import DAYS, made_orders, shop_of

FIRST = datetime.date(2024, 1, 1)


def worked_out(orders: pandas.DataFrame, days: int) -> Outcome:
    last = FIRST + datetime.timedelta(days=days - 1)
    version = Version(1, "", last, "EUR", FIRST, last, {}, 0, is_demo=False)
    with shop_of(orders.assign(order_day=orders["order_day"] + day_number(FIRST))) as held:
        return work_out(Marts(version, held))


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return worked_out(made_orders(), DAYS)


def test_the_scores_are_what_their_table_takes(outcome: Outcome):
    assert list(outcome.scores) == [column.name for column in churn_scores.columns]
    assert not outcome.scores.isna().any().any()
    assert not outcome.scores.duplicated(["source", "customer_id"]).any()
    assert outcome.scores["probability"].between(0, 1).all()
    assert (outcome.scores["band"] == "High").mean() == pytest.approx(0.1, abs=0.01)


def test_the_card_says_how_it_was_tested_and_what_it_is_used_for(outcome: Outcome):
    card = outcome.card
    assert card.beats_rule is True
    assert card.uses == "model"
    # The newest cut-off whose ninety days are over, and its last day.
    assert (card.cut, card.tested_to) == ("2025-09-21", "2025-12-20")
    figures = {figure.name: figure for figure in card.figures}
    assert figures["auc"].low < figures["auc"].value < figures["auc"].high
    assert figures["auc"].value > figures["auc"].of_rule
    assert figures["precision"].value > next(figure.value for figure in outcome.figures if figure.name == "base_rate")
    assert any("High begins at an expected loss of" in words for words in card.fails)
    assert not any("No cost is recorded" in words for words in card.fails)
    assert Card.from_json(orjson.loads(orjson.dumps(card.as_json()))) == card


def test_the_tenths_of_the_test_hold_everybody(outcome: Outcome):
    assert list(outcome.bins) == list(BIN_COLUMNS)
    assert len(outcome.bins) == 10
    assert outcome.bins["predicted"].is_monotonic_decreasing


def test_too_short_a_history_or_too_few_customers_are_said():
    orders = made_orders(300, 400)
    short = worked_out(orders, 400)
    assert short.scores is None
    assert "reach over 400 days. A churn model needs 540" in short.card.missing[0]
    few = worked_out(made_orders(60), DAYS)
    assert few.scores is None
    assert "200 are needed" in few.card.missing[0]
