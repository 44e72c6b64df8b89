"""Keeping what is published of a month when it is locked, and letting go of it when the lock is lifted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, text
from sqlalchemy.engine import Connection

from jobs import raw
from jobs.build_books import FIRST_KEY
from jobs.locked_rows import EVENT_KEYS, EVENTS, IDENTITY, NAMES, PROFIT, locked_tables, step

_HELD = """
    select count(*) as events, min(case when event_day < order_day then event_day else order_day end) as first, max(event_day) as last
    from raw_locked_events
"""
_NEWLY = """
    (events.event_day <= :through or events.order_day <= :through)
    and events.event_day > :before and events.order_day > :before
"""


def keep(connection: Connection, before: int, through: int) -> int:
    """Keep the published rows that touch the days after `before` up to `through`; how many events there are."""
    raw.make(connection, locked_tables())
    given = {"before": before, "through": through, "first_key": FIRST_KEY}
    events = connection.execute(text(_new_events()), given).rowcount + connection.execute(text(_reversals()), given).rowcount
    own = _listed(name for name in step(PROFIT).columns if name != "profit_key")
    days = "profit_day > :before and profit_day <= :through order by profit_key"
    connection.execute(text(f"insert into raw_locked_profit_days ({own}) select {own} from fct_profit_days where {days}"), given)
    return events


def let_go(connection: Connection, through: int) -> None:
    """Forget what touches no day up to `through` any more."""
    events, profit = locked_tables()
    raw.make(connection, (events, profit))
    connection.execute(delete(events).where(events.c.event_day > through, events.c.order_day > through))
    connection.execute(delete(profit).where(profit.c.profit_day > through))


def held(connection: Connection) -> dict[str, Any]:
    """How many events are kept, and their first and last day."""
    events = locked_tables()[0].c
    raw.make(connection, locked_tables())
    days = (
        "select count(*) as events, min(case when event_day < order_day then event_day else order_day end) as first, max(event_day) as last"
    )
    return dict(connection.execute(text(f"{days} from {events.event_day.table.name}")).mappings().one())


def drop(connection: Connection) -> None:
    """Forget everything, locks included: the demo shop goes."""
    connection.execute(delete(raw.period_locks))
    raw.make(connection, locked_tables())
    for table in locked_tables():
        connection.execute(delete(table))


def _new_events() -> str:
    """Computed events that are published, those posted late included: the next posting of each."""
    kept = [name for name in step(EVENTS).columns if name not in EVENT_KEYS]
    identity = {"source": "events.source", "row_key": "lines.row_key", "is_reversal": "events.event_key - 2 * events.line_id"}
    earlier = " and ".join(f"earlier.{name} = {given}" for name, given in identity.items())
    return f"""
        insert into raw_locked_events (row_key, is_reversal, posting, side, {_listed(NAMES)}, {_listed(kept)})
        select
            lines.row_key, events.event_key - 2 * events.line_id, coalesce(earlier.posting + 1, 0), 1,
            customers.customer_id, products.product_id, products.department, products.brand_kind,
            {_listed(f"events.{name}" for name in kept)}
        from fct_sales_events as events
        join raw_order_lines as lines on lines.line_id = events.line_id
        join dim_customers as customers on customers.customer_key = events.customer_key
        join dim_products as products on products.product_key = events.product_key
        left join (
            select {_listed(IDENTITY)}, max(posting) as posting from raw_locked_events group by {_listed(IDENTITY)}
        ) as earlier on {earlier}
        where events.event_key >= 0 and {_NEWLY}
        order by events.event_key
    """


def _reversals() -> str:
    """What was posted to take a locked event back: of the posting that it reverses."""
    kept = [name for name in step(EVENTS).columns if name not in EVENT_KEYS]
    same = ("row_key", "is_reversal", "posting")
    return f"""
        insert into raw_locked_events ({_listed(same)}, side, {_listed(NAMES)}, {_listed(kept)})
        select
            {_listed(f"locked.{name}" for name in same)}, -1, {_listed(f"locked.{name}" for name in NAMES)},
            {_listed(f"events.{name}" for name in kept)}
        from fct_sales_events as events
        join raw_locked_events as locked on :first_key + 2 * locked.locked_event_id + 1 = events.event_key
        where events.event_key < 0 and {_NEWLY}
        order by events.event_key
    """


def _listed(names: Any) -> str:
    return ", ".join(names)
