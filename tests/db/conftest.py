"""An installation on each database."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from dashapp.db.engines import accounts_engine
from dashapp.db.migrate import migrate
from dashapp.settings import Settings


@pytest.fixture(params=["settings", "postgres_settings"])
def installation(request: pytest.FixtureRequest) -> Settings:
    """An up-to-date accounts database."""
    found: Settings = request.getfixturevalue(request.param)
    migrate(found)
    return found


@pytest.fixture
def engine(installation: Settings) -> Engine:
    """Its engine."""
    return accounts_engine(installation)
