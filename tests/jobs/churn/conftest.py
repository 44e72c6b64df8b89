"""People who may and may not start win-back actions, on both engines."""

from __future__ import annotations

import pytest

from dashapp.auth import users
from dashapp.auth.scope import Scope
from dashapp.db.engines import accounts_engine
from dashapp.db.migrate import migrate
from dashapp.settings import Settings
from tests.jobs.churn.winback_desk import ANALYST, publish


@pytest.fixture(params=["settings", "postgres_settings"])
def desk(request: pytest.FixtureRequest) -> Settings:
    settings: Settings = request.getfixturevalue(request.param)
    migrate(settings)
    engine = accounts_engine(settings)
    users.add_user(engine, ANALYST, "analyst")
    users.add_user(engine, "mia", "marketing", scope=Scope(brands=("Alba",)))
    users.add_user(engine, "sue", "support")
    publish(settings)
    return settings
