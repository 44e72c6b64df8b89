"""System health: what it shows to admins and analysts, on a desk with runs that ended well, failed and stalled."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import insert

from dashapp.auth.viewer import OPERATOR
from dashapp.db.engines import accounts_engine
from dashapp.db.maintenance import JOB_RUNS
from jobs.maintenance import measure
from queries.latency import Latency
from queries.run import run
from tests.app.asking import body, callback_named, post
from tests.app.conftest import Shop
from tests.app.person import KEYS, Person

BLOCK = {"startRow": 0, "endRow": 50, "sortModel": [], "filterModel": {}}


@pytest.fixture(scope="module")
def analyst(own_shop: Shop) -> Person:
    return Person(own_shop, "analyst")


def rows(shop: Shop, person: Person, source: str) -> list[dict]:
    cards = [pair for name in ("health", "storage") for pair in shop.desk.pages[name].cards()]
    key = next(key for key, card in cards if card.source == source and card.kind == "grid")
    output = callback_named(shop.app, '"widget":"grid"}.getRowsResponse')
    answer = post(person.client, body(shop.app, output, key, {"grid.getRowsRequest": BLOCK})).get_json()
    return answer["response"][f'{{"key":"{key}","widget":"grid"}}']["getRowsResponse"]["rowData"]


def test_runs_that_wait_fail_and_stall_are_seen(own_shop: Shop, analyst: Person) -> None:
    now = int(time.time())
    run = {"task": "import", "asked_by": "operator", "process": "here 1 1"}
    with accounts_engine(own_shop.settings).begin() as connection:
        connection.execute(insert(JOB_RUNS).values(**run, began_at=now - 10_000, state="running"))
        connection.execute(insert(JOB_RUNS).values(**run, began_at=now - 10, state="running"))
        connection.execute(insert(JOB_RUNS).values(**run, began_at=now - 90, ended_at=now - 80, state="failed", said="No such file."))
    found = rows(own_shop, analyst, "jobs.runs")
    assert [(row["status"], row["said"]) for row in found[:3]] == [("failed", "No such file."), ("running", ""), ("stalled", "")]
    health = {row["measure"]: row["status"] for row in rows(own_shop, analyst, "health.measures")}
    assert (health["failed_jobs_week"], health["stalled_jobs"], health["backup_age_days"]) == ("beyond", "beyond", "never")


def test_copies_sizes_and_builds_are_told(own_shop: Shop, analyst: Person) -> None:
    measure(own_shop.settings)
    told = analyst.panel("health.copies")
    assert "Of version" in told
    assert "SQLite" in told
    assert {"warehouse", "accounts"} == {row["database_name"] for row in rows(own_shop, analyst, "sizes.history")}
    assert rows(own_shop, analyst, "builds.runs")[0]["status"] == "published"


def test_how_long_queries_of_pages_take_is_told_here_and_in_the_catalogue(own_shop: Shop, analyst: Person, monkeypatch) -> None:
    warehouse = own_shop.desk.warehouse
    monkeypatch.setattr(warehouse, "latency", Latency(own_shop.settings))
    warehouse.latency.begin()
    assert "not run in the last 7 days" in analyst.panel("query.about", "?query=sales.orders")
    run(warehouse, "sales.orders", {}, OPERATOR)
    run(warehouse, "sales.orders", {}, OPERATOR)
    warehouse.latency.flush()
    found = {row["name"]: row for row in rows(own_shop, analyst, "slow.queries")}
    assert found["sales.orders"]["runs"] == 1
    assert 0 < found["sales.orders"]["p50"] <= found["sales.orders"]["p95"] <= found["sales.orders"]["slowest"]
    assert "1 run in 7 days: half took at most" in analyst.panel("query.about", "?query=sales.orders")
    warehouse.latency.flush()


def test_marketing_does_not_open_it(own_shop: Shop) -> None:
    marketing = Person(own_shop, "marketing")
    output = callback_named(own_shop.app, '"widget":"panel"}.children')
    answer = post(marketing.client, body(own_shop.app, output, KEYS["health.copies"], {"location.search": ""}))
    assert (answer.status_code, "Of version" in answer.text) == (403, False)
