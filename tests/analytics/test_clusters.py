"""Clusters: true ones are found and named by what they are, one cloud is refused with the reason, whatever its size and shape."""

from __future__ import annotations

from pathlib import Path

import numpy
import pandas
import pytest
from sklearn.metrics import adjusted_rand_score

from analytics.clusters import FURTHER, LEAST_AGREEMENT, MEASURES, clusters, standardised
from tests.analytics.clv.cdnow import cdnow_log

# Medians of recency in days, orders and spending.
REGULARS, NEWCOMERS, LOST = (8, 20, 2000), (12, 1, 60), (400, 2, 90)


def kinds(*medians: tuple[float, float, float], each: int = 200, seed: int = 1) -> tuple[pandas.DataFrame, numpy.ndarray]:
    """Customers around these medians, and the kind of each."""
    random = numpy.random.default_rng(seed)
    logs = numpy.concatenate([random.normal(numpy.log(median), 0.25, (each, 3)) for median in medians])
    given = pandas.DataFrame(numpy.exp(logs), columns=list(MEASURES))
    return given.assign(frequency=given["frequency"].round().clip(lower=1)), numpy.repeat(range(len(medians)), each)


def cloud(customers: int, correlation: float, seed: int = 3) -> pandas.DataFrame:
    """Customers of one kind, whose orders and spending go together, against the days since the last order."""
    signs = numpy.array([-1.0, 1.0, 1.0])
    covariance = correlation * numpy.outer(signs, signs) + (1 - correlation) * numpy.eye(3)
    logs = numpy.random.default_rng(seed).multivariate_normal([4.0, 4.0, 4.0], covariance, customers)
    return pandas.DataFrame(numpy.exp(logs), columns=list(MEASURES))


def test_true_clusters_are_found_and_named_by_their_profile():
    given, true = kinds(REGULARS, NEWCOMERS, LOST)
    found = clusters(given)
    assert found.refused == ""
    assert found.chosen.groups == 3
    assert found.chosen.agreement > 0.98
    assert found.chosen.silhouette > found.chosen.cloud + 0.2
    assert adjusted_rand_score(true, found.labels) > 0.98
    assert found.names[0] == "Recent, many orders, large spend"
    assert [name.split(",")[0] for name in found.names] == ["Recent", "Recent", "Long silent"]
    assert given.groupby(found.labels)["monetary"].median().idxmax() == 1


def test_five_true_clusters_are_five():
    given, true = kinds((5, 30, 5000), (10, 2, 50), (60, 12, 300), (200, 1, 1500), (700, 6, 80), seed=2)
    found = clusters(given)
    assert found.chosen.groups == 5
    assert adjusted_rand_score(true, found.labels) > 0.95
    assert len(set(found.names)) == 5
    assert set(found.labels) == {1, 2, 3, 4, 5}


def test_one_round_cloud_is_refused_because_it_is_not_found_again():
    found = clusters(cloud(600, 0.0))
    assert found.chosen is None
    assert (len(found.labels), found.names) == (0, ())
    assert max(trial.agreement for trial in found.trials) < LEAST_AGREEMENT
    assert found.refused.startswith("No number of groups from 3 to 8 is found again when customers are drawn anew")
    assert f"agree by {found.best.agreement:.2f}, and 0.85 is needed" in found.refused


def test_one_long_cloud_is_cut_stably_and_refused_all_the_same():
    found = clusters(cloud(3000, 0.9))
    assert found.chosen is None
    assert found.best.is_stable
    assert found.best.silhouette < found.best.cloud + FURTHER
    assert "more than a cut through one cloud" in found.refused
    assert f"their silhouette is {found.best.silhouette:.2f} where a single cloud gives {found.best.cloud:.2f}" in found.refused


def test_customers_who_are_all_alike_are_refused():
    alike = pandas.DataFrame({"recency_days": [5] * 600, "frequency": [1] * 600, "monetary": [9.0] * 600})
    found = clusters(alike)
    assert (found.trials, found.chosen, found.best) == ((), None, None)
    assert found.refused == "Customers differ in too few ways for 3 groups."


def test_more_customers_than_the_sample_are_all_given_a_cluster(monkeypatch: pytest.MonkeyPatch):
    given, true = kinds(REGULARS, NEWCOMERS, LOST)
    monkeypatch.setattr("analytics.clusters.SAMPLE", 300)
    found = clusters(given)
    assert found.tested == 300
    assert len(found.labels) == len(given)
    assert adjusted_rand_score(true, found.labels) > 0.98


def test_the_same_customers_give_the_same_clusters():
    given, _ = kinds(REGULARS, NEWCOMERS, LOST, each=60)
    one, other = clusters(given), clusters(given)
    assert one.trials == other.trials
    assert one.labels.tolist() == other.labels.tolist()


def test_measures_are_logarithms_with_one_scale_and_no_spending_below_zero():
    given = pandas.DataFrame({"recency_days": [0, 10, 300], "frequency": [1, 1, 1], "monetary": [-5.0, 0.0, 100.0]})
    points = standardised(given)
    assert points.mean(axis=0) == pytest.approx([0, 0, 0], abs=1e-12)
    assert points.std(axis=0) == pytest.approx([1, 0, 1])
    assert points[0, 2] == points[1, 2] < points[2, 2]


def test_clusters_that_are_alike_in_words_are_numbered(monkeypatch: pytest.MonkeyPatch):
    given, _ = kinds(REGULARS, NEWCOMERS, LOST, each=60)
    monkeypatch.setattr("analytics.clusters.FAR", 9.0)
    assert clusters(given).names == tuple(f"In the middle ({number})" for number in (1, 2, 3))


def test_cdnow_has_three(real_data: Path):
    """Silhouette of three groups as measured elsewhere: 0.49; they are the most stable number."""
    log = cdnow_log(real_data)
    last = log["day"].max()
    given = log.groupby("customer").agg(
        recency_days=("day", lambda days: last - days.max()), frequency=("day", "size"), monetary=("amount", "sum")
    )
    found = clusters(given)
    assert len(given) == 2357
    assert found.chosen.groups == 3
    assert found.chosen.silhouette == pytest.approx(0.49, abs=0.01)
    assert found.chosen.agreement > 0.9
    assert found.chosen.silhouette > found.chosen.cloud + FURTHER
