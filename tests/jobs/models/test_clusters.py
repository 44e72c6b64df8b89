"""Clusters in the shop: scores and a card where customers fall into kinds, a refusal with what was measured where they do not."""

from __future__ import annotations

import datetime
from typing import Any

import numpy
import orjson
import pandas
import pytest

from analytics.clusters import MEASURES
from dashapp.model_card import Card
from jobs.model_tables import cluster_scores
from jobs.models.clusters import work_out
from jobs.models.model import Outcome
from queries.versions import Version

FIRST, LAST = datetime.date(2024, 1, 1), datetime.date(2025, 12, 31)


class OneFrame:
    """Marts that hold the measures of these customers."""

    version = Version(1, "", LAST, "EUR", FIRST, LAST, {}, 0, is_demo=False)

    def __init__(self, logs: numpy.ndarray) -> None:
        self._measures = pandas.DataFrame(numpy.exp(logs), columns=list(MEASURES))

    def frame(self, name: str, _values: Any = None) -> pandas.DataFrame:
        assert name == "segmentation.measures"
        return self._measures.assign(source="shop", customer_id=[f"c{place}" for place in range(len(self._measures))])


def worked_out(medians: list[tuple[float, float, float]], spread: float, each: int) -> Outcome:
    random = numpy.random.default_rng(7)
    return work_out(OneFrame(numpy.concatenate([random.normal(numpy.log(median), spread, (each, 3)) for median in medians])))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def found() -> Outcome:
    return worked_out([(8, 20, 2000), (12, 2, 60), (400, 2, 90)], 0.25, 180)


def test_the_scores_are_what_their_table_takes(found: Outcome):
    assert set(found.scores) == {column.name for column in cluster_scores.columns}
    assert len(found.scores) == 540
    assert not found.scores.isna().any().any()
    assert not found.scores.duplicated(["source", "customer_id"]).any()
    assert found.scores.groupby("cluster_number")["cluster"].nunique().tolist() == [1, 1, 1]
    assert found.scores["cluster"].iloc[0] == "Recent, many orders, large spend"


def test_the_card_says_how_it_was_tested_and_what_was_measured(found: Outcome):
    card = found.card
    assert (card.uses, card.refused, card.beats_rule) == ("model", "", None)
    assert "540 customers, and anew to 20 draws" in card.test
    figures = {figure.name: figure for figure in card.figures}
    assert figures["groups"].value == 3
    assert figures["agreement"].low <= figures["agreement"].value <= figures["agreement"].high
    assert Card.from_json(orjson.loads(orjson.dumps(card.as_json()))) == card
    assert {figure.name for figure in found.figures} >= {
        f"{name}_{groups}" for name in ("agreement", "silhouette") for groups in range(3, 9)
    }
    assert not {figure.name for figure in found.figures} & set(figures)


def test_one_kind_of_customers_is_refused_with_what_was_measured():
    outcome = worked_out([(50, 50, 50)], 1.0, 600)
    assert outcome.scores is None
    assert outcome.card.uses == "nothing"
    assert outcome.card.missing == ()
    agreement = next(figure for figure in outcome.card.figures if figure.name == "agreement")
    assert f"agree by {agreement.value:.2f}, and 0.85 is needed" in outcome.card.refused
    assert any(figure.name == "agreement_8" for figure in outcome.figures)


def test_too_few_customers_are_said():
    outcome = worked_out([(8, 20, 2000)], 0.25, 60)
    assert (outcome.scores, outcome.figures, outcome.card.uses) == (None, (), "nothing")
    assert outcome.card.missing == ("60 known customers have ordered; 500 are needed.",)
