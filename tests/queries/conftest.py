"""Fixtures of the questions: the seeded marts, on each engine that pages read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import queries
from dashapp.auth.viewer import OPERATOR, Viewer
from dashapp.db.engines import forget_engines
from dashapp.settings import Settings
from queries.warehouse import Warehouse
from tests import services
from tests.queries import marts

ENGINES = ("sqlite", "postgresql", "duckdb")


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, postgres_administrator: str) -> Iterator[dict[str, Settings]]:
    """Settings of one seeded installation for each engine; nobody writes to them."""
    with services.fresh_database(postgres_administrator) as url:
        found = {}
        for engine in ENGINES:
            given = {"VAR_DIR": str(tmp_path_factory.mktemp(engine))}
            if engine == "postgresql":
                given["WAREHOUSE_URL"] = url
            found[engine] = Settings.from_environment(given)
            marts.publish(found[engine], copied=engine == "duckdb")
        yield found
        for settings in found.values():
            queries.open(settings).close()
        forget_engines()


@pytest.fixture(params=ENGINES)
def warehouse(request: pytest.FixtureRequest, published: dict[str, Settings]) -> Warehouse:
    """The seeded warehouse, on each engine in turn."""
    return queries.open(published[request.param])


@pytest.fixture
def warehouses(published: dict[str, Settings]) -> dict[str, Warehouse]:
    """The seeded warehouse by engine."""
    return {engine: queries.open(settings) for engine, settings in published.items()}


@pytest.fixture
def duck(published: dict[str, Settings]) -> Warehouse:
    """The seeded warehouse with its columnar copy: the fastest."""
    return queries.open(published["duckdb"])


@pytest.fixture
def own(settings: Settings) -> Iterator[Warehouse]:
    """A warehouse of this test's own, which it may change: `marts.publish(own.settings)`."""
    Path(settings.var_dir).mkdir(parents=True, exist_ok=True)
    marts.publish(settings)
    found = queries.open(settings)
    yield found
    found.close()


@pytest.fixture
def operator() -> Viewer:
    """Who sees everything, unmasked."""
    return OPERATOR
