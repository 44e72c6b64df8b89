"""Three ways to a churn probability: a logistic regression, gradient boosting, and the rule that looks at the days silent alone.

All give log-odds, which Platt's scaling (J. Platt, Advances in Large Margin Classifiers, 1999) corrects on customers of a later cut-off.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

Numbers = numpy.ndarray
RIDGE, UNPENALISED = 1.0, 1e6
_LEAST_CHANCE = 1e-6


@dataclass(frozen=True)
class Linear:
    """A logistic regression on standardised columns: log-odds are the base and a contribution of each column, and their sum exactly."""

    columns: tuple[int, ...]
    mean: Numbers
    deviation: Numbers
    weight: Numbers
    base: float

    def contributions(self, given: Numbers) -> Numbers:
        """(customers, features): what each feature adds to the log-odds; 0 for columns that are not read."""
        found = numpy.zeros(given.shape)
        columns = list(self.columns)
        found[:, columns] = (given[:, columns] - self.mean) / self.deviation * self.weight
        return found

    def log_odds(self, given: Numbers) -> Numbers:
        """(customers,) of an answer of yes."""
        return numpy.asarray(self.base + self.contributions(given).sum(axis=1))

    def scaled(self, slope: float, shift: float) -> Linear:
        """The same with other log-odds: slope times these, and the shift."""
        return replace(self, weight=self.weight * slope, base=self.base * slope + shift)


@dataclass(frozen=True)
class Boosted:
    """Gradient boosting, with what its log-odds are multiplied by and added to."""

    raw: Callable[[Numbers], Numbers]
    slope: float = 1.0
    shift: float = 0.0

    def log_odds(self, given: Numbers) -> Numbers:
        """(customers,) of an answer of yes."""
        return self.slope * self.raw(given) + self.shift

    def scaled(self, slope: float, shift: float) -> Boosted:
        """The same with other log-odds: slope times these, and the shift."""
        return replace(self, slope=self.slope * slope, shift=self.shift * slope + shift)


def linear(given: Numbers, answer: Numbers, columns: tuple[int, ...]) -> Linear:
    """The logistic regression of yes (1) or no (0) on some columns of the features."""
    read = given[:, list(columns)]
    mean, deviation = read.mean(axis=0), read.std(axis=0)
    deviation = numpy.where(deviation > 0, deviation, 1.0)
    fit = LogisticRegression(C=RIDGE, max_iter=1000).fit((read - mean) / deviation, answer)
    return Linear(columns, mean, deviation, fit.coef_[0], float(fit.intercept_[0]))


def boosted(given: Numbers, answer: Numbers) -> Boosted:
    """Gradient boosting of yes (1) or no (0) on all features."""
    fit = HistGradientBoostingClassifier(learning_rate=0.05, max_iter=150, max_leaf_nodes=15, min_samples_leaf=50, random_state=0)
    fit.fit(given, answer)
    return Boosted(lambda rows: _log_odds(fit.predict_proba(rows)[:, 1]))


def platt(log_odds: Numbers, answer: Numbers) -> tuple[float, float]:
    """Slope and shift that bring log-odds nearest to what was answered; 1 and 0 where all answers are alike."""
    if answer.min() == answer.max():
        return 1.0, 0.0
    fit = LogisticRegression(C=UNPENALISED, max_iter=1000).fit(log_odds[:, None], answer)
    return float(fit.coef_[0, 0]), float(fit.intercept_[0])


def chance(log_odds: Numbers) -> Numbers:
    """Probability of log-odds."""
    return numpy.asarray(numpy.exp(-numpy.logaddexp(0, -log_odds)))


def _log_odds(probability: Numbers) -> Numbers:
    kept = numpy.clip(probability, _LEAST_CHANCE, 1 - _LEAST_CHANCE)
    return numpy.asarray(numpy.log(kept) - numpy.log1p(-kept))
