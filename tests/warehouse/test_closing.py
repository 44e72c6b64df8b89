"""A locked month cannot change: whatever files, undone loads and costs come later, its figures stay to the cent and the unit."""

from __future__ import annotations

import datetime
import random
from dataclasses import replace
from typing import Any

import pandas
import pytest
from sqlalchemy import insert, text, update

import queries
from dashapp.auth.viewer import OPERATOR, stand_in
from dashapp.db.engines import warehouse_engine
from dashapp.db.migrate import migrate
from dashapp.errors import Forbidden, UserError
from dashapp.periods import day_number
from dashapp.settings import Settings
from jobs import raw
from jobs.build import build
from jobs.periods import lock, locks, unlock
from queries.command_line import metric_answer
from tests.warehouse.random_shop import PRODUCTS, RATES, random_lines
from tests.warehouse.raw_rows import copied_table, load, rates, table, undo

FINANCE = stand_in("finance")
MONTHS = ("2025-01-01", "2025-02-28")
AMOUNTS = ("gross", "discount", "return", "cancellation", "tax", "shipping", "fee", "adjustment", "gift_card", "bad_debt", "cost")
SUMS = [f"sum({name}_{kind}) as {name}_{kind}" for name in AMOUNTS for kind in ("cents", "local_cents")]
UNITS = "sum(case when event_type = 'sale' then units when event_type in ('return', 'cancellation') then -returned_units end) as net_units"
COUNTS = (
    "count(distinct case when event_type = 'sale' and is_correction = 0 then order_key end) as orders",
    "count(distinct case when event_type = 'sale' and is_correction = 0 and is_known_customer = 1 then customer_key end) as customers",
)
BY = ("category", "region", "channel", "country", "brand", "payment_method", "product_id", "department", "brand_kind", "customer_id")
LIFETIME = f"select category, {', '.join([*SUMS, UNITS])} from fct_sales_events group by category order by category"
PROFIT = """
    select dim_date.month_start, entry, channel, region, category, sum(net_cents) as net_cents, sum(cost_cents) as cost_cents,
        sum(marketing_cents) as marketing_cents, sum(fixed_cents) as fixed_cents
    from fct_profit_days join dim_date on dim_date.day_number = profit_day
    where date_day between '{first}' and '{last}'
    group by dim_date.month_start, entry, channel, region, category order by 1, 2, 3, 4, 5
"""


def filled(settings: Settings) -> None:
    migrate(settings)
    rates(settings, RATES)
    load(settings, random_lines())
    costs(settings, 3)


def shop(settings: Settings) -> None:
    filled(settings)
    build(settings)


def costs(settings: Settings, factor: int) -> None:
    """Another table of costs: every third product has none."""
    raw.create(warehouse_engine(settings))
    rows = [
        {"source": "shop", "product_id": code, "valid_from": "2025-01-01", "cost_cents": factor * number, "change_id": 1}
        for number, (code, *_) in enumerate(PRODUCTS, 100)
        if number % 3
    ]
    with warehouse_engine(settings).begin() as connection:
        connection.execute(raw.cost_overrides.delete())
        connection.execute(insert(raw.cost_overrides), rows)


def asked(settings: Settings, question: str) -> list[tuple[Any, ...]]:
    with warehouse_engine(settings).connect() as connection:
        return [tuple(row) for row in connection.execute(text(question))]


def figures(settings: Settings, basis: str, first: str = MONTHS[0], last: str = MONTHS[1]) -> dict[str, list[tuple[Any, ...]]]:
    """Every measure of the locked months, by each dimension."""
    found = {}
    for name in BY:
        question = f"""
            select dim_date.month_start, {name}, {", ".join([*SUMS, UNITS, *COUNTS])}
            from (
                select events.*, customers.customer_id, products.product_id, products.department, products.brand_kind
                from fct_sales_events as events
                left join dim_customers as customers on customers.customer_key = events.customer_key
                left join dim_products as products on products.product_key = events.product_key
            ) as events join dim_date on dim_date.day_number = {basis}_day
            where dim_date.date_day between '{first}' and '{last}'
            group by dim_date.month_start, {name} order by 1, 2
        """
        found[name] = asked(settings, question)
    return found


def profit(settings: Settings) -> list[tuple[Any, ...]]:
    return asked(settings, PROFIT.format(first=MONTHS[0], last=MONTHS[1]))


