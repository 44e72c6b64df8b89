"""The churn model of a shop: trained on earlier cut-offs, calibrated on the next, tested on the newest, then asked about today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy
import pandas

from analytics.churn.bands import CutPoints, bands, cut_points, expected_next_days, fifths, worth
from analytics.churn.cut_offs import CutOffs
from analytics.churn.features import DAY, NAMES, REASON_OF, REASONS, features
from analytics.churn.fitting import Boosted, Linear, boosted, chance, linear, platt
from analytics.churn.measures import log_loss
from analytics.churn.testing import Report, tested

Numbers = numpy.ndarray
LOGISTIC, BOOSTING, RULE = "logistic regression", "gradient boosting", "days silent"
# What boosting sees in features together, beyond what each adds by itself in the logistic regression.
TOGETHER = "Several of these together"
NAMED, NO_REASON = 3, "None"
# By which share of the log loss boosting has to be better before it takes the place of the regression, whose reasons are plainer.
CHALLENGE = 0.01
SILENT = NAMES.index("silent")


@dataclass(frozen=True)
class Scores:
    """A row a customer, both frames in one order. added: what each reason adds to the log-odds; with `base` they sum to `log_odds`.

    frame: customer_key, probability, log_odds, base, band, expected_loss_cents, worth_cents, risk_fifth, value_fifth, rhythm, silent_days,
    expected_next_day, and the NAMED reasons that raise the probability most: reason_1 and so on, NO_REASON where fewer do.
    """

    frame: pandas.DataFrame
    added: pandas.DataFrame
    points: CutPoints


@dataclass(frozen=True)
class Churn:
    """Three fitted models, which of them is in use, and what the test found."""

    logistic: Linear
    boosting: Boosted
    rule: Linear
    champion: str
    report: Report

    @property
    def in_use(self) -> str:
        """The champion, or the simple rule where that is not beaten."""
        return self.champion if self.report.beats_rule else RULE

    def score(self, panel: pandas.DataFrame, cut_off_day: int) -> Scores:
        """Probability, band and reasons of each customer of a panel."""
        given = features(panel)
        explained = self.rule if self.in_use == RULE else self.logistic
        added = _by_reason(explained.contributions(given)).set_axis(panel.index)
        added[TOGETHER] = self._log_odds(given) - explained.log_odds(given)
        log_odds = explained.base + added.sum(axis=1).to_numpy()
        cents, basis = worth(panel)
        lost = chance(log_odds) * cents
        points = cut_points(lost, basis)
        frame = pandas.DataFrame(
            {
                "customer_key": panel["customer_key"].to_numpy(),
                "probability": chance(log_odds),
                "log_odds": log_odds,
                "base": explained.base,
                "band": bands(lost, points),
                "expected_loss_cents": numpy.rint(lost).astype(int),
                "worth_cents": numpy.rint(cents).astype(int),
                "risk_fifth": fifths(log_odds),
                "value_fifth": fifths(cents),
                "rhythm": panel["rhythm"].to_numpy(),
                "silent_days": panel[DAY].to_numpy(dtype=int),
                "expected_next_day": expected_next_days(panel, cut_off_day),
            },
            index=panel.index,
        )
        return Scores(frame.join(_named(added)), added, points)

    def _log_odds(self, given: Numbers) -> Numbers:
        models: dict[str, Linear | Boosted] = {LOGISTIC: self.logistic, BOOSTING: self.boosting, RULE: self.rule}
        return models[self.in_use].log_odds(given)


def _by_reason(contributions: Numbers) -> pandas.DataFrame:
    """(customers, REASONS) sums of contributions (customers, features)."""
    of_reason = {name: [number for number, feature in enumerate(NAMES) if REASON_OF[feature] == name] for name in REASONS}
    return pandas.DataFrame({name: contributions[:, columns].sum(axis=1) for name, columns in of_reason.items()})


def _named(added: pandas.DataFrame) -> pandas.DataFrame:
    """The reasons that raise each customer's log-odds most, the strongest first."""
    titles, values = added.columns.to_numpy(dtype=object), added.to_numpy()
    order = numpy.argsort(-values, axis=1, kind="stable")[:, :NAMED]
    found = titles[order]
    found[numpy.take_along_axis(values, order, axis=1) <= 0] = NO_REASON
    return pandas.DataFrame(found, columns=[f"reason_{number}" for number in range(1, NAMED + 1)], index=added.index)


def trained(panels: Mapping[int, pandas.DataFrame], cuts: CutOffs) -> Churn:
    """The model of a shop from the panels of its cut-offs; that of cuts.scoring is not needed.

    ValueError where a panel holds customers of one kind only.
    """
    given = {day: features(panels[day]) for day in (*cuts.training, cuts.calibrating, cuts.testing)}
    answer = {day: panels[day]["is_silent"].to_numpy(dtype=int) for day in given}
    _refuse_one_kind(answer)
    stacked, answers = (numpy.concatenate([part[day] for day in cuts.training]) for part in (given, answer))
    seen, then = given[cuts.calibrating], answer[cuts.calibrating]
    logistic = linear(stacked, answers, tuple(range(len(NAMES))))
    logistic = logistic.scaled(*platt(logistic.log_odds(seen), then))
    boosting = boosted(stacked, answers)
    boosting = boosting.scaled(*platt(boosting.log_odds(seen), then))
    rule = linear(stacked, answers, (SILENT,))
    rule = rule.scaled(*platt(rule.log_odds(seen), then))
    losses = {name: log_loss(chance(one.log_odds(seen)), then) for name, one in ((LOGISTIC, logistic), (BOOSTING, boosting))}
    champion = BOOSTING if losses[BOOSTING] < losses[LOGISTIC] * (1 - CHALLENGE) else LOGISTIC
    best: Linear | Boosted = logistic if champion == LOGISTIC else boosting
    newest = given[cuts.testing]
    report = tested(panels[cuts.testing], answer[cuts.testing], chance(best.log_odds(newest)), chance(rule.log_odds(newest)))
    return Churn(logistic, boosting, rule, champion, report)


def _refuse_one_kind(answer: Mapping[int, Numbers]) -> None:
    for day, found in answer.items():
        if not len(found) or found.min() == found.max():
            silent = f"{int(found.sum()):,} of {len(found):,} customers placed no order after cut-off day {day}"
            raise ValueError(f"A churn model needs customers who ordered again and customers who did not: {silent}.")
