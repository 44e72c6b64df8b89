"""A new installation on each engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import queries
from dashapp.db.migrate import migrate
from dashapp.settings import Settings


@pytest.fixture(params=["sqlite", "postgresql"])
def shop(request: pytest.FixtureRequest) -> Iterator[Settings]:
    """Both databases up to date, nothing loaded; what a test opened is closed after it."""
    made: Settings = request.getfixturevalue("settings" if request.param == "sqlite" else "postgres_settings")
    migrate(made)
    yield made
    queries.open(made).close()
