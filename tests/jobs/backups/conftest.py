"""A desk with data on each engine, and an empty one elsewhere with the same keys."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

import queries
from dashapp.db.migrate import migrate
from dashapp.settings import Settings
from tests import services
from tests.jobs.privacy.shops import imported

KEYS = {name: sha256(name.encode()).hexdigest() for name in ("SECRET_KEY", "ENCRYPTION_KEY", "ERASURE_KEY")}
PASSWORD = "never-in-a-backup"


def desk(folder: Path, url: str = "", **given: str) -> Settings:
    """Settings of a desk in a folder, on SQLite or in one database of PostgreSQL."""
    secret = url.replace("postgres@", f"postgres:{PASSWORD}@")
    databases = {"WAREHOUSE_URL": secret, "ACCOUNTS_URL": secret} if url else {}
    return Settings.from_environment({"VAR_DIR": str(folder), **KEYS, **databases, **given})


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request: pytest.FixtureRequest) -> str:
    """The engine of both desks."""
    return request.param


@pytest.fixture
def shop(request: pytest.FixtureRequest, engine_name: str, tmp_path: Path) -> Iterator[Settings]:
    """A desk with one import, published."""
    made = desk(tmp_path / "var", request.getfixturevalue("postgres_url") if engine_name == "postgresql" else "")
    migrate(made)
    imported(made, tmp_path / "files")
    yield made
    queries.open(made).close()


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, engine_name: str, tmp_path: Path) -> Iterator[Settings]:
    """A desk into which nothing was ever put."""
    if engine_name == "sqlite":
        made = desk(tmp_path / "elsewhere")
        yield made
        queries.open(made).close()
        return
    with services.fresh_database(request.getfixturevalue("postgres_administrator")) as url:
        made = desk(tmp_path / "elsewhere", url)
        yield made
        queries.open(made).close()
