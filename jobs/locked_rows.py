"""What a locked month holds, in the raw layer: published rows of sales and of the profit and loss, as they stood when it was locked."""

from __future__ import annotations

from functools import cache

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table

from jobs.build_plan import Step, plan
from jobs.build_tables import BY_PYTHON
from jobs.shop_tables import TEXT

EVENTS, PROFIT = "fct_sales_events", "fct_profit_days"
# Keys are numbered anew by every build, so a locked row knows what it belongs to by the names of the files.
EVENT_KEYS = ("event_key", "order_key", "customer_key", "product_key")
POSTED = ("event_day", "order_day", "is_correction", "original_event_day", "original_order_day")
IDENTITY = ("source", "row_key", "is_reversal")
NAMES = ("customer_id", "product_id", "department", "brand_kind")
PROFIT_GROUP = ("entry", "channel", "country", "region", "category")
_Key = BigInteger().with_variant(Integer, "sqlite")


@cache
def step(name: str) -> Step:
    """The step of the build that makes a table."""
    return next(found for found in plan(BY_PYTHON) if found.name == name)


@cache
def content() -> tuple[str, ...]:
    """The columns of an event that tell whether it changed, beside the days and the names that it is known by."""
    return tuple(name for name in step(EVENTS).columns if name not in (*EVENT_KEYS, *POSTED, "line_id"))


@cache
def amounts(name: str) -> tuple[str, ...]:
    """The columns of a table that a reversal takes back."""
    return tuple(column for column in step(name).columns if column.endswith("_cents") or column in ("units", "returned_units"))


@cache
def locked_tables() -> tuple[Table, Table]:
    """raw_locked_events and raw_locked_profit_days, with the columns of what they keep.

    posting counts the versions of an event that were ever published in a locked month, side is 1 or, for its reversal, -1.
    """
    metadata = MetaData()
    events = Table(
        "raw_locked_events",
        metadata,
        Column("locked_event_id", _Key, primary_key=True, autoincrement=True),
        Column("row_key", TEXT, nullable=False),
        Column("is_reversal", BigInteger, nullable=False),
        Column("posting", BigInteger, nullable=False),
        Column("side", BigInteger, nullable=False),
        *(Column(name, TEXT, nullable=False) for name in NAMES),
        *_columns(EVENTS, EVENT_KEYS),
    )
    profit = Table(
        "raw_locked_profit_days",
        metadata,
        Column("locked_profit_id", _Key, primary_key=True, autoincrement=True),
        *_columns(PROFIT, ("profit_key",)),
    )
    return events, profit


def _columns(name: str, without: tuple[str, ...]) -> list[Column]:
    types = {"text": TEXT, "bigint": BigInteger()}
    return [Column(column, types[given]) for column, given in step(name).columns.items() if column not in without]
