"""Churn in the shop: who will place no order in the next ninety days, why, and what is lost with them."""

from __future__ import annotations

import pandas

from analytics.churn import HORIZON, Churn, CutOffs, Report, Scores, cut_offs, trained
from analytics.churn.bands import MARGIN
from analytics.churn.features import NAMES, TITLES, features
from analytics.churn.model import BOOSTING
from analytics.churn.testing import SUSPICIOUS_AUC
from dashapp.model_card import Card, Figure
from dashapp.model_drift import Drift, Promise
from dashapp.periods import day_number, day_of
from jobs.churn.panels import panels
from jobs.model_tables import churn_scores
from jobs.models.marts import Marts
from jobs.models.model import BIN_COLUMNS, Model, Outcome
from jobs.models.watch import shift

NAME, TITLE, OWNER = "churn", "Churn", "Marketing"
QUESTION = f"Which customers who ordered within a year will place no order in the next {HORIZON} days?"
RULE = "The simple rule: who has been silent longest is most at risk."
# The calibration error that a model may have at most is what the share that comes may differ by.
TOLERANCE = 0.03
# Fewer customers of the newest test than this say too little about a tenth of them.
FEWEST = 200
KEPT = (
    *("probability", "band", "expected_loss_cents", "worth_cents", "risk_fifth", "value_fifth"),
    *("rhythm", "silent_days", "reason_1", "reason_2", "reason_3"),
)


def work_out(marts: Marts) -> Outcome:
    """The card with the test of the newest cut-off, and the scores of today."""
    version = marts.version
    window = (version.first_date.isoformat(), version.as_of.isoformat())
    try:
        cuts = cut_offs(day_number(version.first_date), day_number(version.as_of))
        seen = panels(marts.frame, cuts)
        if missing := _lacking(seen[cuts.testing]):
            return _refused(window, missing)
        model = trained(seen, cuts)
    except ValueError as error:
        return _refused(window, str(error))
    today = seen[cuts.scoring]
    scores = model.score(today, cuts.scoring)
    card = Card(
        NAME, TITLE, OWNER, QUESTION, window, cut=day_of(cuts.testing - 1).isoformat(),
        tested_to=day_of(cuts.testing + HORIZON - 1).isoformat(), rule=RULE, beats_rule=model.report.beats_rule,
        figures=_figures(model.report), fails=_fails(model, scores),
        drift=_drift(model, seen[cuts.testing], today, cuts) if len(today) else None,
    )  # fmt: skip
    return Outcome(card, _scores(today, scores), _own_figures(model.report), _bins(model.report))


def happened(marts: Marts, last_day: int, days: int) -> float:
    """The share of the customers whom a run of data to a day scored that placed no order in the days after."""
    panel = marts.frame("churn.panel", {"cut_off_day": last_day + 1, "horizon_days": days})
    return float(panel["is_silent"].mean())


def _drift(model: Churn, tested: pandas.DataFrame, today: pandas.DataFrame, cuts: CutOffs) -> Drift:
    """What was read and said of customers at the test, and of those of today."""
    then, now = features(tested), features(today)
    said = [model.score(panel, cuts.scoring).frame["probability"].to_numpy() for panel in (tested, today)]
    return Drift(
        day_of(cuts.testing - 1).isoformat(),
        shift("probability", "Churn probability", *said),
        tuple(shift(name, TITLES[name], then[:, place], now[:, place]) for place, name in enumerate(NAMES)),
        Promise("Placed no order", "ratio", HORIZON, float(said[1].mean()), TOLERANCE),
    )


def _lacking(panel: pandas.DataFrame) -> str:
    """What there is too little of, in a sentence; nothing where there is enough."""
    if len(panel) >= FEWEST:
        return ""
    return f"{len(panel):,} known customers ordered in the year before the newest test; {FEWEST} are needed."


def _refused(window: tuple[str, str], missing: str) -> Outcome:
    return Outcome(Card(NAME, TITLE, OWNER, QUESTION, window, missing=(missing,)))


def _figures(report: Report) -> tuple[Figure, ...]:
    return (
        Figure("auc", "AUC", "decimal", report.auc.value, report.auc.low, report.auc.high, report.rule_auc.value),
        Figure("calibration_error", "Calibration error", "ratio", report.calibration_error.value,
               report.calibration_error.low, report.calibration_error.high),
        Figure("precision", f"Of the tenth at most risk, silent (of all: {report.base_rate:.1%})", "ratio", report.precision.value,
               report.precision.low, report.precision.high),
    )  # fmt: skip


def _own_figures(report: Report) -> tuple[Figure, ...]:
    """What pages show besides: the share of everybody that was silent."""
    return (Figure("base_rate", "Silent, of all", "ratio", report.base_rate),)


def _fails(model: Churn, scores: Scores) -> tuple[str, ...]:
    said = (
        (model.report.is_suspicious, f"An AUC over {SUSPICIOUS_AUC} is too good: something may be known before it happened."),
        (True, "It knows no season that it was not trained on, no new campaign, and nobody who has not ordered within a year."),
        (True, "A high risk is no chance to persuade: only the hold-out of an action tells what the action caused."),
        (True, _bands_from(scores)),
        (model.in_use == BOOSTING, "Boosting is in use; what no single reason explains stands as several of these together."),
        (scores.points.basis != MARGIN, "No cost is recorded, so worth is net sales, not CM2."),
    )
    return tuple(words for is_so, words in said if is_so)


def _bands_from(scores: Scores) -> str:
    high, medium = scores.points.high / 100, scores.points.medium / 100
    return f"High begins at an expected loss of {high:,.2f}, Medium at {medium:,.2f}: at the edge, a few cents decide."


def _scores(panel: pandas.DataFrame, scores: Scores) -> pandas.DataFrame:
    frame = scores.frame
    expected = [day_of(int(day)).isoformat() for day in frame["expected_next_day"]]
    found = pandas.DataFrame({"source": panel["source"], "customer_id": panel["customer_id"]})
    return found.join(frame[list(KEPT)]).assign(expected_next_date=expected)


def _bins(report: Report) -> pandas.DataFrame:
    """Tenths by probability, those at most risk first: the probability, and the share that was silent."""
    rows = [
        ("tenth", place, f"{place}", part.customers, part.probability, part.yes / part.customers)
        for place, part in enumerate(report.deciles, 1)
    ]
    return pandas.DataFrame(rows, columns=list(BIN_COLUMNS))


MODEL = Model(NAME, TITLE, churn_scores, work_out, happened)
