"""The handle: read-only on every engine, timeouts, the copy that may be missing or broken, versions, forks."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

import queries
from dashapp.db.engines import forget_engines
from dashapp.errors import NoData, QueryTimeout, SettingError
from dashapp.filters import Filters
from queries.columnar import Columnar, copy_path
from queries.metrics import ask
from queries.postgresql_reader import PostgresqlReader
from queries.sqlite_reader import SqliteReader
from queries.warehouse import Warehouse
from tests import services
from tests.queries import marts
from tests.queries.tables import equal, only

HEAVY = """select count(*) as n from fct_sales_events as a, fct_sales_events as b, fct_sales_events as c, fct_sales_events as d
where a.gross_cents + b.gross_cents * c.gross_cents + d.gross_cents = 3"""


@pytest.fixture
def readers(published):
    """Each engine's reader, in turn, with a limit of one second."""
    quick = {engine: replace(settings, query_timeout_seconds=1) for engine, settings in published.items()}
    made = {
        "sqlite": SqliteReader(quick["sqlite"]),
        "postgresql": PostgresqlReader(quick["postgresql"]),
        "duckdb": Columnar(quick["duckdb"].var_dir, 1),
    }
    yield made
    for reader in made.values():
        reader.close()


@pytest.mark.parametrize("engine", ["sqlite", "postgresql", "duckdb"])
def test_a_query_that_runs_too_long_is_stopped(engine, readers, warehouses):
    version = warehouses[engine].version()
    with pytest.raises(QueryTimeout, match="QUERY_TIMEOUT_SECONDS"):
        readers[engine].fetch(HEAVY, {}, 10, version)
    assert readers[engine].fetch("select 1 as n", {}, 10, version).rows == [(1,)]


@pytest.mark.parametrize(
    "attempt",
    [
        "delete from dim_products",
        "create table mine (n integer)",
        "update fct_orders set order_id = 'x'",
        "attach database '/tmp/other.sqlite' as other",
        "pragma journal_mode=delete",
        "drop table dim_products",
    ],
)
@pytest.mark.parametrize("engine", ["sqlite", "postgresql", "duckdb"])
def test_nothing_can_be_written(engine, attempt, readers, warehouses):
    version = warehouses[engine].version()
    before = readers[engine].fetch("select count(*) as n from dim_products", {}, 1, version).rows
    # The copy answers nothing, so that the warehouse is asked; the others raise what their driver raises.
    with contextlib.nullcontext() if engine == "duckdb" else pytest.raises((sqlite3.Error, psycopg.Error)):
        assert readers[engine].fetch(attempt, {}, 1, version) is None
    assert readers[engine].fetch("select count(*) as n from dim_products", {}, 1, version).rows == before == [(13,)]


def test_the_columnar_copy_reads_no_file_and_keeps_its_configuration(readers, warehouses, caplog):
    version = warehouses["duckdb"].version()
    for attempt in ("select * from read_text('/etc/passwd')", "set enable_external_access = true", "copy (select 1) to '/tmp/x.csv'"):
        assert readers["duckdb"].fetch(attempt, {}, 1, version) is None
    assert len(caplog.records) == 3


def test_a_copy_that_is_deleted_or_broken_is_done_without(own, operator, caplog):
    expected = ask(own, ("net_sales",), by=("month",), filters=None, viewer=operator)
    for breaking in (lambda path: path.write_bytes(b"not a database"), lambda path: path.unlink()):
        marts.publish(own.settings, copied=True)
        version = own.version(fresh=True)
        assert ask(own, ("orders",), filters=None, viewer=operator).source.engine == "duckdb"
        breaking(copy_path(own.settings.var_dir, version.version))
        table = ask(own, ("net_sales",), by=("month",), filters=None, viewer=operator)
        assert table.source.engine == "sqlite"
        equal(table, expected)
    assert "did not answer" in caplog.text


