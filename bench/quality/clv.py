"""Lifetime value against the truth: the parameters that customers were made with, and what they did in days that were held out."""

from __future__ import annotations

import numpy
import pandas

from analytics.clv.family import maximum
from analytics.clv.histories import bought_later
from analytics.clv.holdout import held_out
from analytics.clv.purchases import fit_purchases
from analytics.clv.spread import interval
from bench.quality.measures import Measure, Shop
from jobs.models.clv import LONGEST_TEST, fitted_at

# Of r and alpha for each that is true, and of the mean chance of dropping out.
NEAR, NEAR_DROP_OUT = 0.1, 0.03
PLAIN, USUAL = (0.9, 1.1), (0.85, 1.15)


def clv(shop: Shop) -> list[Measure]:
    """How near the parameters and the total of the days held out are. Only customers of the profile plain are all of one kind."""
    log, truth = _log(shop), pandas.read_parquet(shop.truth / "customers.parquet")
    is_plain = truth["archetype"].nunique() == 1
    as_of = int(log["day"].max())
    cut = as_of - LONGEST_TEST
    tested = fitted_at(log, cut)
    predicted = tested.expected(LONGEST_TEST)
    later = bought_later(log, tested.past.frame["customer"], cut, LONGEST_TEST)
    held = held_out(predicted, later["purchases"].to_numpy(float))
    low, high = interval(tested.orders, tested.past.histories, LONGEST_TEST)
    least, most = PLAIN if is_plain else USUAL
    return [
        *(_parameters(log, truth, as_of) if is_plain else []),
        Measure("orders predicted for each that came, 180 days held out", held.ratio or 0.0, least, most),
        Measure("of that the low end of the 80 % interval", (held.ratio or 0.0) * low),
        Measure("of that the high end of the 80 % interval", (held.ratio or 0.0) * high),
        Measure("share of orders by the tenth that was predicted best", held.top_decile_capture or 0.0),
    ]


def _log(shop: Shop) -> pandas.DataFrame:
    orders = pandas.read_parquet(shop.tables / "orders.parquet", columns=["customer_id", "ordered_at"]).dropna()
    days = (pandas.to_datetime(orders["ordered_at"]).dt.normalize() - pandas.Timestamp("1970-01-01")).dt.days
    return pandas.DataFrame({"customer": orders["customer_id"], "day": days.astype(int), "amount": 1.0})


def _parameters(log: pandas.DataFrame, truth: pandas.DataFrame, as_of: int) -> list[Measure]:
    """The fit of everything that is known, beside the gamma of the true rates and the mean of the true chances."""
    past = fitted_at(log, as_of).past
    found = fit_purchases(past.histories).parameters
    made = truth[truth["customer_id"].isin(past.frame["customer"])]
    r, alpha = _gamma(made["daily_rate"].to_numpy(float))
    drop_out = found["a"] / (found["a"] + found["b"]) - float(made["drop_out_probability"].mean())
    return [
        Measure("r found for each that is true", found["r"] / r, 1 - NEAR, 1 + NEAR),
        Measure("alpha found for each that is true", found["alpha"] / alpha, 1 - NEAR, 1 + NEAR),
        Measure("mean chance of dropping out, found less true", drop_out, -NEAR_DROP_OUT, NEAR_DROP_OUT),
    ]


def _gamma(rates: numpy.ndarray) -> tuple[float, float]:
    """Shape and rate of the gamma distribution that these are likeliest from."""
    from scipy.special import gammaln, psi

    count, total, logs = len(rates), float(rates.sum()), float(numpy.log(rates).sum())

    def likelihood(values: numpy.ndarray) -> tuple[float, numpy.ndarray]:
        r, alpha = values
        found = count * (r * numpy.log(alpha) - gammaln(r)) + (r - 1) * logs - alpha * total
        return float(found), numpy.array([count * (numpy.log(alpha) - psi(r)) + logs, count * r / alpha - total])

    r, alpha = maximum(likelihood, [[1.0, count / total]], count).values
    return float(r), float(alpha)
