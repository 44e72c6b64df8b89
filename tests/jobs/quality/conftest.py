"""People of several roles and reaches, on both engines."""

from __future__ import annotations

import pytest

from dashapp.auth import users
from dashapp.auth.scope import Scope
from dashapp.db.engines import accounts_engine
from dashapp.db.migrate import migrate
from dashapp.settings import Settings


@pytest.fixture(params=["settings", "postgres_settings"])
def desk(request: pytest.FixtureRequest) -> Settings:
    settings: Settings = request.getfixturevalue(request.param)
    migrate(settings)
    engine = accounts_engine(settings)
    users.add_user(engine, "anna", "analyst", email="anna@shop.example")
    users.add_user(engine, "olga", "operations", email="olga@shop.example")
    users.add_user(engine, "otto", "operations")
    users.add_user(engine, "lisa", "operations", email="lisa@shop.example", scope=Scope(brands=("Alba",)))
    users.add_user(engine, "frank", "fraud_analyst", email="frank@shop.example")
    return settings
