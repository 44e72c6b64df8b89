"""One whole generated shop, written, loaded as the demo and built, for all modules that have no shop of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import queries
from dashapp.settings import Settings
from data_gen.stages import STAGES
from data_gen.world import World, make_world, write_world
from queries.warehouse import Warehouse
from tests.warehouse.core_shop import CONFIG, loaded


@pytest.fixture(scope="session")
def world() -> World:
    """The world by all stages. Tests read it and change nothing."""
    return make_world(CONFIG, STAGES)


@pytest.fixture(scope="session")
def folder(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("world")
    write_world(world, written, ("parquet",))
    return written


@pytest.fixture(scope="session")
def shop(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return loaded(Settings.from_environment({"VAR_DIR": str(tmp_path_factory.mktemp("shop"))}), folder)


@pytest.fixture(scope="session")
def warehouse(shop: Settings) -> Iterator[Warehouse]:
    opened = queries.open(shop)
    yield opened
    opened.close()
