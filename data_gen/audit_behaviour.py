"""Features that detectors are allowed, as the audit needs them: what could be known when an order was placed, or at a cutoff."""

from __future__ import annotations

from pathlib import Path

import numpy
import pandas

Frame = pandas.DataFrame
_DAY = 86_400.0


def order_behaviour(tables: Path, orders: Frame) -> Frame:
    """A row an order, in the order of the table: account, device, card, destination, amount, time, declines; all point-in-time."""
    placed = pandas.to_datetime(orders["ordered_at"])
    by_time = numpy.argsort(placed.to_numpy(), kind="stable")
    found = Frame({"hour": placed.dt.hour, "is guest": orders["customer_id"].isna(), "is gift": orders["is_gift"]})
    found["amount"] = numpy.log1p(orders["total_cents"] * _rate(tables, orders))
    found["discount share"] = orders["discount_cents"] / orders["gross_cents"].clip(lower=1)
    found["earlier orders of the device"] = _earlier(orders, ["device_id"], by_time)
    found["of others on the device"] = found["earlier orders of the device"] - _earlier(orders, ["device_id", "customer_id"], by_time)
    found["is new device"] = _earlier(orders, ["customer_id", "device_id"], by_time) == 0
    others = [_of_customer(tables, orders, placed, by_time), _of_card(tables, orders, placed), _of_lines(tables, orders)]
    return pandas.concat([found, *others], axis=1).astype(float)


def churn_behaviour(customers: Frame, orders: Frame, cutoff: pandas.Timestamp) -> Frame:
    """A row a customer: orders so far, days since the latest and the first one, and what they spent."""
    placed = pandas.to_datetime(orders["ordered_at"])
    of = orders.assign(placed=placed).groupby("customer_id").agg(
        orders=("order_id", "size"), latest=("placed", "max"), first=("placed", "min"), spent=("gross_cents", "sum")
    )  # fmt: skip
    of = of.reindex(customers["customer_id"])
    silent, since = ((cutoff - of[name].dt.normalize()).dt.days for name in ("latest", "first"))
    found = Frame({"orders": of["orders"], "days silent": silent, "days since the first order": since, "spent": of["spent"]})
    found["silence beside the usual gap"] = silent / (since / of["orders"] + 1)
    return found.reset_index(drop=True).astype(float)


def _rate(tables: Path, orders: Frame) -> numpy.ndarray:
    rates = pandas.read_parquet(tables / "exchange_rates.parquet").set_index(["rate_date", "currency"])["rate"]
    key = pandas.MultiIndex.from_arrays([orders["ordered_at"].str.slice(0, 10), orders["currency"]])
    return rates.reindex(key).fillna(1.0).to_numpy()


def _earlier(orders: Frame, keys: list[str], by_time: numpy.ndarray) -> numpy.ndarray:
    """How many earlier orders have the same keys; not a number where one is empty."""
    found = numpy.empty(len(orders))
    found[by_time] = orders.iloc[by_time].groupby(keys, dropna=False).cumcount().to_numpy()
    return numpy.where(orders[keys].isna().any(axis=1), numpy.nan, found)


def _of_customer(tables: Path, orders: Frame, placed: pandas.Series, by_time: numpy.ndarray) -> Frame:
    customers = pandas.read_parquet(tables / "customers.parquet").set_index("customer_id")
    mine = customers.reindex(orders["customer_id"])
    age = (placed.to_numpy() - pandas.to_datetime(mine["signed_up_at"]).to_numpy()) / numpy.timedelta64(1, "s") / _DAY
    ordered = orders.assign(placed=placed).iloc[by_time]
    gap = numpy.empty(len(orders))
    gap[by_time] = ordered.groupby("customer_id")["placed"].diff().dt.total_seconds().to_numpy() / _DAY
    addresses = pandas.read_parquet(tables / "addresses.parquet").set_index("address_id")["created_at"]
    lived = pandas.to_datetime(addresses.reindex(orders["shipping_address_id"])).to_numpy()
    return Frame(
        {
            "account age": age,
            "earlier orders": _earlier(orders, ["customer_id"], by_time),
            "days since the order before": numpy.where(orders["customer_id"].isna(), numpy.nan, gap),
            "sent to another region": orders["region"].to_numpy() != mine["region"].to_numpy(),
            "address age": (placed.to_numpy() - lived) / numpy.timedelta64(1, "s") / _DAY,
        }
    )


def _of_card(tables: Path, orders: Frame, placed: pandas.Series) -> Frame:
    methods = pandas.read_parquet(tables / "payment_methods.parquet").set_index("payment_method_id").reindex(orders["payment_method_id"])
    regions = pandas.read_parquet(tables / "regions.parquet").set_index("region")["country"]
    issued = methods["card_country"].to_numpy()
    age = (placed.to_numpy() - pandas.to_datetime(methods["created_at"]).to_numpy()) / numpy.timedelta64(1, "s") / _DAY
    found = Frame({"is card": orders["payment_method"] == "Card", "age of the means of payment": age})
    found["issued elsewhere"] = pandas.notna(issued) & (issued != orders["region"].map(regions).to_numpy())
    path = tables / "payment_attempts.parquet"
    if path.exists():
        attempts = pandas.read_parquet(path)
        declined = attempts[attempts["is_authorised"] == 0].groupby("order_id").size()
        found["declines"] = orders["order_id"].map(declined).fillna(0)
    return found


def _of_lines(tables: Path, orders: Frame) -> Frame:
    products = pandas.read_parquet(tables / "products.parquet").set_index("product_id")["category"]
    lines = pandas.read_parquet(tables / "order_items.parquet")
    lines["category"] = lines["product_id"].map(products)
    of = lines.groupby("order_id").agg(lines=("line_number", "size"), units=("quantity", "sum")).reindex(orders["order_id"])
    found = Frame({"lines": of["lines"].to_numpy(), "units": of["units"].to_numpy()})
    for category in sorted(lines["category"].dropna().unique()):
        found[f"has {category}"] = orders["order_id"].isin(lines.loc[lines["category"] == category, "order_id"])
    return found
