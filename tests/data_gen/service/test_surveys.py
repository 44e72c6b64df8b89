"""Answers come from the happiest and the unhappiest, and the truth says by how much that moves the score."""

from __future__ import annotations

import numpy
import pandas

from data_gen.service.surveys import FEWEST, LOOKS_BACK, MOST
from data_gen.tables import arrow_table
from tests.data_gen.service.shop import CONFIG, shared


def _net_promoters(scores: pandas.Series) -> pandas.Series:
    return 100.0 * (scores >= 9) - 100.0 * (scores <= 6)


def test_surveys_are_as_declared():
    made = shared().tables["surveys"]
    assert arrow_table("surveys", made).num_rows == len(made) > 1000
    assert (made["score"].notna() == made["answered_at"].notna()).all()
    assert made["score"].dropna().between(0, 10).all()
    assert made["answered_at"].max() < pandas.Timestamp(CONFIG.end)
    assert not made.duplicated(["wave", "customer_id"]).any()


def test_who_is_asked_had_a_delivery_within_ninety_days():
    made = shared().tables["surveys"].merge(shared().latent["deliveries"], on="order_id")
    since = made["invited_at"] - made["delivered_at"]
    assert (since > pandas.Timedelta(0)).all()
    assert (since < pandas.Timedelta(days=LOOKS_BACK + 1)).all()


def test_waves_have_as_many_answers_as_they_should():
    truth = shared().truth["nps"]
    full = truth[truth["invited"] < truth["eligible"]]
    assert len(full) >= 3
    assert full["answered"].between(0.75 * FEWEST, 1.15 * MOST).all()
    counted = shared().tables["surveys"].groupby("wave")["score"].count()
    assert (truth["answered"] == counted.reindex(truth["wave"]).to_numpy()).all()


def test_the_observed_score_covers_what_answerers_think_and_is_biased_for_everybody():
    truth = shared().truth["nps"].set_index("wave")
    votes = _net_promoters(shared().tables["surveys"].dropna(subset=["score"]).set_index("wave")["score"].astype(int))
    found = votes.groupby(level=0).agg(["mean", "std", "count"])
    error = found["mean"] - truth["true_nps_of_answerers"].reindex(found.index)
    standard = found["std"] / numpy.sqrt(found["count"])
    assert (error.abs() < 1.96 * standard).mean() > 0.8, "ten waves or more, of which one in twenty may miss"
    assert abs((error / standard).mean()) < 1
    assert (truth["true_nps_of_answerers"] - truth["true_nps"]).mean() > 2
    assert truth["true_nps"].std() > 2


def test_the_happiest_and_the_unhappiest_answer_more():
    made, asked = shared().tables["surveys"], shared().truth["nps"]
    assert 0.13 < made["score"].notna().mean() < 0.2
    share = asked["true_nps"].mean()
    assert share < _net_promoters(made["score"].dropna().astype(int)).mean()