def lifetime(settings: Settings) -> list[tuple[Any, ...]]:
    everything = "select sum(net_cents), sum(cost_cents), sum(fulfilment_cents) from fct_profit_days"
    # What was not recorded and what came to nothing are both nothing here.
    return [tuple(value or 0 for value in row) for row in [*asked(settings, LIFETIME), *asked(settings, everything)]]


def as_if_unlocked(settings: Settings) -> list[tuple[Any, ...]]:
    """Lifetime totals of a build that knows no lock."""
    with warehouse_engine(settings).begin() as connection:
        connection.execute(update(raw.period_locks).values(lifted_at="now"))
    build(settings)
    found = lifetime(settings)
    with warehouse_engine(settings).begin() as connection:
        connection.execute(update(raw.period_locks).values(lifted_at=None))
    return found


def test_without_a_lock_nothing_is_marked(settings: Settings):
    shop(settings)
    events = table(settings, "fct_sales_events", "event_key")
    assert events["is_correction"].eq(0).all()
    assert events["original_event_day"].isna().all()
    assert events["original_order_day"].isna().all()
    assert (events["event_key"] > 0).all()


def test_a_lock_alone_changes_nothing(settings: Settings):
    shop(settings)
    before = {name: table(settings, name, key) for name, key in (("fct_sales_events", "event_key"), ("fct_orders", "order_key"))}
    days = profit(settings)
    lock(settings, "2025-02", FINANCE)
    build(settings)
    for name, frame in before.items():
        pandas.testing.assert_frame_equal(frame, table(settings, name, frame.columns[0]))
    assert profit(settings) == days


@pytest.mark.parametrize("database", ["settings", "postgres_settings"])
@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_comes_late_a_locked_month_stays(database: str, seed: int, request: pytest.FixtureRequest):
    installed: Settings = request.getfixturevalue(database)
    filled(installed)
    draw = random.Random(seed)
    lock(installed, "2025-01", FINANCE)
    _something_happens(installed, draw, 0)
    # The second lock keeps what was posted late into February.
    lock(installed, "2025-02", FINANCE)
    expected = {basis: figures(installed, basis) for basis in ("event", "order")}
    expected_profit = profit(installed)
    for number in range(1, 4):
        _something_happens(installed, draw, number)
        build(installed)
        for basis, given in expected.items():
            assert figures(installed, basis) == given
        assert profit(installed) == expected_profit
    events = table(installed, "fct_sales_events", "event_key")
    assert (events["is_correction"] == 1).any()
    assert events["event_key"].is_unique
    pandas.testing.assert_frame_equal(events, copied_table(installed, "fct_sales_events", "event_key"), check_dtype=False)
    totals = lifetime(installed)
    assert totals == as_if_unlocked(installed)


def _something_happens(settings: Settings, draw: random.Random, number: int) -> None:
    """Late orders, returns and cancellations, rows that take the place of others, an undone load, other costs."""
    lines = [{**line, "order_id": f"L{number}{line['order_id']}"} for line in random_lines(40, seed=draw.randrange(10_000))]
    late = load(settings, lines)
    with warehouse_engine(settings).begin() as connection:
        keys = [key for (key,) in connection.execute(text("select line_id from raw_order_lines where is_current = 1 order by line_id"))]
        for change in ("category = 'Moved', brand = 'Other'", "quantity = 7, amount_cents = amount_cents + 111", "region = 'Elsewhere'"):
            for key in draw.sample(keys, 12):
                connection.execute(text(f"update raw_order_lines set {change} where line_id = {key}"))
        for key in draw.sample(keys, 8):
            _superseded(connection, key, f"amount_cents = {draw.randrange(5000)}")
        for key in draw.sample(keys, 8):
            _superseded(connection, key, "status = 'cancelled', cancelled_day = ordered_day + 3")
        for key in draw.sample(keys, 5):
            connection.execute(text(f"update raw_order_lines set ordered_day = ordered_day + 40 where line_id = {key}"))
    costs(settings, draw.randrange(1, 9))
    if number == 1:
        undo(settings, 1)
    if number == 2:
        with warehouse_engine(settings).begin() as connection:
            connection.execute(update(raw.loads).where(raw.loads.c.load_id == 1).values(status="loaded"))
            latest = "select max(line_id) from raw_order_lines where load_id = 1 group by row_key"
            connection.execute(text(f"update raw_order_lines set is_current = 1 where line_id in ({latest})"))
        undo(settings, late)


