"""Panels of made or real orders: the statement of the library over tables that hold no more than it reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import numpy
import pandas

from analytics.churn import CutOffs
from queries.catalogue import query
from queries.placeholders import for_duckdb

CENTS = ("gross_cents", "discount_cents", "return_cents", "cost_cents", "fulfilment_cents", "payment_fee_cents")
HORIZON, DAYS = 90, 720


def made_orders(customers: int = 2500, days: int = DAYS, seed: int = 3) -> pandas.DataFrame:
    """customer_key, order_day and gross_cents of customers who order at rates of their own until they drop out."""
    random = numpy.random.default_rng(seed)
    rows = []
    for key in range(1, customers + 1):
        rate, drop_out, day = random.gamma(0.8, 1 / 40), random.beta(0.8, 2.5), random.uniform(0, days - 60)
        while day < days:
            rows.append((key, int(day), int(random.integers(1000, 9000))))
            if random.random() < drop_out:
                break
            day += random.exponential(1 / rate)
    return pandas.DataFrame(rows, columns=["customer_key", "order_day", "gross_cents"])


def panel(orders: pandas.DataFrame, cut_off_day: int, horizon_days: int = HORIZON) -> pandas.DataFrame:
    """The panel of orders; each is one event, half of whose value is cost."""
    with shop_of(orders) as held:
        given = {"cut_off_day": cut_off_day, "horizon_days": horizon_days}
        return held.execute(for_duckdb(query("churn.panel").text), given).df()


def panels(orders: pandas.DataFrame, cuts: CutOffs) -> dict[int, pandas.DataFrame]:
    """The panel of every cut-off."""
    return {day: panel(orders, day) for day in cuts.all}


@contextmanager
def shop_of(orders: pandas.DataFrame) -> Iterator[duckdb.DuckDBPyConnection]:
    """The marts of orders, as far as panels read them."""
    orders = orders.assign(order_key=numpy.arange(1, len(orders) + 1))
    events = orders.assign(event_type="sale", event_day=orders["order_day"], is_known_customer=1, category="Music")
    events = events.assign(**{name: 0 for name in CENTS if name not in events}).assign(cost_cents=events["gross_cents"] // 2)
    people = pandas.DataFrame({"customer_key": orders["customer_key"].unique(), "source": "shop", "is_known": 1}).assign(
        customer_id=lambda known: "c" + known["customer_key"].astype(str), is_house_account=0, is_erased=0
    )
    with duckdb.connect() as held:
        held.register("dim_customers", people)
        held.register("fct_sales_events", events)
        yield held
