"""Flaws of orders and their lines."""

from __future__ import annotations

import numpy
import pandas

from data_gen.flaws.ledger import Ledger
from data_gen.texts import is_among

ORPHANED_ORDERS = 0.0075
ORPHAN_ITEMS = 0.002
WRONG_TOTALS = 0.005
PRICES_NOT_POSITIVE = 0.001
QUANTITIES_NOT_POSITIVE = 0.0005
FUTURE_DATES = 0.0005
CANCELLED_EARLY = 0.01
FEED_SHIFTS = 3
FEED_DAYS = 6
SHIFT = numpy.timedelta64(330, "m")


def orphaned_orders(ledger: Ledger) -> None:
    """Orders of a customer who is nowhere. A guest's order, which names nobody, is not one."""
    places = ledger.choose("orders", ORPHANED_ORDERS, ledger.tables["orders"]["customer_id"].notna())
    ledger.change("orphaned_orders", "orders", places, {"customer_id": ledger.unused_ids("customers", "customer_id", len(places))})


def wrong_totals(ledger: Ledger) -> None:
    """Totals that are not the sum of their parts: two digits swapped or shifted, shipping forgotten, a tax counted twice."""
    frame = ledger.tables["orders"]
    places = ledger.choose("orders", WRONG_TOTALS, frame["total_cents"] > 0)
    rows = frame.iloc[places]
    total = rows["total_cents"].to_numpy()
    slip = ledger.random.choice([-900, -90, -9, 9, 90, 900], len(places))
    kinds = [total - rows["shipping_cents"], total + rows["tax_cents"], total + rows["discount_cents"], total * 10]
    wrong = numpy.choose(ledger.random.integers(0, len(kinds), len(places)), [numpy.asarray(kind) for kind in kinds])
    ledger.change("wrong_totals", "orders", places, {"total_cents": numpy.where(wrong == total, total + slip, wrong)})


def future_dates(ledger: Ledger) -> None:
    """Orders dated after the end of the data: the year is mistyped. Orders with a return are left alone: it would look early."""
    frame = ledger.tables["orders"]
    returned = is_among(frame["order_id"], ledger.tables["returns"]["order_id"] if "returns" in ledger.tables else [])
    ordered = frame["ordered_at"].to_numpy().astype("datetime64[s]")
    later = ordered + numpy.timedelta64(3 * 365, "D")
    places = ledger.choose("orders", FUTURE_DATES, (later >= ledger.as_of) & frame["cancelled_at"].isna() & ~returned)
    ledger.change("future_dates", "orders", places, {"ordered_at": later[places]})


def time_zone_shifts(ledger: Ledger) -> None:
    """A region's orders of some days in another zone's clock, five and a half hours late: after their own payment attempts."""
    frame = ledger.tables["orders"]
    ordered = frame["ordered_at"].to_numpy().astype("datetime64[s]")
    eligible = (ordered + SHIFT < ledger.as_of) & frame["cancelled_at"].isna().to_numpy()
    if "payment_attempts" in ledger.tables:
        eligible &= is_among(frame["order_id"], ledger.tables["payment_attempts"]["order_id"])
    days = ordered.astype("datetime64[D]")
    chosen = numpy.zeros(len(frame), dtype=bool)
    regions = frame["region"].unique()
    for _ in range(FEED_SHIFTS):
        first = ledger.random.choice(days)
        chosen |= (frame["region"] == ledger.random.choice(regions)).to_numpy() & (days >= first) & (days < first + FEED_DAYS)
    places = ledger.choose("orders", 1.0, eligible & chosen, least=0)
    ledger.change("time_zone_shifts", "orders", places, {"ordered_at": ordered[places] + SHIFT})


def cancelled_early(ledger: Ledger) -> None:
    """Orders that were cancelled before they were placed."""
    frame = ledger.tables["orders"]
    cancelled = frame["cancelled_at"].notna()
    places = ledger.choose("orders", CANCELLED_EARLY * float(cancelled.mean()), cancelled)
    ordered = frame["ordered_at"].to_numpy().astype("datetime64[s]")[places]
    early = ordered - ledger.random.integers(3600, 30 * 86400, len(places)).astype("timedelta64[s]")
    ledger.change("cancelled_early", "orders", places, {"cancelled_at": early})


def orphan_items(ledger: Ledger) -> None:
    """Lines of an order that is nowhere."""
    frame = ledger.tables["order_items"]
    lines = frame.iloc[ledger.choose("order_items", ORPHAN_ITEMS)].copy()
    lines["order_id"] = ledger.unused_ids("orders", "order_id", len(lines))
    ledger.add("orphan_items", "order_items", lines.astype(frame.dtypes.to_dict()))


def prices_not_positive(ledger: Ledger) -> None:
    """Unit prices of zero or less. A free gift has its price and a discount of the same amount."""
    frame = ledger.tables["order_items"]
    places = ledger.choose("order_items", PRICES_NOT_POSITIVE, frame["unit_price_cents"] > 0)
    price = frame["unit_price_cents"].to_numpy()[places]
    planted = numpy.where(ledger.random.random(len(places)) < 0.5, 0, -price)
    ledger.change("prices_not_positive", "order_items", places, {"unit_price_cents": planted})


def quantities_not_positive(ledger: Ledger) -> None:
    """Quantities below zero: a return booked as an order."""
    frame = ledger.tables["order_items"]
    places = ledger.choose("order_items", QUANTITIES_NOT_POSITIVE)
    ledger.change("quantities_not_positive", "order_items", places, {"quantity": -frame["quantity"].to_numpy()[places]})


def implausible_birth_years(ledger: Ledger) -> None:
    """Years of birth that nobody who orders can have."""
    if "customer_demographics" not in ledger.tables:
        return
    frame = ledger.tables["customer_demographics"]
    places = ledger.choose("customer_demographics", 0.002, frame["birth_year"].notna())
    years = pandas.Series(ledger.random.choice([1, 1800, 1900, 2068], len(places)))
    ledger.change("implausible_birth_years", "customer_demographics", places, {"birth_year": years.to_numpy()})


RULES = (
    time_zone_shifts,
    orphaned_orders,
    wrong_totals,
    future_dates,
    cancelled_early,
    orphan_items,
    prices_not_positive,
    quantities_not_positive,
    implausible_birth_years,
)