def _superseded(connection: Any, key: int, change: str) -> None:
    """A later file brings the same row with other values: the old row counts no more, and the new one has a number of its own."""
    columns = ", ".join(column.name for column in raw.order_lines.columns if column.name != "line_id")
    values = columns.replace("is_current", "1 as is_current")
    connection.execute(text(f"insert into raw_order_lines ({columns}) select {values} from raw_order_lines where line_id = {key}"))
    connection.execute(text(f"update raw_order_lines set is_current = 0 where line_id = {key}"))
    connection.execute(text(f"update raw_order_lines set {change} where line_id = (select max(line_id) from raw_order_lines)"))


def late_order(settings: Settings, day: str = "2025-01-10") -> int:
    line = {"order_id": "LATE", "ordered_at": f"{day} 09:00:00", "customer_id": "K1", "product_id": "P1", "quantity": 2, "amount": 100}
    return load(settings, [line])


def test_a_late_order_counts_on_the_first_open_day_and_says_so(settings: Settings):
    filled(settings)
    lock(settings, "2025-01", FINANCE)
    late_order(settings)
    build(settings)
    events = table(settings, "fct_sales_events", "event_key").query("order_id == 'LATE'")
    january, february = (day_number(datetime.date.fromisoformat(day)) for day in ("2025-01-10", "2025-02-01"))
    kept = events[["event_day", "order_day", "original_event_day", "original_order_day", "is_correction"]].values.tolist()
    assert kept == [[february, february, january, january, 0]]
    warehouse = queries.open(settings)
    answer = metric_answer(warehouse, "late_adjustments", OPERATOR, dimensions="month").records()
    warehouse.close()
    assert {row["month"]: row["late_adjustments"] for row in answer if row["late_adjustments"] is not None} == {"2025-02-01": 100.0}


def test_undoing_a_load_of_a_locked_month_posts_reversals(settings: Settings):
    filled(settings)
    number = late_order(settings)
    lock(settings, "2025-01", FINANCE)
    undo(settings, number)
    build(settings)
    events = table(settings, "fct_sales_events", "event_key").query("order_id == 'LATE'")
    assert events[["gross_cents", "units", "is_correction"]].values.tolist() == [[10000, 2, 0], [-10000, -2, 1]]
    assert events["order_key"].nunique() == 1
    assert "LATE" not in set(table(settings, "fct_orders", "order_key")["order_id"])


def test_everything_undone_leaves_the_locked_month_and_its_reversal(settings: Settings):
    migrate(settings)
    number = late_order(settings)
    lock(settings, "2025-01", FINANCE)
    undo(settings, number)
    build(settings)
    question = "select date_day, sum(gross_cents) from fct_sales_events join dim_date on day_number = event_day group by 1 order by 1"
    days = asked(settings, question)
    assert days == [("2025-01-10", 10000), ("2025-02-01", -10000)]


def test_unlocking_moves_late_events_back_and_keeps_earlier_months(settings: Settings):
    filled(settings)
    lock(settings, "2025-02", FINANCE)
    late_order(settings, "2025-02-10")
    build(settings)
    january = figures(settings, "event", "2025-01-01", "2025-01-31")
    assert unlock(settings, "2025-02", "a late invoice", "ann") == datetime.date(2025, 2, 1)
    build(settings)
    assert [(found.through.isoformat(), found.lifted_by) for found in locks(settings)] == [("2025-01-31", None), ("2025-02-28", "ann")]
    events = table(settings, "fct_sales_events", "event_key").query("order_id == 'LATE'")
    assert events["event_day"].tolist() == [day_number(datetime.date(2025, 2, 10))]
    assert figures(settings, "event", "2025-01-01", "2025-01-31") == january


def test_what_may_not_be_locked(settings: Settings):
    filled(settings)
    with pytest.raises(Forbidden):
        lock(settings, "2025-01", stand_in("analyst"))
    with pytest.raises(UserError, match="written YYYY-MM"):
        lock(settings, "January", FINANCE)
    with pytest.raises(UserError, match="once it is over"):
        lock(settings, "2999-01", FINANCE)
    lock(settings, "2025-01", FINANCE)
    with pytest.raises(UserError, match="locked already"):
        lock(settings, "2025-01", FINANCE)
    with pytest.raises(UserError, match=r"2025-02 is not locked\. Locked through: 2025-01-31"):
        unlock(settings, "2025-02", "why not", "ann")
    with pytest.raises(UserError, match="locked in EUR"):
        build(replace(settings, reporting_currency="USD"))
