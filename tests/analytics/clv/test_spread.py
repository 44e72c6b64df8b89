"""The interval of a total, and purchases in money: wide for few, narrow for many, and true as often as it says."""

from __future__ import annotations

import numpy

from analytics.clv.beta_geometric import MBG_NBD
from analytics.clv.histories import Histories
from analytics.clv.purchases import fit_purchases
from analytics.clv.spread import interval
from analytics.clv.value import MONTH_DAYS, MONTHLY_DISCOUNT, discounted_purchases

VALUES = numpy.array([0.6, 60.0, 0.8, 2.5])


def _shop(customers: int, seed: int) -> tuple[Histories, float]:
    random = numpy.random.default_rng(seed)
    ages = numpy.floor(random.uniform(10, 500, customers))
    repeats, last, coming = MBG_NBD.drawn(VALUES, ages, 90.0, random)
    return Histories(repeats, last, ages, numpy.ones(customers)), float(coming.sum())


def test_the_interval_holds_what_happens_and_narrows_with_more_customers():
    held, widths = 0, []
    for seed in range(4):
        histories, coming = _shop(1500, seed)
        fitted = fit_purchases(histories)
        low, high = interval(fitted, histories, 90.0, fits=20, most=600)
        predicted = fitted.expected(histories, 90.0).sum()
        held += low * predicted <= coming <= high * predicted
        widths.append(high - low)
    assert held >= 2
    few, _ = _shop(400, 9)
    low, high = interval(fit_purchases(few), few, 90.0, fits=20, most=600)
    assert high - low > max(widths)


def test_months_are_discounted_and_weighed():
    histories, _ = _shop(1500, 1)
    fitted = fit_purchases(histories)
    plain = discounted_purchases(fitted, histories, [1.0] * 12)
    assert plain.shape == (1500, 12)
    assert (numpy.diff(plain, axis=1) > 0).all()
    assert numpy.allclose(plain[:, 0], fitted.expected(histories, MONTH_DAYS) / (1 + MONTHLY_DISCOUNT))
    assert (plain[:, -1] < fitted.expected(histories, 12 * MONTH_DAYS)).all()
    assert numpy.allclose(discounted_purchases(fitted, histories, [0.0] * 11 + [2.0])[:, 10], 0)
