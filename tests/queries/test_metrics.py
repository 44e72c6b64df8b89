"""The registry: equal on every engine, equal to its own drill, additive where it says so, and divided last."""

from __future__ import annotations

import contextlib
import datetime
import random
import shutil
import sqlite3
from dataclasses import replace
from decimal import Decimal

import duckdb
import psycopg
import pytest

from dashapp.auth.viewer import OPERATOR
from dashapp.errors import NotFound, NotRecorded, UserError
from dashapp.filters import DIMENSIONS as FILTERED
from dashapp.filters import Filters
from dashapp.periods import Period
from dashapp.settings import Settings
from queries import grid
from queries.bind import Parameter
from queries.columnar import copy_path
from queries.compile import statement
from queries.literals import literal_sql
from queries.metrics import ask, ask_periods, growth, members
from queries.placeholders import replace_choices
from queries.portable import problems
from queries.registry import facts
from queries.run import run
from tests.parsed import tables_read
from tests.queries import marts
from tests.queries.tables import equal, only

SALES = next(fact for fact in facts() if fact.name == "fct_sales_events")
ALL = tuple(SALES.metrics)
DIMENSIONS = tuple(SALES.dimensions)
YEAR = Filters(date_from=datetime.date(2025, 1, 1), date_to=datetime.date(2025, 12, 31))
EVERY_FILTER = replace(
    YEAR,
    category=("Light", "Table", "Garden"),
    channel=("Web", "Not recorded"),
    country=("France", "Österreich"),
    payment_method=("Card", "It's a voucher, 100% :off"),
    segment=("Champions", "Not recorded", "Lost", "Hibernating", "At Risk"),
    currency="GBP",
    basis="order",
)


def random_filters(seed: int) -> Filters:
    """A set of filters with a period, some values of some dimensions, either basis, sometimes a currency."""
    chance = random.Random(seed)
    first = marts.FIRST + datetime.timedelta(days=chance.randrange(300))
    choices = {
        "category": ("Light", "Table", "Garden", "Not recorded"),
        "brand": ("Acme", "Bolt", "Not recorded"),
        "channel": ("Web", "App", "Not recorded"),
        "country": ("France", "Germany", "Österreich"),
        "product": ("p1", "p2", "p3", "p7"),
        "segment": ("Champions", "Loyal", "Lost", "Not recorded"),
    }
    picked = {name: tuple(chance.sample(values, chance.randrange(1, 3))) for name, values in choices.items() if chance.random() < 0.25}
    return Filters(
        date_from=first,
        date_to=first + datetime.timedelta(days=chance.randrange(30, 400)),
        basis=chance.choice(("event", "order")),
        currency=chance.choice((None, None, "GBP", "EUR")),
        **picked,
    )


@pytest.mark.parametrize("filters", [None, YEAR, EVERY_FILTER])
@pytest.mark.parametrize("by", [(), *[(name,) for name in DIMENSIONS], ("month", "category"), ("weekday", "hour"), ("segment", "quarter")])
def test_engines_agree(warehouses, operator, by, filters):
    tables = [ask(warehouse, ALL, by=by, filters=filters, viewer=operator, labels=True) for warehouse in warehouses.values()]
    assert [table.source.engine for table in tables] == list(warehouses)
    assert not tables[0].empty
    for other in tables[1:]:
        equal(tables[0], other)


def test_the_sums_are_those_of_the_rows(warehouse, operator):
    rows = marts.seeded()["fct_sales_events"]
    table = ask(warehouse, ALL, filters=None, viewer=operator)
    sales = [row for row in rows if row["event_type"] == "sale"]
    orders = {row["order_key"] for row in sales}
    gross, discount, returned = (sum(row[f"{name}_cents"] for row in rows) / 100 for name in ("gross", "discount", "return"))
    assert only(table, "net_sales") == pytest.approx(gross - discount - returned, abs=1e-9)
    assert only(table, "orders") == len(orders)
    assert only(table, "aov") == pytest.approx((gross - discount) / len(orders))
    assert only(table, "return_rate") == pytest.approx(returned / (gross - discount))
    known = {(row["customer_key"], row["event_day"]) for row in sales if row["is_known_customer"]}
    assert only(table, "daily_active_customers") == len(known)
    assert only(table, "active_customers") == len({customer for customer, _ in known})
    assert only(table, "anonymous_orders") == len({row["order_key"] for row in sales if not row["is_known_customer"]})
    units = sum(row["units"] or 0 for row in rows) - sum(row["returned_units"] or 0 for row in rows)
    assert only(table, "units") == units
    assert only(table, "upt") == pytest.approx(units / len(orders))


