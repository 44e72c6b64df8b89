"""The columnar copy: there after a build, of that version, and never in the way."""

from __future__ import annotations

import logging
import shutil

import duckdb
import pytest

from dashapp.settings import Settings
from jobs.build import build
from jobs.columnar import current
from queries.columnar import copy_path
from tests.warehouse.raw_rows import copied_table, load, table

SALE = {"order_id": "A", "product_id": "p", "quantity": 1, "amount": 10}


def test_the_pointer_names_the_copy_of_the_version(settings: Settings):
    load(settings, [SALE])
    version = build(settings)
    assert current(settings) == copy_path(settings.var_dir, version.version)
    assert copied_table(settings, "warehouse_versions", "version")["published_at"].tolist()[-1] == version.published_at


def test_the_copy_and_the_one_before_are_kept(settings: Settings):
    load(settings, [SALE])
    made = [build(settings).version for _ in range(4)]
    names = {path.name for path in copy_path(settings.var_dir, 0).parent.iterdir()}
    assert names == {"current", f"v{made[-1]}.duckdb", f"v{made[-2]}.duckdb"}


def test_an_open_reader_keeps_its_version(settings: Settings):
    load(settings, [SALE])
    build(settings)
    with duckdb.connect(str(current(settings)), read_only=True) as reader:
        load(settings, [SALE | {"order_id": "B"}])
        for _ in range(3):
            build(settings)
        assert reader.execute("select count(*) from fct_orders").fetchone() == (1,)
    assert len(copied_table(settings, "fct_orders", "order_key")) == 2


def test_a_build_without_a_copy_is_still_published(settings: Settings, caplog: pytest.LogCaptureFixture):
    load(settings, [SALE])
    folder = copy_path(settings.var_dir, 0).parent
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("not a folder")
    with caplog.at_level(logging.ERROR):
        version = build(settings)
    assert table(settings, "warehouse_versions", "version")["version"].tolist() == [version.version]
    assert f"The columnar copy of version {version.version} was not made" in caplog.text


def test_empty_tables_and_columns_keep_their_types(settings: Settings):
    load(settings, [SALE | {"quantity": None}])
    build(settings)
    with duckdb.connect(str(current(settings)), read_only=True) as copy:
        assert copy.execute("select typeof(units) from fct_sales_events").fetchone() == ("BIGINT",)
        assert copy.execute("select count(*) from fct_returns where order_id in ('A') and category = 'Toys'").fetchone() == (0,)
        assert copy.execute("select count(*) from dim_rates where currency = 'USD' and rate > 0.5").fetchone() == (0,)


def test_events_lie_in_the_order_of_their_days(settings: Settings):
    days = ("2026-03-09", "2026-03-02", "2026-03-05")
    load(settings, [SALE | {"order_id": day, "ordered_at": f"{day} 10:00:00"} for day in days])
    build(settings)
    with duckdb.connect(str(current(settings)), read_only=True) as copy:
        assert [row[0] for row in copy.execute("select order_id from fct_sales_events order by rowid").fetchall()] == sorted(days)


def test_a_copy_that_was_deleted_comes_back(settings: Settings):
    load(settings, [SALE])
    build(settings)
    shutil.rmtree(copy_path(settings.var_dir, 0).parent)
    assert current(settings) is None
    build(settings)
    assert len(copied_table(settings, "fct_orders", "order_key")) == 1
