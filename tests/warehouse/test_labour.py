"""Hours of work in the warehouses: the same on every engine, and metrics equal what pandas computes."""

from __future__ import annotations

import dataclasses
import datetime

import pandas
import pytest

import queries
from dashapp.auth.viewer import OPERATOR
from dashapp.filters import Filters
from dashapp.settings import Settings
from data_gen.config import Size
from data_gen.supply.labour import labour
from data_gen.world import World
from queries.metrics import ask
from tests.data_gen.service.shop import CONFIG, made
from tests.warehouse.raw_rows import copied_table, table
from tests.warehouse.service_shop import published

TABLES = ("shipments", "warehouses", "labour_hours")
FIRST, LAST = datetime.date(2025, 7, 1), datetime.date(2026, 1, 31)


@pytest.fixture(scope="module")
def world() -> World:
    world = made(dataclasses.replace(CONFIG, size=Size(300, 900, 40, 12, 0)))
    came = {"moved_on": dates("2025-08-04", "2025-08-05"), "warehouse_id": ["W1", "W2"], "kind": ["Receipt", "Return"], "units": [400, 3]}
    world.tables["stock_movements"] = pandas.DataFrame(came)
    labour(world)
    return world


def dates(*days: str) -> pandas.Series:
    return pandas.Series(pandas.to_datetime(list(days)))


def test_every_engine_makes_the_same_days(settings: Settings, postgres_settings: Settings, world: World):
    for installed in (settings, postgres_settings):
        published(installed, world, TABLES)
    days = table(settings, "fct_labour_days", "labour_key")
    assert len(days) == len(world.tables["labour_hours"])
    assert days["shipments"].sum() == len(world.tables["shipments"])
    for copy in (table(postgres_settings, "fct_labour_days", "labour_key"), copied_table(settings, "fct_labour_days", "labour_key")):
        pandas.testing.assert_frame_equal(days, copy, check_dtype=False, check_exact=True)


def test_labour_metrics(settings: Settings, world: World):
    published(settings, world, TABLES)
    warehouse = queries.open(settings)
    hours = world.tables["labour_hours"]
    hours = hours[hours["worked_on"].between(pandas.Timestamp(FIRST), pandas.Timestamp(LAST)) & (hours["warehouse_id"] == "W1")]
    sent = world.tables["shipments"]
    sent = sent[sent["shipped_at"].dt.normalize().between(pandas.Timestamp(FIRST), pandas.Timestamp(LAST)) & (sent["warehouse_id"] == "W1")]
    expected = {
        "labour_hours": hours["hours"].sum(),
        "shipments_per_labour_hour": len(sent) / hours.loc[hours["kind"] == "Packing", "hours"].sum(),
    }
    filters = Filters(date_from=FIRST, date_to=LAST, warehouse=("W1",))
    found = ask(warehouse, tuple(expected), filters=filters, viewer=OPERATOR).frame.iloc[0].to_dict()
    by_work = ask(warehouse, ("labour_hours",), by=("work",), filters=filters, viewer=OPERATOR).frame.set_index("work")["labour_hours"]
    warehouse.close()
    assert found == pytest.approx(expected)
    assert by_work.to_dict() == pytest.approx(hours.groupby("kind")["hours"].sum().to_dict())
