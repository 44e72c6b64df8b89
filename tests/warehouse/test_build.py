"""A build: whole or not at all, the same on every engine, and adding up."""

from __future__ import annotations

import datetime
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas
import pytest
from sqlalchemy import inspect, text
from sqlalchemy.engine import make_url

from dashapp.db.engines import forget_engines, warehouse_engine
from dashapp.errors import NoData, UserError
from dashapp.settings import Settings
from jobs.build import build
from jobs.build_plan import plan
from jobs.build_tables import BY_PYTHON
from jobs.columnar import current
from queries.builds import last_failure
from queries.versions import Version
from tests.warehouse.random_shop import RATES, random_lines
from tests.warehouse.raw_rows import copied_table, load, rates, table, undo

PUBLISHED = {step.name: ", ".join(step.grain) for step in plan(BY_PYTHON) if step.kind == "table" and not step.passing}
# What order lines alone fill; the other tables need more of a shop and are empty without it.
FROM_ORDER_LINES = {
    *("dim_customers", "dim_customer_attributes", "dim_date", "dim_documents", "dim_products", "dim_rates", "dim_rfm_limits"),
    *("dim_segments", "fct_orders", "fct_payments", "fct_returns", "fct_sales_events", "score_rfm", "score_rfm_cut_points"),
}
ONE = [{"order_id": "A", "customer_id": "c", "product_id": "p", "quantity": 1, "amount": 10}]
TWO = [{"order_id": "B", "customer_id": "c", "product_id": "p", "quantity": 1, "amount": 5, "ordered_at": "2026-03-05 10:00:00"}]
DYING = """
import os, signal, sys
from dashapp.settings import Settings
from jobs.build import build

def die(step):
    if step == "publish":
        os.kill(os.getpid(), signal.SIGKILL)

build(Settings.from_environment({"VAR_DIR": sys.argv[1], "WAREHOUSE_URL": sys.argv[2]}), die)
"""


def published(settings: Settings) -> dict[str, pandas.DataFrame]:
    return {name: table(settings, name, order) for name, order in PUBLISHED.items()}


def versions(settings: Settings) -> list[int]:
    return table(settings, "warehouse_versions", "version")["version"].tolist()


def random_shop(settings: Settings) -> Version:
    rates(settings, RATES)
    load(settings, random_lines())
    return build(settings)


@pytest.fixture(scope="module")
def published_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Version]:
    """The random shop on SQLite with its version. Tests read it and change nothing."""
    settings = Settings.from_environment({"VAR_DIR": str(tmp_path_factory.mktemp("published"))})
    return settings, random_shop(settings)


@pytest.fixture
def built(published_once: tuple[Settings, Version]) -> Settings:
    return published_once[0]


def test_every_engine_makes_the_same_tables(published_once: tuple[Settings, Version], postgres_settings: Settings):
    settings, one = published_once
    other = random_shop(postgres_settings)
    assert one.row_counts == other.row_counts
    assert one.row_counts.keys() == PUBLISHED.keys()
    for name, order in PUBLISHED.items():
        made = table(settings, name, order)
        assert len(made) == one.row_counts[name], name
        assert len(made) > 0 or name not in FROM_ORDER_LINES, name
        for copy in (
            table(postgres_settings, name, order),
            copied_table(settings, name, order),
            copied_table(postgres_settings, name, order),
        ):
            pandas.testing.assert_frame_equal(made, copy, check_dtype=False, check_exact=True, obj=name)


def test_grain_is_unique_and_texts_and_keys_are_never_missing(built: Settings):
    unrecorded = {"original_event_day", "original_order_day", "units", "returned_units", "first_order_day", "last_order_day", "settled_day"}
    unrecorded |= {"days_since_before", "days_to_next", "average_gap_days", "recency_most_days", "frequency_least", "monetary_least_cents"}
    unrecorded |= {f"{name}_{kind}" for name in ("cost", "fulfilment", "payment_fee", "cm2") for kind in ("cents", "local_cents")}
    unrecorded |= {"cm2_so_far_cents", "shortest_agreed_days", "longest_agreed_days", "minimum_order_units", "hired_on", "left_on"}
    for name, frame in published(built).items():
        assert not frame.duplicated(PUBLISHED[name].split(", ")).any()
        assert set(frame.columns[frame.isna().any()]) <= unrecorded


