"""The tasks of the leak audit: fraud, duplicate customers and churn, each read from the files of a world and of its truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
import pandas
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from data_gen.audit_behaviour import churn_behaviour, order_behaviour
from data_gen.audit_features import technical
from data_gen.audit_oracle import silence
from data_gen.audit_pairs import held_before

HORIZON, LOOK_BACK = 90, 365
# Columns of orders that tell by themselves where an order goes, how many units it has, or whether it was reduced or cancelled.
BUSINESS = ("cancelled_at", "warehouse_id", "gross_cents", "shipping_cents", "discount_cents", "tax_cents")


@dataclass(frozen=True)
class Case:
    """Rows of one task: technical columns, allowed features, label (bool), the week that each row is kept together with, and the
    score of an oracle where there is one.
    """

    technical: pandas.DataFrame
    allowed: pandas.DataFrame
    label: numpy.ndarray
    blocks: numpy.ndarray
    oracle: numpy.ndarray | None = None

    @classmethod
    def pooled(cls, cases: Sequence[Case]) -> Case:
        """The rows of several worlds; weeks of different worlds are different blocks."""
        blocks = [case.blocks + 10_000 * number for number, case in enumerate(cases)]
        frames = [pandas.concat([getattr(case, name) for case in cases], ignore_index=True) for name in ("technical", "allowed")]
        scores = [case.oracle for case in cases if case.oracle is not None]
        oracle = numpy.concatenate(scores) if scores else None
        return cls(frames[0], frames[1], numpy.concatenate([case.label for case in cases]), numpy.concatenate(blocks), oracle)


@dataclass(frozen=True)
class Task:
    """A task by name, and how a case is read from a folder of tables and one of truth."""

    name: str
    read: Callable[[Path, Path], Case]


def fraud(tables: Path, truth: Path) -> Case:
    """Orders paid by card; label: fraudulent, of whatever kind, reported or not."""
    orders = pandas.read_parquet(tables / "orders.parquet")
    position = numpy.flatnonzero(orders["payment_method"] == "Card")
    key = pandas.read_parquet(truth / "fraud.parquet")
    label = orders["order_id"].isin(key.loc[key["is_fraud"] == 1, "order_id"]).to_numpy()
    found = technical("orders", orders, skip=BUSINESS).iloc[position].reset_index(drop=True)
    behaviour = order_behaviour(tables, orders).iloc[position].reset_index(drop=True)
    return Case(found, behaviour, label[position], weeks(_began(orders))[position])


def duplicates(tables: Path, truth: Path) -> Case:
    """Customers; label: a further account of somebody who has one. What is shared with other accounts is for detectors to find."""
    customers = pandas.read_parquet(tables / "customers.parquet")
    key = pandas.read_parquet(truth / "duplicates.parquet")
    label = customers["customer_id"].isin(key.loc[key["tier"] != "original", "customer_id"]).to_numpy()
    oracle = held_before(customers, pandas.read_parquet(tables / "addresses.parquet"))
    nothing = pandas.DataFrame(index=customers.index)
    return Case(technical("customers", customers), nothing, label, weeks(customers["signed_up_at"]), oracle)


def churn(tables: Path, truth: Path) -> Case:
    """Customers who ordered in the year before the last 90 days; label: no order in these 90 days."""
    population = pandas.read_parquet(truth / "customers.parquet").query("is_wholesale == 0 and daily_rate > 0")
    customers = pandas.read_parquet(tables / "customers.parquet")
    orders = pandas.read_parquet(tables / "orders.parquet")
    placed = orders[orders["customer_id"].notna() & (orders["status"] == "placed")]
    day = pandas.to_datetime(placed["ordered_at"].str.slice(0, 10))
    # Planted mistakes place orders in the future: the last day is that of the truth.
    cutoff = pandas.to_datetime(pandas.read_parquet(truth / "expected_sales.parquet")["day"]).max() - pandas.Timedelta(days=HORIZON)
    before = placed[(day <= cutoff) & (day > cutoff - pandas.Timedelta(days=LOOK_BACK))]
    active = customers["customer_id"].isin(before["customer_id"]).to_numpy()
    label = ~customers["customer_id"].isin(placed.loc[day > cutoff, "customer_id"]).to_numpy()
    behaviour = churn_behaviour(customers, placed[day <= cutoff], cutoff)
    rows = numpy.flatnonzero(active)
    found = technical("customers", customers).iloc[rows].reset_index(drop=True)
    behaviour = behaviour.iloc[rows].reset_index(drop=True)
    since = behaviour["days since the first order"]
    history = pandas.DataFrame({"repeats": behaviour["orders"] - 1, "last": since - behaviour["days silent"], "age": since})
    oracle = silence(history, population, HORIZON)
    return Case(found, behaviour, label[rows], weeks(customers["signed_up_at"])[rows], oracle)


def _began(orders: pandas.DataFrame) -> pandas.Series:
    """For each order, when the accounts and devices that it is linked with first ordered.

    A ring orders for weeks with the same accounts and devices; with some of them in training, their numbers would tell the others,
    which is memory and no leak. A guest without a device is linked with nobody.
    """
    nodes = [
        pandas.factorize(orders[name].fillna(prefix + orders["order_id"]))[0] for name, prefix in (("customer_id", "c"), ("device_id", "d"))
    ]
    customer, device = nodes[0], nodes[1] + nodes[0].max() + 1
    count = int(device.max()) + 1
    _, group = connected_components(coo_array((numpy.ones(len(orders)), (customer, device)), shape=(count, count)), directed=False)
    return orders["ordered_at"].groupby(group[customer]).transform("min")


def weeks(moments: pandas.Series) -> numpy.ndarray:
    """The number of the week of each moment."""
    return (pandas.to_datetime(moments) - pandas.Timestamp("2000-01-03")).dt.days.to_numpy() // 7


TASKS = (Task("fraud", fraud), Task("duplicates", duplicates), Task("churn", churn))
