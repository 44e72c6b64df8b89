"""The accounts of a shop's own tables, as the search for duplicates reads them: those of the shop's files, nothing less."""

from __future__ import annotations

from pathlib import Path

import pandas
import pytest

from bench.quality.measures import Shop
from bench.quality.shops import customers_of
from dashapp.db.engines import warehouse_engine
from dashapp.settings import Settings
from data_gen.stages import STAGES
from data_gen.world import make_world, write_world
from jobs.demo import DEMO
from jobs.demo_load import load_demo
from jobs.duplicates.records import records
from tests.warehouse.core_shop import CONFIG

COLUMNS = (
    *("customer_id", "first_name", "last_name", "email", "phone", "street", "postal_code", "city", "region", "country"),
    *("birth_date", "cards", "devices"),
)


def texts(values: pandas.Series) -> list[str]:
    return values.astype(object).fillna("").tolist()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("shop")
    write_world(make_world(CONFIG, STAGES), made)
    return made


@pytest.mark.parametrize("engine", ["settings", "postgres_settings"])
def test_every_column_is_that_of_the_files(engine: str, folder: Path, request: pytest.FixtureRequest) -> None:
    settings: Settings = request.getfixturevalue(engine)
    load_demo(settings, folder, lambda *_: None)
    with warehouse_engine(settings).connect() as connection:
        found = records(connection, DEMO)
        some = records(connection, DEMO, found["customer_id"].tail(9).tolist())
    expected = customers_of(Shop(folder, folder, len(found))).sort_values("customer_id", ignore_index=True)
    assert all(found[name].notna().mean() > 0.2 for name in COLUMNS)
    for name in COLUMNS:
        assert texts(found[name]) == texts(expected[name]), name
        assert texts(some[name]) == texts(found[name])[-len(some) :], name
