"""The section of churn: the model trained on the shop as it is loaded and published, and tested on its newest cut-off.

The oracle knows the population that customers were drawn from and each customer's history, never a customer's own rate.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas

from analytics.churn import HORIZON, CutOffs, Report, cut_offs, trained
from analytics.churn.measures import auc
from bench.quality.measures import Measure, Shop, share
from dashapp.periods import day_number
from dashapp.settings import Settings
from data_gen.audit_oracle import silence
from jobs.build import build
from jobs.churn.panels import panels
from jobs.demo_load import load_demo
from jobs.models.marts import marts

BELOW_ORACLE, ABOVE_RULE, MOST_ERROR = 0.02, 0.01, 0.03


def churn(shop: Shop) -> list[Measure]:
    """AUC against the oracle's and that of the days silent, calibration, Brier score, precision at capacity and lift."""
    cuts, seen = _seen(shop)
    report = trained(seen, cuts).report
    best = auc(oracle(seen[cuts.testing], shop), seen[cuts.testing]["is_silent"].to_numpy(dtype=int)).value
    return [*_measured(report), *_compared(report, best)]


def oracle(panel: pandas.DataFrame, shop: Shop) -> pandas.Series:
    """P(no order within the horizon) of each customer of a panel, by their history and the true population."""
    population = pandas.read_parquet(shop.truth / "customers.parquet").query("is_wholesale == 0 and daily_rate > 0")
    age = panel["age_days"].astype(float)
    history = pandas.DataFrame({"repeats": panel["order_days"] - 1.0, "last": age - panel["silent_days"], "age": age})
    return silence(history, population, HORIZON)


def _seen(shop: Shop) -> tuple[CutOffs, dict[int, pandas.DataFrame]]:
    with tempfile.TemporaryDirectory(prefix="tallyroom-churn-") as folder:
        settings = Settings.from_environment({"VAR_DIR": str(Path(folder) / "var"), "CHECK_AFTER_BUILD": "no", "SCORE_AFTER_BUILD": "no"})
        load_demo(settings, shop.tables, lambda *_: None)
        build(settings)
        with marts(settings) as read:
            cuts = cut_offs(day_number(read.version.first_date), day_number(read.version.as_of))
            return cuts, panels(read.frame, cuts)


def _measured(report: Report) -> list[Measure]:
    return [
        Measure("customers of the test", report.customers),
        share("customers without an order", round(report.base_rate * report.customers), report.customers),
        Measure("AUC, model", report.auc.value),
        Measure("AUC, days silent", report.rule_auc.value),
        Measure("AUC, own rhythm", report.rhythm_auc.value),
        Measure("calibration error", report.calibration_error.value, most=MOST_ERROR),
        Measure("Brier score", report.brier),
        Measure("Brier score, base rate alone", report.base_brier),
        Measure("precision in the tenth of the highest risk", report.precision.value),
        Measure("lift of buyers in the tenth of the lowest risk", report.lift_of_buyers),
    ]


def _compared(report: Report, best: float) -> list[Measure]:
    return [
        Measure("AUC, oracle", best),
        Measure("AUC, model over oracle", report.auc.value - best, least=-BELOW_ORACLE),
        Measure("AUC, model over days silent", report.gain.value, least=ABOVE_RULE),
    ]