def test_lines_add_up_to_orders_and_payments(built: Settings):
    events, orders, payments = (table(built, name, PUBLISHED[name]) for name in ("fct_sales_events", "fct_orders", "fct_payments"))
    of_orders = events[events["order_key"].isin(orders["order_key"])].groupby("order_key").sum(numeric_only=True)
    by_order = orders.set_index("order_key")
    for name in ("gross_cents", "discount_cents", "return_cents", "tax_cents", "shipping_cents"):
        assert (of_orders[name] == by_order[name]).all(), name
    assert (by_order["net_cents"] == by_order["gross_cents"] - by_order["discount_cents"] - by_order["return_cents"]).all()
    assert (payments.groupby("order_key")["amount_cents"].sum() == by_order["total_cents"]).all()
    assert len(orders) == events.loc[events["event_type"] == "sale", "order_key"].nunique()
    cancelled = of_orders[by_order["status"] == "cancelled"]
    assert len(cancelled)
    reversed_whole = events[events["event_type"] == "cancellation"]
    assert reversed_whole["cancellation_cents"].equals(reversed_whole["return_cents"])
    assert events.loc[events["event_type"] != "cancellation", "cancellation_cents"].eq(0).all()


def test_an_order_amount_is_counted_once(built: Settings):
    lines = pandas.DataFrame(random_lines())
    lines = lines[lines["order_discount"].notna() & ~lines["status"].isin(["test", "deleted"]) & lines["is_return"].isna()]
    stated = lines.groupby("order_id")["order_discount"].max().sum() + lines["discount"][lines["kind"].isna()].fillna(0).sum()
    events = table(built, "fct_sales_events", "event_key")
    sold = events[(events["event_type"] == "sale") & events["order_id"].isin(lines["order_id"])]
    assert sold["discount_local_cents"].sum() == round(stated * 100)


def test_lifetime_totals_are_equal_on_both_bases(built: Settings):
    question = """
        select sum(gross_cents - discount_cents - return_cents) as net from fct_sales_events
        where {basis}_day in (select day_number from dim_date)
    """
    with warehouse_engine(built).connect() as connection:
        event, order = (connection.scalar(text(question.format(basis=basis))) for basis in ("event", "order"))
        everything = connection.scalar(text("select sum(gross_cents - discount_cents - return_cents) from fct_sales_events"))
    assert event == order == everything


def test_without_rows_nothing_is_published(settings: Settings):
    with pytest.raises(NoData, match="no orders to publish"):
        build(settings)
    assert versions(settings) == []
    assert last_failure(settings) is None


def test_only_current_rows_of_finished_loads_count(settings: Settings):
    load(settings, [*ONE, {**TWO[0], "is_current": 0}])
    load(settings, TWO, status="running")
    load(settings, TWO, status="failed")
    build(settings)
    assert table(settings, "fct_orders", "order_key")["order_id"].tolist() == ["A"]


def test_undoing_the_second_load_gives_the_first_version_again(settings: Settings):
    load(settings, ONE)
    build(settings)
    before = published(settings)
    second = load(settings, TWO)
    build(settings)
    assert table(settings, "fct_orders", "order_key")["order_id"].tolist() == ["A", "B"]
    undo(settings, second)
    build(settings)
    for name, frame in published(settings).items():
        pandas.testing.assert_frame_equal(frame, before[name])


def test_undoing_everything_withdraws_what_was_published(settings: Settings):
    number = load(settings, ONE)
    first = build(settings)
    undo(settings, number)
    with pytest.raises(NoData):
        build(settings)
    assert versions(settings) == []
    assert current(settings) is None
    assert not {name for name in inspect(warehouse_engine(settings)).get_table_names() if name.startswith(("fct_", "dim_", "score_"))}
    load(settings, TWO)
    assert build(settings).version > first.version + 1, "the number of a withdrawn version would answer from old caches"


def test_a_missing_rate_fails_the_build_and_leaves_the_version_before(settings: Settings):
    load(settings, ONE)
    version = build(settings)
    before = published(settings)
    load(settings, [{**TWO[0], "currency": "USD"}])
    with pytest.raises(UserError, match="no exchange rate of USD into EUR on or before 2026-03-05"):
        build(settings)
    assert versions(settings) == [version.version]
    assert "no exchange rate of USD" in (last_failure(settings) or "")
    for name, frame in published(settings).items():
        pandas.testing.assert_frame_equal(frame, before[name])
    rates(settings, [("2026-01-01", "USD", 2.0)])
    assert build(settings).row_counts["fct_orders"] == 2
    assert last_failure(settings) is None


@pytest.mark.parametrize("database", ["settings", "postgres_settings"])
def test_a_killed_build_leaves_the_version_before(database: str, request: pytest.FixtureRequest):
    installed: Settings = request.getfixturevalue(database)
    load(installed, ONE)
    version = build(installed)
    load(installed, TWO)
    forget_engines()
    command = [sys.executable, "-c", DYING, str(installed.var_dir), installed.warehouse_url]
    killed = subprocess.run(command, check=False, cwd=Path(__file__).parents[2], capture_output=True, timeout=60)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert versions(installed) == [version.version]
    assert table(installed, "fct_orders", "order_key")["order_id"].tolist() == ["A"]
    assert current(installed) is not None
    assert "ended before the build was finished" in (last_failure(installed) or "")
    assert build(installed).row_counts["fct_orders"] == 2
    assert last_failure(installed) is None


