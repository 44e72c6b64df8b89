"""The trail is searched by person, action, words and days, newest first, a page at a time, by those who may."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from dashapp.auth.audit import Action, record
from dashapp.auth.audit_search import Search, search
from dashapp.auth.viewer import OPERATOR, stand_in
from dashapp.errors import Forbidden, UserError
from dashapp.settings import Settings
from dashapp.table import TYPES, Table

ADMIN = stand_in("admin")


@pytest.fixture
def written(engine: Engine) -> Engine:
    record(engine, stand_in("analyst"), Action.EXPORTED, "card:net_sales", {"rows": 3})
    record(engine, stand_in("finance"), Action.EXPORTED, "page:sales_100%", {"rows": 4})
    record(engine, OPERATOR, Action.BUILT, "version:1")
    return engine


def found(engine: Engine, settings: Settings, **wanted: object) -> list[int]:
    return [row["sequence"] for row in search(engine, settings, ADMIN, Search(**wanted)).records()]


def test_everything_newest_first(written: Engine, installation: Settings) -> None:
    table = search(written, installation, ADMIN, Search())
    assert isinstance(table, Table)
    assert [row["sequence"] for row in table.records()] == [3, 2, 1]
    assert {column.type for column in table.columns} <= set(TYPES)
    assert list(table.frame) == [column.name for column in table.columns]


def test_every_filter(written: Engine, installation: Settings) -> None:
    today = datetime.datetime.now(ZoneInfo(installation.shop_timezone)).date()
    day = datetime.timedelta(days=1)
    assert found(written, installation, actor="FINANCE") == [2]
    assert found(written, installation, action="exported") == [2, 1]
    assert found(written, installation, words="CARD sales") == [1]
    assert found(written, installation, words="100%") == [2]
    assert found(written, installation, words="%") == [2], "a wildcard is a letter like others"
    assert found(written, installation, first=today, last=today) == [3, 2, 1]
    assert found(written, installation, first=today + day) == []
    assert found(written, installation, last=today - day) == []
    assert found(written, installation, actor="'; drop table audit_events; --") == []


def test_a_page_at_a_time(written: Engine, installation: Settings) -> None:
    second = search(written, installation, ADMIN, Search(), page=2, rows=2)
    assert [row["sequence"] for row in second.records()] == [1]
    assert (second.source.total_rows, second.source.truncated) == (3, True)
    with pytest.raises(UserError, match="Pages count from 1"):
        search(written, installation, ADMIN, Search(), page=0)


def test_who_may(written: Engine, installation: Settings) -> None:
    assert search(written, installation, stand_in("finance"), Search()).source.total_rows == 3
    for name in ("executive", "analyst", "marketing", "operations", "fraud_analyst", "support"):
        with pytest.raises(Forbidden, match=r"audit\.view"):
            search(written, installation, stand_in(name), Search())


def test_an_unknown_action_is_named(written: Engine, installation: Settings) -> None:
    with pytest.raises(UserError, match="Did you mean 'exported'"):
        search(written, installation, ADMIN, Search(action="exportd"))
