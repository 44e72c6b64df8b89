"""Customers buy by the process that is planted: its parameters come back out of the orders."""

from __future__ import annotations

import numpy
import pandas
import pytest
from scipy.optimize import minimize
from scipy.special import gammaln

from data_gen.config import SIZES, Config
from data_gen.people import DROP_OUT, RATE_SHAPE
from data_gen.purchases import ADDED_LATER
from data_gen.world import World, make_world
from tests.data_gen.conftest import AS_OF, CORE

MEAN_DROP_OUT = DROP_OUT[0] / sum(DROP_OUT)


@pytest.fixture(scope="module")
def plains() -> list[World]:
    return [make_world(Config(seed, SIZES["small"], AS_OF, "plain"), CORE) for seed in (101, 102, 103)]


def histories(world: World) -> pandas.DataFrame:
    """Of each customer with an order: repeat days x, days from first to last t_x, days observed T."""
    orders = world.tables["orders"]
    orders = orders[orders["customer_id"].notna() & (orders["status"] != "test")]
    day = orders["ordered_at"].to_numpy(dtype="datetime64[D]")
    days = pandas.DataFrame({"customer_id": orders["customer_id"], "day": day}).drop_duplicates()
    found = days.groupby("customer_id")["day"].agg(["count", "min", "max"])
    elapsed = (numpy.datetime64(world.config.as_of) - found["min"].to_numpy().astype("datetime64[D]")).astype(int)
    recency = (found["max"] - found["min"]).dt.days
    return pandas.DataFrame({"x": found["count"] - 1, "t_x": recency, "T": elapsed}).astype(float)


def log_likelihood(parameters: numpy.ndarray, rows: pandas.DataFrame) -> float:
    """MBG/NBD, after Batislam, Denizel, Filiztekin 2007, with the first purchase followed by a chance to drop out."""
    r, alpha, a, b = numpy.exp(parameters)
    x, t_x, total = rows["x"], rows["t_x"], rows["T"]
    bought = gammaln(r + x) - gammaln(r) + r * numpy.log(alpha)
    stayed = gammaln(a + b) + gammaln(b + x + 1) - gammaln(b) - gammaln(a + b + x + 1)
    alive = -(r + x) * numpy.log(alpha + total)
    gone = numpy.log(a) - numpy.log(b + x) - (r + x) * numpy.log(alpha + t_x)
    return float((rows["n"] * (bought + stayed + numpy.logaddexp(alive, gone))).sum())


def fitted(rows: pandas.DataFrame) -> numpy.ndarray:
    compressed = rows.groupby(["x", "t_x", "T"]).size().rename("n").reset_index()
    start = numpy.log([1.0, 50.0, 1.0, 2.0])
    return numpy.exp(minimize(lambda given: -log_likelihood(given, compressed), start, method="L-BFGS-B").x)


def mean_drop_out(a: float, b: float) -> float:
    return a / (a + b)


def test_the_parameters_of_the_plain_process_are_recovered(plains):
    """Means of three shops of 20,000 customers: one alone gives the mean drop-out to about .02."""
    found = numpy.array([fitted(histories(world)) for world in plains])
    rates = numpy.array([world.latent["customers"].frame["rate"].mean() for world in plains])
    assert found[:, 0].mean() == pytest.approx(RATE_SHAPE, rel=0.1)
    assert (found[:, 0] / found[:, 1] / rates).mean() == pytest.approx(1, rel=0.1)
    assert numpy.mean([mean_drop_out(a, b) for _, _, a, b in found]) == pytest.approx(MEAN_DROP_OUT, abs=0.03)


def test_the_recovery_notices_another_process(plains):
    """Customers who stay longer are not taken for these."""
    rows = histories(plains[0])
    rows["t_x"] = numpy.minimum(rows["t_x"] * 2, rows["T"])
    assert abs(mean_drop_out(*fitted(rows)[2:]) - MEAN_DROP_OUT) > 0.06


def test_three_in_five_buy_once(small_world, plains):
    for world in (small_world, *plains):
        assert 0.55 <= (histories(world)["x"] == 0).mean() <= 0.65


def test_counts_are_those_of_the_size(small_world):
    assert len(small_world.tables["customers"]) == SIZES["small"].customers
    assert len(small_world.tables["orders"]) == pytest.approx((1 - ADDED_LATER) * SIZES["small"].orders, rel=0.02)
    assert len(small_world.tables["order_items"]) / len(small_world.tables["orders"]) == pytest.approx(2.2, abs=0.2)


def test_wholesale_buyers_order_at_regular_gaps(small_world):
    customers, orders = small_world.latent["customers"].frame, small_world.latent["orders"]
    assert 0.01 <= customers["wholesale"].mean() <= 0.02
    gaps = orders[orders["kind"] == "wholesale"].groupby("customer")["day"].diff().dropna()
    others = orders[(orders["kind"] == "organic") & (orders["customer"] >= 0)].groupby("customer")["day"].diff().dropna()
    assert gaps.std() / gaps.mean() < 0.6 < others.std() / others.mean()


def test_some_come_back_long_after_they_dropped_out(small_world):
    orders = small_world.latent["orders"]
    returned = orders[orders["kind"] == "reactivated"]
    assert 0.002 <= len(returned) / small_world.latent["customers"].frame["ordering"].sum() <= 0.02


def test_nobody_orders_before_signing_up(small_world):
    orders = small_world.tables["orders"].merge(small_world.tables["customers"], on="customer_id")
    assert (orders["ordered_at"] >= orders["signed_up_at"]).all()


def test_the_last_day_is_unfinished_only_when_it_is_today():
    today = Config(5, SIZES["small"], AS_OF, last_hour=12)
    world = make_world(today, CORE)
    placed = world.tables["orders"]["ordered_at"].to_numpy()
    assert placed.max() < numpy.datetime64(AS_OF) + numpy.timedelta64(12, "h")
    whole = make_world(Config(5, SIZES["small"], AS_OF), CORE).tables["orders"]["ordered_at"].to_numpy()
    assert (whole >= numpy.datetime64(AS_OF) + numpy.timedelta64(18, "h")).any()
