"""The churn model: reasons that sum exactly, no look beyond the cut-off, published figures of CDNOW."""

from __future__ import annotations

from pathlib import Path

import numpy
import pandas
import pytest

from analytics.churn import cut_offs, model, trained
from analytics.churn.features import NAMES, features
from analytics.churn.fitting import chance, linear
from analytics.churn.measures import auc, brier
from tests.analytics.churn.panels import DAYS, made_orders, panel, panels


@pytest.fixture(scope="module")
def orders() -> pandas.DataFrame:
    return made_orders()


@pytest.fixture(scope="module")
def cuts() -> object:
    return cut_offs(0, DAYS - 1)


@pytest.fixture(scope="module")
def seen(orders, cuts) -> dict[int, pandas.DataFrame]:
    return panels(orders, cuts)


@pytest.fixture(scope="module")
def fitted(seen, cuts) -> object:
    return trained(seen, cuts)


def test_it_beats_the_days_silent_and_is_calibrated(fitted):
    report = fitted.report
    assert report.beats_rule
    assert not report.is_suspicious
    assert report.auc.low < report.auc.value < report.auc.high
    assert report.auc.value > report.rule_auc.value
    assert report.calibration_error.value < 0.06
    assert report.brier < report.base_brier
    assert report.precision.low > report.base_rate
    assert sum(part.customers for part in report.deciles) == report.customers


@pytest.mark.parametrize("used", [model.LOGISTIC, model.BOOSTING, model.RULE])
def test_base_and_reasons_sum_to_the_log_odds_of_the_probability(fitted, seen, cuts, used, monkeypatch):
    monkeypatch.setattr(model.Churn, "in_use", used)
    given = seen[cuts.scoring]
    scores = fitted.score(given, cuts.scoring)
    asked = {model.LOGISTIC: fitted.logistic, model.BOOSTING: fitted.boosting, model.RULE: fitted.rule}[used]
    summed = scores.frame["base"].to_numpy() + scores.added.sum(axis=1).to_numpy()
    assert summed == pytest.approx(asked.log_odds(features(given)), abs=1e-9)
    assert scores.frame["probability"].to_numpy() == pytest.approx(chance(summed), abs=1e-12)
    if used != model.BOOSTING:
        assert numpy.abs(scores.added[model.TOGETHER]).max() < 1e-9


def test_reasons_are_named_by_what_they_add_and_only_where_they_raise_the_risk(fitted, seen, cuts):
    scores = fitted.score(seen[cuts.scoring], cuts.scoring)
    first, second = (scores.frame[f"reason_{number}"] for number in (1, 2))
    strongest = scores.added.max(axis=1)
    named = first != model.NO_REASON
    assert named.any()
    assert (strongest[~named] <= 0).all()
    assert all(scores.added.loc[row, first[row]] == strongest[row] for row in first[named].index)
    assert (second[~named] == model.NO_REASON).all()


def test_what_happens_after_a_cut_off_changes_nothing_that_is_known_at_it(orders, cuts):
    day = cuts.testing
    later = orders["order_day"] >= day
    moved = orders.assign(order_day=orders["order_day"].where(~later, orders["order_day"] + 37)).assign(
        gross_cents=orders["gross_cents"].where(~later, 1)
    )
    known = panel(orders, day).drop(columns="is_silent")
    pandas.testing.assert_frame_equal(panel(moved, day).drop(columns="is_silent"), known)
    pandas.testing.assert_frame_equal(panel(orders[~later], day).drop(columns="is_silent"), known)


def test_the_label_is_no_order_from_the_cut_off_day_to_the_last_day_of_the_horizon():
    days = {1: [50, 99], 2: [50, 100], 3: [50, 189], 4: [50, 190], 5: [50]}
    orders = pandas.DataFrame(
        [(key, day, 100) for key, given in days.items() for day in given], columns=["customer_key", "order_day", "gross_cents"]
    )
    assert panel(orders, 100).set_index("customer_key")["is_silent"].to_dict() == {1: 1, 2: 0, 3: 0, 4: 1, 5: 1}


def test_whoever_did_not_order_in_the_year_before_is_not_in_the_panel():
    orders = pandas.DataFrame({"customer_key": [1, 2, 3], "order_day": [34, 35, 400], "gross_cents": 100})
    assert list(panel(orders, 400)["customer_key"]) == [2]


def test_customers_of_one_kind_are_refused(seen, cuts):
    silent = {day: found.assign(is_silent=1) for day, found in seen.items()}
    with pytest.raises(ValueError, match="customers who ordered again and customers who did not"):
        trained(silent, cuts)


@pytest.mark.real_data
def test_cdnow(real_data: Path):
    """Trained at day 181 of 1997, tested at day 365; AUC .8063 of a regression and .7955 of the days silent, of ten times the customers."""
    path = real_data / "cdnow_sample" / "CDNOW_sample.txt"
    read = pandas.read_csv(path, sep=r"\s+", header=None, names=["_", "customer_key", "date", "units", "dollars"])
    day = (pandas.to_datetime(read["date"].astype(str)) - pandas.Timestamp("1997-01-01")).dt.days
    orders = pandas.DataFrame(
        {"customer_key": read["customer_key"], "order_day": day, "gross_cents": (read["dollars"] * 100).round().astype(int)}
    )
    before, after = panel(orders, 181, 181), panel(orders, 365, 181)
    assert len(after) == 2357
    fit = linear(features(before), before["is_silent"].to_numpy(), tuple(range(len(NAMES))))
    answer, log_odds = after["is_silent"].to_numpy(), fit.log_odds(features(after))
    of_model, of_rule = auc(log_odds, answer), auc(after["silent_days"].to_numpy(float), answer)
    assert of_model.low < 0.8063 < of_model.high
    assert of_rule.low < 0.7955 < of_rule.high
    assert of_model.value > of_rule.value
    assert brier(chance(log_odds), answer) == pytest.approx(0.1287, abs=0.012)