@pytest.mark.parametrize("database", ["settings", "postgres_settings"])
def test_a_reader_sees_the_old_version_until_the_new_one_is_whole(database: str, request: pytest.FixtureRequest):
    installed: Settings = request.getfixturevalue(database)
    load(installed, ONE)
    version = build(installed)
    load(installed, TWO)
    seen: list[tuple[list[int], int]] = []

    def look(_step: str) -> None:
        if not _step.startswith("columnar"):
            seen.append((versions(installed), len(table(installed, "fct_sales_events", "event_key"))))

    build(installed, look)
    assert seen
    assert set(map(str, seen)) == {str(([version.version], 1))}
    assert len(table(installed, "fct_sales_events", "event_key")) == 2


def test_a_running_build_is_no_failure(settings: Settings):
    load(settings, ONE)
    said: list[str | None] = []
    build(settings, lambda _step: said.append(last_failure(settings)))
    assert said
    assert set(said) == {None}


def test_the_reading_role_may_read_what_a_build_makes(postgres_settings: Settings):
    role = "reader_of_builds"
    engine = warehouse_engine(postgres_settings)
    with engine.begin() as connection:
        connection.execute(text(f"drop role if exists {role}"))
        connection.execute(text(f"create role {role}"))
    try:
        reading = replace(postgres_settings, warehouse_read_url=str(make_url(postgres_settings.warehouse_url).set(username=role)))
        load(reading, ONE)
        build(reading)
        build(reading)
        with engine.connect() as connection:
            asked = "select has_table_privilege(:role, 'fct_orders', 'select'), has_table_privilege(:role, 'fct_orders', 'insert')"
            assert connection.execute(text(asked), {"role": role}).one() == (True, False)
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"drop owned by {role}"))
            connection.execute(text(f"drop role {role}"))


def test_the_as_of_day_is_the_latest_order_or_return_that_is_not_in_the_future(settings: Settings):
    later = {**TWO[0], "order_id": "C", "is_return": 1, "ordered_at": "2026-03-09 08:00:00"}
    charge = {**TWO[0], "order_id": "S", "kind": "shipping", "ordered_at": "2026-03-12 08:00:00"}
    future = {**TWO[0], "order_id": "F", "ordered_at": "2999-01-01 08:00:00"}
    load(settings, [*ONE, *TWO, later, charge, future])
    version = build(settings)
    assert version.as_of == datetime.date(2026, 3, 9)
    assert version.first_date == datetime.date(2026, 3, 2)
    assert version.last_date == datetime.date(2999, 1, 1)
    chosen = build(replace(settings, as_of_date=datetime.date(2026, 3, 4)))
    assert chosen.as_of == datetime.date(2026, 3, 4)
    scores = table(settings, "score_rfm", "customer_key")
    assert scores[["recency_days", "frequency", "monetary_cents"]].values.tolist() == [[2, 1, 1000]]


def test_the_reporting_currency_is_the_first_imports_unless_set(settings: Settings):
    rates(settings, [("2026-01-01", "USD", 0.5), ("2026-01-01", "EUR", 2.0)])
    load(settings, ONE)
    load(settings, [{**TWO[0], "currency": "USD"}])
    assert build(settings).currency == "EUR"
    assert table(settings, "fct_sales_events", "event_key")["gross_cents"].tolist() == [1000, 250]
    assert build(replace(settings, reporting_currency="USD")).currency == "USD"
    assert table(settings, "fct_sales_events", "event_key")["gross_cents"].tolist() == [2000, 500]


def test_nothing_passing_is_left_behind(settings: Settings):
    load(settings, ONE)
    build(settings)
    build(settings)
    names = set(inspect(warehouse_engine(settings)).get_table_names())
    assert {name for name in names if not name.startswith(("raw_", "warehouse_", "sqlite_"))} == PUBLISHED.keys()
    with warehouse_engine(settings).connect() as connection:
        assert connection.scalar(text("select count(*) from stg_order_lines")) == 1
        assert connection.scalar(text("select count(*) from sqlite_temp_master where name not in ('sqlite_stat1', 'sqlite_stat4')")) == 0


def test_sqlite_keeps_its_own_functions(settings: Settings):
    with warehouse_engine(settings).connect() as connection:
        assert connection.execute(text("select floor(-2.5), floor(null)")).one() == (-3, None)
