"""Models of buying: published estimates of CDNOW to the digit, recovery of planted parameters, and logs in which nobody leaves."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest

from analytics.clv.histories import Histories, bought_later
from analytics.clv.purchases import FAMILIES, TooFew, fit_purchases
from analytics.clv.steady import NBD
from tests.analytics.clv.cdnow import CUT, WEEK, cdnow_log, cdnow_past

# CLVTools' test of its own BG/NBD and Fader, Hardie and Lee's papers, on the log of 2,357 customers with 39 weeks to the cut.
PUBLISHED = {
    "bg_nbd": ({"r": 0.24260, "alpha": 4.41360, "a": 0.79292, "b": 2.42590}, -9582.43),
    "mbg_nbd": ({"r": 0.5248, "alpha": 6.1830, "a": 0.8914, "b": 1.6140}, -9582.13),
    "pareto_nbd": ({"r": 0.5533, "alpha": 10.578, "s": 0.6062, "beta": 11.668}, -9594.97),
}
# Transactions of the 39 weeks after the cut, of which there were 1,882.
PREDICTED = {"bg_nbd": 1653, "mbg_nbd": 1577, "pareto_nbd": 1666}
PLANTED = {"bg_nbd": [0.6, 8.0, 0.8, 2.5], "mbg_nbd": [0.6, 8.0, 0.8, 2.5], "pareto_nbd": [0.6, 10.0, 0.6, 12.0]}


def _invented(name: str, values: list[float], customers: int, later: float = 0.0) -> tuple[Histories, numpy.ndarray]:
    random = numpy.random.default_rng(11)
    ages = random.uniform(10, 100, customers)
    repeats, last, coming = FAMILIES[name].drawn(numpy.array(values), ages, later, random)
    return Histories(repeats, last, ages, numpy.ones(customers)), coming


@pytest.mark.real_data
@pytest.mark.parametrize("name", PUBLISHED)
def test_cdnow_as_published(real_data: Path, name: str):
    parameters, log_likelihood = PUBLISHED[name]
    past = cdnow_past(real_data)
    fitted = fit_purchases(past.histories, FAMILIES[name])
    assert (past.histories.customers, past.histories.repeaters) == (2357, 946)
    assert fitted.parameters == pytest.approx(parameters, rel=1e-3)
    assert fitted.log_likelihood == pytest.approx(log_likelihood, abs=0.01)
    assert fitted.sees_leaving
    later = bought_later(cdnow_log(real_data), past.frame["customer"], CUT, 39 * WEEK)
    assert later["purchases"].sum() == 1882
    assert fitted.expected(past.histories, 39).sum() == pytest.approx(PREDICTED[name], abs=1)


@pytest.mark.real_data
def test_only_bg_nbd_takes_everybody_who_bought_once_for_alive(real_data: Path):
    histories = cdnow_past(real_data).histories
    means = {name: fit_purchases(histories, family).alive(histories).mean() for name, family in FAMILIES.items()}
    assert means == pytest.approx({"bg_nbd": 0.81, "mbg_nbd": 0.45, "pareto_nbd": 0.45}, abs=0.01)


@pytest.mark.parametrize("name", PLANTED)
def test_planted_parameters_are_found(name: str):
    histories, coming = _invented(name, PLANTED[name], 20_000, later=26.0)
    fitted = fit_purchases(histories, FAMILIES[name])
    assert list(fitted.parameters.values())[:2] == pytest.approx(PLANTED[name][:2], rel=0.1)
    if name != "pareto_nbd":
        a, b = PLANTED[name][2:]
        assert fitted.parameters["a"] / (fitted.parameters["a"] + fitted.parameters["b"]) == pytest.approx(a / (a + b), abs=0.03)
    assert fitted.expected(histories, 26.0).sum() == pytest.approx(coming.sum(), rel=0.05)


@pytest.mark.parametrize("name", FAMILIES)
def test_slopes_are_those_of_finite_differences(name: str):
    family, step = FAMILIES[name], 1e-6
    histories, _ = _invented(name, PLANTED[name], 300)
    for values in (numpy.array([0.5, 6.0, 0.9, 1.7]), numpy.array([2.0, 30.0, 3.0, 12.0])):
        _, slopes = family.likelihood(values, histories)
        for place in range(4):
            apart = numpy.eye(4)[place] * values[place] * step
            upper, lower = (family.likelihood(values + sign * apart, histories)[0].sum() for sign in (1, -1))
            assert slopes[place].sum() == pytest.approx((upper - lower) / (2 * apart[place]), rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("name", FAMILIES)
def test_where_nobody_leaves_the_nbd_answers(name: str):
    random = numpy.random.default_rng(3)
    ages = random.uniform(30, 40, 1500)
    repeats, last, coming = NBD.drawn(numpy.array([1.2, 9.0]), ages, 13.0, random)
    histories = Histories(repeats, last, ages, numpy.ones(1500))
    fitted = fit_purchases(histories, FAMILIES[name])
    assert not fitted.sees_leaving
    assert fitted.speaking[0] is NBD
    assert (fitted.alive(histories) == 1).all()
    assert fitted.expected(histories, 13.0).sum() == pytest.approx(coming.sum(), rel=0.1)


@pytest.mark.parametrize("name", FAMILIES)
def test_expectations_keep_to_sense(name: str):
    histories, _ = _invented(name, PLANTED[name], 400)
    fitted = fit_purchases(histories, FAMILIES[name])
    alive, short, long = fitted.alive(histories), fitted.expected(histories, 10), fitted.expected(histories, 20)
    assert ((alive > 0) & (alive <= 1)).all()
    assert ((short > 0) & (long > short) & (long <= 2 * short + 1e-9)).all(), "who may leave buys less and less"
    assert fitted.expected(histories, 1e-6).max() < 1e-3


def test_a_few_customers_are_counted_and_refused():
    histories = Histories(*(numpy.array(each, float) for each in ([0, 1], [0, 3], [5, 5], [1, 1])))
    with pytest.raises(TooFew, match="2 customers bought up to the cut, 1 of them on more than one day"):
        fit_purchases(histories)


def test_everybody_on_the_day_of_the_cut_is_refused():
    none, some = numpy.zeros(50), numpy.ones(50)
    with pytest.raises(TooFew, match="needs time"):
        fit_purchases(Histories(some, none, none, some))


def test_a_line_for_several_customers_counts_for_each():
    histories, _ = _invented("mbg_nbd", PLANTED["mbg_nbd"], 400)
    twice = Histories(*(numpy.concatenate([each, each]) for each in (histories.repeats, histories.last, histories.age, histories.counts)))
    counted = Histories(histories.repeats, histories.last, histories.age, histories.counts * 2)
    assert fit_purchases(twice).parameters == pytest.approx(fit_purchases(counted).parameters, rel=1e-6)
