"""Locked months in a build: what was published of them stays, and what has changed since counts on the first open day.

A computed event that touches the locked days (by its own day or its order's) and is not held by them as it is now, is posted on
the first open day in place of each locked day. What they hold and is computed no more, or otherwise, is reversed there.
"""

from __future__ import annotations

from collections.abc import Iterable

from jobs.build_tables import Tables
from jobs.locked_rows import EVENTS, IDENTITY, NAMES, POSTED, PROFIT, PROFIT_GROUP, amounts, content, step

# Keys of locked rows lie far below those of computed ones, an event before its reversal.
FIRST_KEY = -(2**40)
CHANGED = (EVENTS, PROFIT, "dim_products", "dim_customers")
_PASSING = ("books_keyed", "books_standing", "books_touched", "books_same", "books_gap")
_TOUCHES = "(event_day <= :locked_day or order_day <= :locked_day)"


def settle(tables: Tables, locked_day: int) -> None:
    """Turn the computed tables of a build into those that may be published while days up to this one are locked."""
    _name_what_is_gone(tables)
    _compare(tables, locked_day)
    _post_events(tables, locked_day)
    _post_profit(tables, locked_day)
    for name in _PASSING:
        tables.execute(f"drop table {name}")
    for name in CHANGED:
        tables.execute(f"analyze {name}")


def _name_what_is_gone(tables: Tables) -> None:
    """Products as they were and customers that no load knows any more keep a row of their own, under a key below zero."""
    for statement in (
        """
        insert into dim_products (product_key, source, product_id, product_name, category, brand, department, brand_kind)
        select
            -min(locked.locked_event_id), locked.source, locked.product_id, coalesce(max(known.product_name), 'Not recorded'),
            min(locked.category), min(locked.brand), locked.department, locked.brand_kind
        from raw_locked_events as locked
        left join dim_products as known on known.source = locked.source and known.product_id = locked.product_id
        left join dim_products as same
            on same.source = locked.source and same.product_id = locked.product_id
            and same.department = locked.department and same.brand_kind = locked.brand_kind
        where same.product_id is null and locked.product_id <> 'Not recorded'
        group by locked.source, locked.product_id, locked.department, locked.brand_kind
        """,
        """
        insert into dim_customers
            (customer_key, source, customer_id, customer_name, customer_email, country, region, is_known, is_house_account)
        select
            -min(locked.locked_event_id), locked.source, locked.customer_id, 'Not recorded', 'Not recorded', 'Not recorded',
            'Not recorded', 1, 1 - max(locked.is_known_customer)
        from raw_locked_events as locked
        left join dim_customers as same on same.source = locked.source and same.customer_id = locked.customer_id
        where same.customer_id is null and locked.customer_id <> 'Not recorded'
        group by locked.source, locked.customer_id
        """,
    ):
        tables.execute(statement)


def _compare(tables: Tables, locked_day: int) -> None:
    """Which computed events the locked days hold, and hold as they are now."""
    _passing(
        tables,
        "books_keyed",
        """
        select
            locked.*,
            coalesce(documents.document_key, -min(locked.locked_event_id) over (partition by locked.source, locked.order_id)) as order_key,
            coalesce(customers.customer_key, 0) as customer_key,
            coalesce(products.product_key, 0) as product_key
        from raw_locked_events as locked
        left join dim_documents as documents on documents.source = locked.source and documents.document_id = locked.order_id
        left join dim_customers as customers on customers.source = locked.source and customers.customer_id = locked.customer_id
        left join dim_products as products
            on products.source = locked.source and products.product_id = locked.product_id
            and products.department = locked.department and products.brand_kind = locked.brand_kind
        """,
    )
    _passing(
        tables,
        "books_standing",
        f"""
        select locked.*
        from books_keyed as locked
        left join (select {_listed(IDENTITY)}, posting from books_keyed where side = -1) as reversed
            on {_equal("reversed", "locked", (*IDENTITY, "posting"))}
        where locked.side = 1 and reversed.posting is null
        """,
    )
    tables.execute(f"create index books_standing_identity on books_standing ({_listed(IDENTITY)})")
    _find_touched(tables, locked_day)