def test_a_warehouse_that_was_deleted_and_built_anew_is_read(own, operator):
    assert only(ask(own, ("orders",), filters=None, viewer=operator), "orders") == 400
    forget_engines()
    Path(own.settings.warehouse_url.removeprefix("sqlite:///")).unlink()
    rows = marts.seeded()
    rows["fct_sales_events"] = [row for row in rows["fct_sales_events"] if row["order_key"] <= 100]
    marts.publish(own.settings, rows)
    assert own.version(fresh=True).version == 1
    assert only(ask(own, ("orders",), filters=None, viewer=operator), "orders") == 100


def test_a_copy_of_another_build_under_the_same_number_is_not_read(own, operator):
    marts.publish(own.settings, copied=True)
    version = own.version(fresh=True)
    other = replace(version, published_at="2020-01-01T00:00:00+00:00")
    reader = Columnar(own.settings.var_dir, 5)
    assert reader.fetch("select 1 as n", {}, 1, other) is None
    assert reader.fetch("select 1 as n", {}, 1, version) is None
    reader.close()


def test_a_new_version_is_seen_and_the_answers_of_the_old_one_go(own, operator):
    first = ask(own, ("orders",), filters=None, viewer=operator)
    rows = marts.seeded()
    rows["fct_sales_events"] = [row for row in rows["fct_sales_events"] if row["order_key"] <= 100]
    marts.publish(own.settings, rows)
    own.version(fresh=True)
    second = ask(own, ("orders",), filters=None, viewer=operator)
    assert (only(first, "orders"), only(second, "orders"), second.source.version) == (400, 100, first.source.version + 1)
    (space,) = (own.settings.var_dir / "cache").iterdir()
    assert space.name.startswith(f"v{second.source.version}-")


def test_a_version_published_in_between_is_asked_again(own, operator, monkeypatch):
    monkeypatch.setattr("queries.warehouse.VERSION_SECONDS", 3600)
    stale = own.version(fresh=True)
    marts.publish(own.settings)
    assert own.version().version == stale.version
    assert ask(own, ("orders",), filters=None, viewer=operator).source.version == stale.version + 1


def test_nothing_published_says_so(settings):
    warehouse = queries.open(settings)
    with pytest.raises(NoData, match=r"manage\.py"):
        warehouse.version()
    warehouse.close()


def test_the_same_settings_give_the_same_handle(own):
    assert queries.open(own.settings) is own


def test_a_database_that_does_not_answer_names_its_setting(settings):
    nobody = replace(settings, warehouse_url=f"postgresql+psycopg://127.0.0.1:{services.free_port()}/none")
    with pytest.raises(SettingError, match="WAREHOUSE_URL does not answer"):
        Warehouse(nobody).version()


@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("engine", ["sqlite", "postgresql", "duckdb"])
def test_a_forked_child_answers_and_leaves_the_parent_its_connections(engine, warehouses, operator):
    warehouse = warehouses[engine]
    expected = only(ask(warehouse, ("orders",), filters=None, viewer=operator), "orders")
    child = os.fork()
    if child == 0:
        found = only(ask(warehouse, ("orders", "tax"), filters=Filters(date_from=marts.FIRST), viewer=operator), "orders")
        os._exit(0 if found == expected else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert only(ask(warehouse, ("orders", "fees"), filters=None, viewer=operator), "orders") == expected


def test_threads_have_connections_of_their_own(warehouse, operator):
    found: list[object] = []

    def work(position: int) -> None:
        filters = Filters(date_from=marts.FIRST, product=(f"p{position + 1}",))
        found.append(only(ask(warehouse, ("orders", "net_sales", "upt"), filters=filters, viewer=operator), "orders"))

    threads = [threading.Thread(target=work, args=(position,)) for position in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8


def test_the_read_only_role_is_used_when_there_is_one(published):
    settings = published["postgresql"]
    reading = settings.warehouse_url.replace("+psycopg", "")
    reader = PostgresqlReader(replace(settings, warehouse_read_url=reading, warehouse_url="postgresql://nobody@127.0.0.1:1/none"))
    assert reader.version().currency == "EUR"
    reader.close()
