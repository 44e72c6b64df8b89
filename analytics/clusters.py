"""Clusters of customers by recency, frequency and spending: KMeans where it finds itself again, and else a refusal in words.

KMeans cuts anything in as many groups as it is asked for, so a number of groups counts only where two things hold. It is stable: fitted
to customers drawn anew with replacement, it groups everybody as before, by a mean adjusted Rand index (L. Hubert and P. Arabie, Journal
of Classification 2, 1985) of LEAST_AGREEMENT or more. And its groups are further apart, by the silhouette (P. Rousseeuw, Journal of
Computational and Applied Mathematics 20, 1987), than those of single clouds of the same covariance by FURTHER or more: a large cloud is
cut stably, too.
Of several such numbers the one with the best silhouette is chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy
import pandas
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score

from analytics.numbered import numbered

Numbers: TypeAlias = "numpy.ndarray[tuple[int, ...], numpy.dtype[numpy.float64]]"
MEASURES = ("recency_days", "frequency", "monetary")
LEAST_GROUPS, MOST_GROUPS = 3, 8
RESAMPLES, LEAST_AGREEMENT = 20, 0.85
CLOUDS, FURTHER = 5, 0.05
# Stability and silhouettes are those of so many customers, drawn once, where there are more.
SAMPLE = 5_000
STARTS, SEED = 10, 0
LOW, HIGH = 0.1, 0.9
# A group is high or low in a measure where its mean is so many deviations from that of everybody.
FAR = 0.5
WORDS = (("recent", "long silent"), ("few orders", "many orders"), ("small spend", "large spend"))
IN_NOTHING = "in the middle"


@dataclass(frozen=True)
class Trial:
    """A number of groups: the mean agreement of its resamples and their middle 80 %, its silhouette, and the best of single clouds.

    cloud: None where it was not looked for, since the groups are not stable.
    """

    groups: int
    agreement: float
    low: float
    high: float
    silhouette: float
    cloud: float | None = None

    @property
    def is_stable(self) -> bool:
        """Whether the groups are found again."""
        return self.agreement >= LEAST_AGREEMENT

    @property
    def holds(self) -> bool:
        """Whether they are found again and are more than a cut through one cloud."""
        return self.cloud is not None and self.silhouette >= self.cloud + FURTHER


@dataclass(frozen=True)
class Clusters:
    """What came of it: every number of groups that was tried, and of the chosen one each customer's cluster and the clusters' names.

    trials: by number of groups. chosen: None where KMeans is refused; then labels and names are empty.
    labels: (customers,) from 1, the cluster of the best customers first. tested: how many customers the trials are of.
    """

    trials: tuple[Trial, ...]
    chosen: Trial | None
    labels: numpy.ndarray
    names: tuple[str, ...]
    tested: int

    @property
    def best(self) -> Trial | None:
        """The chosen number of groups; of a refusal the one that came nearest; None where nothing could be tried."""
        return self.chosen or max(self.trials, key=lambda one: (one.is_stable, one.agreement), default=None)

    @property
    def refused(self) -> str:
        """Why there are no clusters, with what was measured; nothing where there are."""
        if self.chosen:
            return ""
        if not self.best:
            return f"Customers differ in too few ways for {LEAST_GROUPS} groups."
        span = f"{self.trials[0].groups} to {self.trials[-1].groups}"
        if self.best.is_stable and self.best.cloud is not None:
            return (
                f"No number of groups from {span} is both found again and more than a cut through one cloud: {self.best.groups} groups "
                f"agree by {self.best.agreement:.2f}, but their silhouette is {self.best.silhouette:.2f} where a single cloud gives "
                f"{self.best.cloud:.2f}."
            )
        return (
            f"No number of groups from {span} is found again when customers are drawn anew: the most stable, {self.best.groups}, agree by "
            f"{self.best.agreement:.2f}, and {LEAST_AGREEMENT} is needed."
        )


def clusters(customers: pandas.DataFrame) -> Clusters:
    """The clusters of customers, or why there are none.

    customers: a row a customer with recency_days, frequency (orders) and monetary (major units; below zero counts as zero).
    """
    points = standardised(customers)
    random = numpy.random.default_rng(SEED)
    sample = points if len(points) <= SAMPLE else points[random.choice(len(points), SAMPLE, replace=False)]
    most = min(MOST_GROUPS, len(numpy.unique(sample, axis=0)) - 1)
    tried = [_trial(sample, groups, random) for groups in range(LEAST_GROUPS, most + 1)]
    trials, chosen = _chosen(sample, tried, random)
    if chosen is None:
        return Clusters(trials, None, numpy.array([], int), (), len(sample))
    fitted = _fit(points, chosen.groups)
    # The best first: those who were here lately, often and for much.
    order = numpy.argsort(-(fitted.cluster_centers_ @ numpy.array([-1.0, 1.0, 1.0])), kind="stable")
    places = numpy.argsort(order)
    return Clusters(trials, chosen, places[fitted.labels_] + 1, _names(fitted.cluster_centers_[order]), len(sample))


def standardised(customers: pandas.DataFrame) -> Numbers:
    """(customers, 3): the logarithms of one more than each measure, with mean 0 and deviation 1; 0 where all are alike."""
    logs = numpy.log1p(customers[list(MEASURES)].to_numpy(float).clip(min=0))
    deviation = logs.std(axis=0)
    return numpy.asarray((logs - logs.mean(axis=0)) / numpy.where(deviation > 0, deviation, 1.0))


def _fit(points: Numbers, groups: int) -> KMeans:
    return KMeans(groups, n_init=STARTS, random_state=SEED).fit(points)


def _trial(points: Numbers, groups: int, random: numpy.random.Generator) -> Trial:
    labels = _fit(points, groups).labels_
    drawn = (points[random.integers(0, len(points), len(points))] for _ in range(RESAMPLES))
    agreements = [float(adjusted_rand_score(labels, _fit(again, groups).predict(points))) for again in drawn]
    low, high = numpy.quantile(agreements, [LOW, HIGH])
    return Trial(groups, float(numpy.mean(agreements)), float(low), float(high), float(silhouette_score(points, labels)))


def _chosen(points: Numbers, trials: list[Trial], random: numpy.random.Generator) -> tuple[tuple[Trial, ...], Trial | None]:
    """The trials, with single clouds beside the stable ones as far as they had to be looked at, and the best that holds."""
    held = {one.groups: one for one in trials}
    for one in sorted((one for one in trials if one.is_stable), key=lambda one: -one.silhouette):
        beside = Trial(one.groups, one.agreement, one.low, one.high, one.silhouette, _cloud(points, one.groups, random))
        held[one.groups] = beside
        if beside.holds:
            return tuple(held.values()), beside
    return tuple(held.values()), None


def _cloud(points: Numbers, groups: int, random: numpy.random.Generator) -> float:
    """The best silhouette of so many groups cut out of single normal clouds with the covariance of the points."""
    drawn = (random.multivariate_normal(points.mean(axis=0), numpy.cov(points.T), len(points)) for _ in range(CLOUDS))
    return max(float(silhouette_score(cloud, _fit(cloud, groups).labels_)) for cloud in drawn)


def _names(centres: Numbers) -> tuple[str, ...]:
    """What each cluster is high and low in, in words; numbered where two are alike."""
    told = [
        ", ".join(words[int(at > 0)] for at, words in zip(centre, WORDS, strict=True) if abs(at) >= FAR) or IN_NOTHING for centre in centres
    ]
    return numbered(told)