@pytest.mark.parametrize("seed", range(20))
def test_t_rec_1_net_sales_are_the_same_over_everything(duck, operator, seed):
    filters = random_filters(seed)
    table = ask(duck, ("net_sales", "gross_sales"), filters=filters, viewer=operator)
    total = 0 if table.empty else only(table, "net_sales")
    for name in ("product", "category", "channel", "country", "region", "customer", "brand", "segment", "month", "day", "hour", "weekday"):
        summed = ask(duck, ("net_sales",), by=(name,), filters=filters, viewer=operator).frame["net_sales"].sum()
        assert summed == pytest.approx(total, abs=0.005), name
    for query in ("sales.orders", "sales.event_lines"):
        chosen = grid.Selection(query, {}, operator, filters)
        assert (grid.totals(duck, chosen)["net_sales"] or 0) == pytest.approx(total, abs=0.005), query


@pytest.mark.parametrize("seed", range(5))
def test_t_sal_1_the_lines_behind_a_bar_sum_to_it(duck, operator, seed):
    filters = random_filters(seed)
    names = ("gross_sales", "discounts", "returns", "net_sales", "tax", "shipping_revenue", "total_sales", "units")
    for bar in ask(duck, names, by=("month",), filters=filters, viewer=operator).records():
        first = datetime.date.fromisoformat(bar["month"])
        last = (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
        month = replace(filters, date_from=max(first, filters.date_from), date_to=min(last, filters.date_to))
        sums = grid.totals(duck, grid.Selection("sales.event_lines", {}, operator, month))
        assert {name: sums[name] or 0 for name in names} == pytest.approx({name: bar[name] or 0 for name in names}, abs=0.005)
    cell = ask(duck, ("net_sales",), by=("weekday", "hour"), filters=filters, viewer=operator).records()[0]
    behind = {"weekday_number": cell["weekday"], "hour": cell["hour"]}
    assert grid.totals(duck, grid.Selection("sales.event_lines", behind, operator, filters))["net_sales"] == pytest.approx(
        cell["net_sales"]
    )


def test_t_rec_3_the_bridge_holds_on_every_row(duck, operator):
    for by in (("day",), ("category", "country"), ("customer",)):
        frame = ask(duck, ("gross_sales", "discounts", "returns", "net_sales"), by=by, filters=None, viewer=operator).frame
        assert (frame.gross_sales - frame.discounts - frame.returns - frame.net_sales).abs().max() < 1e-6


def test_t_rec_4_the_basis_moves_returns_between_periods_only(duck, operator):
    names = ("gross_sales", "discounts", "returns", "net_sales", "orders", "units", "total_sales")
    whole = Filters(date_from=marts.FIRST, date_to=marts.LAST)
    tables = [ask(duck, names, filters=replace(whole, basis=basis), viewer=operator) for basis in ("event", "order")]
    equal(*tables)
    by_month = [
        ask(duck, ("returns",), by=("month",), filters=replace(whole, basis=basis), viewer=operator) for basis in ("event", "order")
    ]
    assert by_month[0].records() != by_month[1].records()


def test_t_cmp_1_last_year_compares_mondays_with_mondays(duck, operator):
    four_weeks = Filters(date_from=datetime.date(2026, 1, 5), date_to=datetime.date(2026, 2, 1), compare=("last_year", "previous"))
    (current, table), (year, before), (previous, _) = ask_periods(duck, ("orders",), by=("day",), filters=four_weeks, viewer=operator)
    assert (year.first.weekday(), year.days, previous.last) == (current.first.weekday(), 28, datetime.date(2026, 1, 4))
    days = [[datetime.date.fromisoformat(row["day"]).weekday() for row in answer.records()] for answer in (table, before)]
    assert days[0] == days[1]


def test_t_cmp_2_a_partial_period_compares_with_the_same_elapsed_days(duck, operator):
    month = Filters(date_from=datetime.date(2026, 2, 1), date_to=datetime.date(2026, 2, 28), compare=("previous",))
    (current, table), (before, other) = ask_periods(duck, ("net_sales",), by=("day",), filters=month, viewer=operator)
    assert current.partial
    assert before.partial
    assert before.days == 11
    assert len(table.frame) == len(other.frame) == 11


@pytest.mark.parametrize("filters", [None, YEAR, EVERY_FILTER])
@pytest.mark.parametrize("by", [(), ("month",), ("week", "segment"), ("product",)])
def test_t_sql_1_the_sql_shown_returns_the_number(warehouse, operator, by, filters):
    table = ask(warehouse, ALL, by=by, filters=filters, viewer=operator)
    found = elsewhere(warehouse.settings, warehouse.version().version, literal_sql(table.source, OPERATOR))
    for record, row in zip(table.records(), found, strict=True):
        assert list(record.values()) == pytest.approx(list(row), nan_ok=False), record


def elsewhere(settings: Settings, version: int, sql: str) -> list[tuple]:
    """The rows of a statement in a plain client of that engine, without parameters."""
    if copy_path(settings.var_dir, version).exists():
        copied = shutil.copy(copy_path(settings.var_dir, version), settings.var_dir / "pasted.duckdb")
        with duckdb.connect(str(copied)) as connection:
            return connection.execute(sql).fetchall()
    if settings.warehouse_url.startswith("sqlite"):
        with contextlib.closing(sqlite3.connect(settings.warehouse_url.removeprefix("sqlite:///"))) as connection:
            return connection.execute(sql).fetchall()
    with psycopg.connect(settings.warehouse_url.replace("+psycopg", "")) as connection:
        return [tuple(float(value) if isinstance(value, Decimal) else value for value in row) for row in connection.execute(sql)]


def test_days_without_sales_are_zeros_and_ratios_stay_empty(duck, operator):
    table = ask(duck, ("net_sales", "orders", "aov", "active_customers"), by=("day",), filters=YEAR, viewer=operator)
    assert len(table.frame) == 365
    saturday = next(row for row in table.records() if row["day"] == "2025-03-08")
    assert (saturday["orders"], saturday["aov"], saturday["active_customers"]) == (0, None, 0)


def test_no_day_is_drawn_before_the_first_or_after_the_last(duck, operator):
    wide = Filters(date_from=datetime.date(2020, 1, 1), date_to=datetime.date(2030, 1, 1))
    days = ask(duck, ("orders",), by=("day",), filters=wide, viewer=operator).frame["day"]
    assert (days.iloc[0], days.iloc[-1]) == (marts.FIRST.isoformat(), marts.LAST.isoformat())


@pytest.mark.parametrize("by", [(), ("day",), ("week",), ("month", "category"), ("country",)])
def test_a_period_without_events_has_no_rows(warehouse, operator, by):
    before = Period(datetime.date(2020, 1, 1), datetime.date(2020, 3, 31))
    assert ask(warehouse, ALL, by=by, filters=YEAR, viewer=operator, period=before).empty


def test_units_that_are_not_recorded_are_missing_not_zero(own, operator):
    rows = marts.seeded()
    for row in rows["fct_sales_events"]:
        row.update(units=None, returned_units=None)
    marts.publish(own.settings, rows)
    own.version(fresh=True)
    table = ask(own, ("units", "upt", "orders"), filters=None, viewer=operator)
    assert table.records() == [{"units": None, "upt": None, "orders": 400}]
    assert ask(own, ("units",), by=("day",), filters=None, viewer=operator).frame["units"].isna().all()


def test_a_transaction_currency_has_its_rows_in_its_own_amounts(duck, operator):
    rows = [row for row in marts.seeded()["fct_sales_events"] if row["currency"] == "GBP"]
    table = ask(duck, ("gross_sales",), filters=replace(Filters(), date_from=marts.FIRST, currency="GBP"), viewer=operator)
    assert only(table, "gross_sales") == sum(row["gross_local_cents"] for row in rows) / 100
    assert table.source.currency == "GBP"
    assert ask(duck, ("gross_sales",), filters=None, viewer=operator).source.currency == "EUR"


def test_growth():
    assert growth(3, 2) == 0.5
    assert [growth(3, 0), growth(3, None), growth(3, -1), growth(None, 2)] == [None] * 4


def test_members_come_with_labels_most_orders_first(duck, operator):
    assert {value for value, _ in members(duck, "category", operator)} == {"Light", "Table", "Garden", "Not recorded"}
    assert ("p3", "p3 · Lamp 3") in members(duck, "product", operator)


def test_unknown_names_are_answered_with_the_near_one(duck, operator):
    with pytest.raises(NotFound, match="Did you mean 'net_sales'"):
        ask(duck, ("net_sale",), filters=None, viewer=operator)
    with pytest.raises(UserError, match="Did you mean 'category'"):
        ask(duck, ("net_sales",), by=("categry",), filters=None, viewer=operator)


def test_the_heat_map_and_the_customers_behind_a_cell_agree(warehouse, operator):
    for filters in (Filters(), Filters(category=("Light",), country=("France", "Germany"))):
        cells = run(warehouse, "segmentation.rfm_heat_map", {}, operator, filters=filters).records()
        assert len(cells) == 25
        for cell in cells:
            params = {name: cell[name] for name in ("recency_score", "frequency_score")}
            behind = run(warehouse, "segmentation.customers", params, operator, filters=filters)
            assert len(behind.frame) == cell["customers"]
        segments = run(warehouse, "segmentation.segments", {}, operator, filters=filters).frame
        assert len(segments) == 11
        assert segments["customers"].sum() == sum(cell["customers"] for cell in cells)
        assert segments["customer_share"].sum() == pytest.approx(1)


@pytest.mark.parametrize("fact", facts(), ids=lambda fact: fact.name)
def test_a_filter_that_a_fact_does_not_record_is_refused_not_passed_over(duck, operator, fact):
    name = next(iter(fact.metrics))
    for dimension in set(FILTERED) - set(fact.dimensions):
        with pytest.raises(NotRecorded, match=f"not recorded by {dimension.replace('_', ' ')}"):
            ask(duck, (name,), filters=replace(YEAR, **{dimension: ("x",)}), viewer=operator)
    if not fact.currency:
        with pytest.raises(NotRecorded, match="recorded in EUR only"):
            ask(duck, (name,), filters=replace(YEAR, currency="GBP"), viewer=operator)


@pytest.mark.parametrize("fact", facts(), ids=lambda fact: fact.name)
def test_every_fact_by_each_of_its_dimensions_is_in_the_portable_subset(fact):
    for by in [(), *[(name,) for name in fact.dimensions]]:
        assert offences(tuple(fact.metrics), by) == [], by


@pytest.mark.parametrize("by", [("month", "category"), ("weekday", "hour"), ("segment", "quarter")])
@pytest.mark.parametrize("names", [ALL, ("active_customers",), ("net_sales",)])
def test_what_is_generated_is_in_the_portable_subset(names, by):
    assert offences(names, by) == []


def offences(names, by):
    made = statement(names, by)
    assert made.tables == tables_read(replace_choices(made.text, lambda name: made.parameters[name].choices[0]))
    declared = {name: list(found.choices) if found.choices else _words(found) for name, found in made.parameters.items()}
    header = {
        "summary": "Metrics.",
        "params": declared,
        "grain": ", ".join(by) or names[0],
        "columns": {column.name: {} for column in made.columns},
    }
    return problems(made.text, header)


def _words(parameter: Parameter) -> str:
    return ("list of " if parameter.many else "") + parameter.type + ("?" if parameter.optional else "")
