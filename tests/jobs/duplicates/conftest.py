"""The small shop on each engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import queries
from dashapp.db.migrate import migrate
from dashapp.settings import Settings
from tests.jobs.duplicates.shops import opened


@pytest.fixture(params=["sqlite", "postgresql"])
def shop(request: pytest.FixtureRequest) -> Iterator[Settings]:
    made: Settings = request.getfixturevalue("settings" if request.param == "sqlite" else "postgres_settings")
    migrate(made)
    yield opened(made)
    queries.open(made).close()
