"""Features: what the model reads of a customer, out of a panel row. Counts, days and money by log1p, the own rhythm, and shares.

A customer with few gaps has little rhythm of their own: it is drawn towards that of the panel with the weight of one gap.
"""

from __future__ import annotations

import numpy
import pandas

Numbers = numpy.ndarray
DAY = "silent_days"
SILENCE, LATELY, SO_FAR, GAPS = "Silent for long", "Few orders lately", "Few orders so far", "Long gaps between orders"
BOUGHT, MONEY = "What is bought", "Discounts and returns"
# The features of the model, each with the reason that it belongs to: what it adds to the log-odds is added up by reason.
REASON_OF = {
    "silent": SILENCE,
    "overdue": SILENCE,
    "gaps_passed": SILENCE,
    "orders_90": LATELY,
    "orders_180": LATELY,
    "orders_365": LATELY,
    "orders": SO_FAR,
    "age": SO_FAR,
    "usual_gap": GAPS,
    "gap_spread": GAPS,
    "last_gap": GAPS,
    "order_value": BOUGHT,
    "categories": BOUGHT,
    "discount_rate": MONEY,
    "return_rate": MONEY,
}
NAMES = tuple(REASON_OF)
TITLES = {
    "silent": "Days silent",
    "overdue": "Silence against the usual gap",
    "gaps_passed": "Own gaps passed",
    "orders_90": "Orders of 90 days",
    "orders_180": "Orders of 180 days",
    "orders_365": "Orders of 365 days",
    "orders": "Orders so far",
    "age": "Days since the first order",
    "usual_gap": "Usual gap",
    "gap_spread": "Spread of the gaps",
    "last_gap": "Latest gap against the usual",
    "order_value": "Net sales of an order",
    "categories": "Categories bought from",
    "discount_rate": "Share of discounts",
    "return_rate": "Share of returns",
}
REASONS = tuple(dict.fromkeys(REASON_OF.values()))


def features(panel: pandas.DataFrame) -> Numbers:
    """(customers, features) of a panel of one cut-off (sql/advanced/churn/panel.sql), in the order of NAMES."""
    gaps = _numbers(panel, "order_days") - 1
    silent, orders = _numbers(panel, DAY), _numbers(panel, "order_days")
    usual = usual_gaps(panel)
    mean = _numbers(panel, "gap_sum_days") / numpy.maximum(gaps, 1)
    variance = numpy.maximum(_numbers(panel, "gap_square_days") / numpy.maximum(gaps, 1) - mean**2, 0)
    gross, net = numpy.maximum(_numbers(panel, "gross_cents"), 1), numpy.maximum(_numbers(panel, "net_cents"), 0)
    last = numpy.where(gaps > 0, panel["last_gap_days"].fillna(0).to_numpy(float), usual)
    columns = {
        "silent": numpy.log1p(silent),
        "orders": numpy.log1p(orders),
        "age": numpy.log1p(_numbers(panel, "age_days")),
        "orders_90": numpy.log1p(_numbers(panel, "orders_90")),
        "orders_180": numpy.log1p(_numbers(panel, "orders_180")),
        "orders_365": numpy.log1p(_numbers(panel, "orders_365")),
        "usual_gap": numpy.log1p(usual),
        "overdue": numpy.log1p(silent) - numpy.log1p(usual),
        "gaps_passed": gaps_passed(panel),
        "gap_spread": numpy.where(gaps > 1, numpy.sqrt(variance) / numpy.maximum(mean, 1), 1.0),
        "last_gap": numpy.log1p(last) - numpy.log1p(usual),
        "order_value": numpy.log1p(net / 100 / orders),
        "discount_rate": _numbers(panel, "discount_cents") / gross,
        "return_rate": _numbers(panel, "return_cents") / gross,
        "categories": numpy.log1p(_numbers(panel, "categories")),
    }
    return numpy.column_stack([columns[name] for name in NAMES])


def usual_gaps(panel: pandas.DataFrame) -> Numbers:
    """(customers,) mean days between orders, drawn towards the mean of the panel with the weight of one gap."""
    gaps, total = _numbers(panel, "order_days") - 1, _numbers(panel, "gap_sum_days")
    everybody = total.sum() / max(1.0, gaps.sum())
    return numpy.asarray((total + everybody) / (gaps + 1))


def gaps_passed(panel: pandas.DataFrame) -> Numbers:
    """(customers,) share of gaps that the silence exceeds, by the own gaps and one that is as the panel's are: the gap percentile."""
    gaps, silent = _numbers(panel, "order_days") - 1, _numbers(panel, DAY)
    means = numpy.sort((_numbers(panel, "gap_sum_days")[gaps > 0]) / gaps[gaps > 0])
    everybody = numpy.searchsorted(means, silent, side="right") / max(1, len(means))
    return numpy.asarray((_numbers(panel, "gaps_passed") + everybody) / (gaps + 1))


def _numbers(panel: pandas.DataFrame, name: str) -> Numbers:
    return panel[name].to_numpy(dtype=float)
