"""A load against those before it: how many rows, and which columns."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import insert

from dashapp.db.engines import warehouse_engine
from dashapp.db.migrate import migrate
from dashapp.settings import Settings
from jobs import raw
from jobs.build import build
from jobs.check import check
from tests.warehouse.raw_rows import load

ORDER = {"order_id": "A1", "line_number": 1, "product_id": "P1", "amount": 10}


@pytest.fixture(params=["settings", "postgres_settings"])
def shop(request: pytest.FixtureRequest) -> Settings:
    settings: Settings = request.getfixturevalue(request.param)
    migrate(settings)
    load(settings, [ORDER])
    build(settings)
    return settings


def loaded(settings: Settings, map_name: str, rows: int, columns: list[str], status: str = "loaded", file: str = "") -> None:
    files = json.dumps([{"name": file or f"{rows}.csv", "rows": rows, "columns": columns}])
    row = {"map_name": map_name, "status": status, "started_at": "2026-01-01", "files": files}
    with warehouse_engine(settings).begin() as connection:
        connection.execute(insert(raw.loads).values(**row))


def found(settings: Settings, name: str) -> tuple[str, int, int, str | None]:
    [outcome] = check(settings, [name]).outcomes
    return outcome.status, outcome.violations, outcome.denominator, outcome.message


def test_the_first_load_of_a_map_is_compared_with_nothing(shop: Settings):
    loaded(shop, "mine", 100, ["a"])
    assert found(shop, "volume.mine") == ("not applicable", 0, 0, None)
    assert found(shop, "schema.mine") == ("not applicable", 0, 0, None)


@pytest.mark.parametrize(("rows", "status"), [(100, "pass"), (50, "pass"), (49, "fail"), (200, "pass"), (201, "fail"), (0, "fail")])
def test_half_or_twice_the_usual_rows_are_unusual(shop: Settings, rows: int, status: str):
    for earlier in (90, 100, 110):
        loaded(shop, "mine", earlier, ["a"])
    loaded(shop, "other", 7, ["a"])
    loaded(shop, "mine", rows, ["a"])
    assert found(shop, "volume.mine")[0] == status


def test_a_few_rows_more_of_a_small_load_are_nothing(shop: Settings):
    loaded(shop, "mine", 2, ["a"])
    loaded(shop, "mine", 6, ["a"])
    assert found(shop, "volume.mine")[0] == "pass"


def test_columns_that_came_or_went_are_named(shop: Settings):
    loaded(shop, "mine", 100, ["a", "b"], status="undone")
    loaded(shop, "mine", 100, ["b", "c"])
    assert found(shop, "schema.mine") == ("fail", 2, 3, "a is gone; c is new")


def test_files_of_a_whole_shop_are_compared_one_by_one(shop: Settings):
    loaded(shop, "demo", 100, ["a"], status="undone", file="orders.parquet")
    loaded(shop, "demo", 900, ["a", "b"], file="orders.parquet")
    assert found(shop, "volume.demo") == ("fail", 1, 1, "orders.parquet: 900 rows, usually 100")
    assert found(shop, "schema.demo") == ("fail", 1, 2, "orders.parquet.b is new")