def _find_touched(tables: Tables, locked_day: int) -> None:
    _passing(
        tables,
        "books_touched",
        f"""
        select
            events.*, lines.row_key, events.event_key - 2 * events.line_id as is_reversal,
            customers.customer_id, products.product_id, products.department, products.brand_kind
        from fct_sales_events as events
        join raw_order_lines as lines on lines.line_id = events.line_id
        join dim_customers as customers on customers.customer_key = events.customer_key
        join dim_products as products on products.product_key = events.product_key
        where {_TOUCHES}
        """,
        locked_day=locked_day,
    )
    same = " and ".join(f"standing.{name} is not distinct from touched.{name}" for name in (*content(), *NAMES))
    _passing(
        tables,
        "books_same",
        f"""
        select
            touched.event_key,
            standing.locked_event_id,
            case when standing.is_correction = 0 and standing.original_event_day is null and standing.original_order_day is null
                then 1 else 0 end as in_place
        from books_touched as touched
        join books_standing as standing on {_equal("standing", "touched", IDENTITY)}
        where {same}
            and coalesce(standing.original_event_day, standing.event_day) = touched.event_day
            and coalesce(standing.original_order_day, standing.order_day) = touched.order_day
        """,
    )


def _post_events(tables: Tables, locked_day: int) -> None:
    """Take the touched events out, but for those that stand as they are, and put in what was locked, reversals and late events."""
    days = {"locked_day": locked_day, "open_day": locked_day + 1}
    standing_as_it_is = "select {} from books_same where in_place = 1"
    tables.execute(
        f"""
            delete from fct_sales_events
            where event_key in (select event_key from books_touched)
                and event_key not in ({standing_as_it_is.format("event_key")})
            """
    )
    kept = {name: name for name in (*content(), "line_id", "order_key", "customer_key", "product_key", *POSTED)}
    locked = kept | {"event_key": f"{FIRST_KEY} + 2 * locked_event_id"}
    _insert(tables, locked, f"books_keyed where locked_event_id not in ({standing_as_it_is.format('locked_event_id')})", {})
    taken_back = {name: f"-{name}" for name in amounts(EVENTS)}
    reversal = kept | taken_back | _moved() | {"event_key": f"{FIRST_KEY} + 2 * locked_event_id + 1", "is_correction": "1"}
    _insert(tables, reversal, "books_standing where locked_event_id not in (select locked_event_id from books_same)", days)
    again = f"case when exists (select 1 from books_keyed where {_equal('books_keyed', 'books_touched', IDENTITY)}) then 1 else 0 end"
    late = kept | _moved() | {"event_key": "event_key", "is_correction": again}
    _insert(tables, late, "books_touched where event_key not in (select event_key from books_same)", days)


def _moved() -> dict[str, str]:
    """Each locked day gives way to the first open one and is remembered."""
    return {f"{day}": f"case when {day} <= :locked_day then :open_day else {day} end" for day in ("event_day", "order_day")} | {
        f"original_{day}": f"case when {day} <= :locked_day then coalesce(original_{day}, {day}) else original_{day} end"
        for day in ("event_day", "order_day")
    }


def _post_profit(tables: Tables, locked_day: int) -> None:
    """Locked days of the profit and loss as they stood; what is computed of them now beyond that, on the first open day."""
    summed, own = amounts(PROFIT), _listed(name for name in step(PROFIT).columns if name != "profit_key")
    _passing(
        tables,
        "books_gap",
        f"""
        select {_listed(PROFIT_GROUP)}, {_listed(f"sum({name}) as {name}" for name in summed)}
        from (
            select {_listed(PROFIT_GROUP)}, {_listed(summed)} from fct_profit_days where profit_day <= :locked_day
            union all
            select {_listed(PROFIT_GROUP)}, {_listed(f"-{name}" for name in summed)} from raw_locked_profit_days
        ) as both_sides
        group by {_listed(PROFIT_GROUP)}
        having {" or ".join(f"coalesce(sum({name}), 0) <> 0" for name in summed)}
        """,
        locked_day=locked_day,
    )
    tables.execute("delete from fct_profit_days where profit_day <= :locked_day", {"locked_day": locked_day})
    tables.execute(f"insert into fct_profit_days (profit_key, {own}) select -locked_profit_id, {own} from raw_locked_profit_days")
    tables.execute(
        f"""
            insert into fct_profit_days (profit_key, profit_day, {_listed(PROFIT_GROUP)}, {_listed(summed)})
            select
                (select coalesce(max(profit_key), 0) from fct_profit_days) + row_number() over (order by {_listed(PROFIT_GROUP)}),
                :open_day, {_listed(PROFIT_GROUP)}, {_listed(summed)}
            from books_gap
            """,
        {"open_day": locked_day + 1},
    )


def _insert(tables: Tables, columns: dict[str, str], source: str, values: dict[str, int]) -> None:
    text = f"insert into fct_sales_events ({_listed(columns)}) select {_listed(columns.values())} from {source}"
    tables.execute(text, values)


def _passing(tables: Tables, name: str, body: str, **values: int) -> None:
    tables.execute(f"create temporary table {name} as {body}", values)
    tables.execute(f"analyze {name}")


def _equal(one: str, other: str, names: Iterable[str]) -> str:
    return " and ".join(f"{one}.{name} = {other}.{name}" for name in names)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
