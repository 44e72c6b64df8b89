"""The test of a churn model on the newest cut-off whose horizon is over, against the two rules that need no model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy
import pandas

from analytics.churn.features import DAY, gaps_passed
from analytics.churn.measures import Decile, Interval, at_capacity, auc, auc_gain, brier, calibration_interval, deciles, log_loss

Numbers = numpy.ndarray
SUSPICIOUS_AUC = 0.92


@dataclass(frozen=True)
class Report:
    """What the test found. base_rate: the share that was silent; rule: days silent; rhythm: the customer's own gap percentile.

    precision: the share that was silent in the tenth of the highest probability. lift_of_buyers: how much more often the tenth of the
    lowest probability ordered than everybody did. gain: AUC over that of the rule.
    """

    customers: int
    base_rate: float
    auc: Interval
    rule_auc: Interval
    rhythm_auc: Interval
    gain: Interval
    log_loss: float
    rule_log_loss: float
    brier: float
    base_brier: float
    calibration_error: Interval
    precision: Interval
    lift_of_buyers: float
    deciles: tuple[Decile, ...]

    @property
    def beats_rule(self) -> bool:
        """Whether the model is better than the days silent alone by more than chance explains."""
        return self.gain.low > 0

    @property
    def is_suspicious(self) -> bool:
        """Whether the model is too good to be true: then a feature probably reads what comes after the cut-off."""
        return self.auc.value > SUSPICIOUS_AUC


def tested(panel: pandas.DataFrame, answer: Numbers, probability: Numbers, by_rule: Numbers) -> Report:
    """Probabilities of the model and of the rule held against what happened."""
    base, silent = float(answer.mean()), panel[DAY].to_numpy(dtype=float)
    return Report(
        customers=len(answer),
        base_rate=base,
        auc=auc(probability, answer),
        rule_auc=auc(silent, answer),
        rhythm_auc=auc(gaps_passed(panel), answer),
        gain=auc_gain(probability, silent, answer),
        log_loss=log_loss(probability, answer),
        rule_log_loss=log_loss(by_rule, answer),
        brier=brier(probability, answer),
        base_brier=base * (1 - base),
        calibration_error=calibration_interval(probability, answer),
        precision=at_capacity(probability, answer),
        lift_of_buyers=at_capacity(-probability, 1 - answer).value / (1 - base),
        deciles=tuple(deciles(probability, answer)),
    )
