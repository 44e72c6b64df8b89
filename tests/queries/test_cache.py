"""The cache: identical questions asked once, in threads and among workers; nothing shared that must not be."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace

import pytest

import queries
from dashapp.auth.scope import Scope
from dashapp.errors import QueryTimeout, SettingError
from queries.cache import Cache, Codec, Memory
from queries.metrics import ask
from queries.redis_cache import RedisCache
from queries.shared_cache import FileCache
from queries.warehouse import Warehouse
from tests import services
from tests.queries import marts
from tests.queries.tables import equal, only

PLAIN = Codec(str.encode, bytes.decode)


class Counter:
    """Something slow that counts how often it is done."""

    def __init__(self, error: Exception | None = None) -> None:
        self.times, self._error = 0, error

    def __call__(self) -> str:
        self.times += 1
        time.sleep(0.1)
        if self._error:
            raise self._error
        return "made"


def at_once(work, number: int = 16) -> list:
    """What each of some threads gets, or its error."""
    found: list = []
    together = threading.Barrier(number)

    def one() -> None:
        together.wait()
        try:
            found.append(work())
        except QueryTimeout as error:
            found.append(error)

    threads = [threading.Thread(target=one) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.fixture(params=["files", "redis"])
def shared(request, tmp_path):
    """Both shared levels."""
    if request.param == "files":
        return FileCache(tmp_path / "cache")
    return RedisCache(request.getfixturevalue("redis_url"), "tallyroom:test", 5)


def test_sixteen_threads_ask_once(shared):
    cache, counter = Cache(shared), Counter()
    assert at_once(lambda: cache.fetch("v1", "key", PLAIN, counter)) == ["made"] * 16
    assert counter.times == 1


def test_workers_ask_once(shared):
    workers, counter = [Cache(shared) for _ in range(4)], Counter()
    assert at_once(lambda: workers.pop().fetch("v1", "key", PLAIN, counter), 4) == ["made"] * 4
    assert counter.times == 1


def test_an_error_reaches_everyone_who_waited_and_is_not_kept(shared):
    cache, counter = Cache(shared), Counter(QueryTimeout("too long"))
    assert {type(found) for found in at_once(lambda: cache.fetch("v1", "key", PLAIN, counter))} == {QueryTimeout}
    assert counter.times == 1
    assert cache.fetch("v1", "key", PLAIN, Counter()) == "made"


def test_entries_of_other_versions_are_removed(shared):
    cache = Cache(shared)
    cache.fetch("v1", "key", PLAIN, lambda: "old")
    cache.fetch("v2", "other", PLAIN, lambda: "new")
    cache.keep_only("v2")
    assert (shared.get("v1", "key"), shared.get("v2", "other")) == (None, b"new")


def test_memory_is_bounded_by_bytes_and_keeps_what_was_used_last():
    memory = Memory(100)
    for name in "abc":
        memory.put(name, name, 30)
    memory.get("a")
    memory.put("d", "d", 30)
    assert [memory.get(name) for name in "abcd"] == ["a", None, "c", "d"]


def test_a_folder_that_cannot_be_written_only_costs_the_cache(tmp_path, caplog):
    (tmp_path / "cache").write_text("a file, not a folder")
    cache = Cache(FileCache(tmp_path / "cache"))
    for key in "abc":
        assert cache.fetch("v1", key, PLAIN, lambda: "made") == "made"
    assert len(caplog.records) == 1


def test_redis_dying_later_only_costs_the_cache(settings, operator, caplog):
    marts.publish(settings)
    with services.throw_away_redis("redis-server") as port:
        warehouse = Warehouse(replace(settings, cache_url=f"redis://127.0.0.1:{port}/0"))
        assert only(ask(warehouse, ("orders",), filters=None, viewer=operator), "orders") == 400
    with caplog.at_level(logging.WARNING):
        assert only(ask(warehouse, ("orders", "tax"), filters=None, viewer=operator), "orders") == 400
        assert only(ask(warehouse, ("orders", "fees"), filters=None, viewer=operator), "orders") == 400
    assert [record.name for record in caplog.records] == ["queries.shared_cache"]
    warehouse.close()


def test_a_cache_url_that_does_not_answer_is_one_clear_sentence(settings):
    for url in (f"redis://:secret@127.0.0.1:{services.free_port()}/0", "nonsense"):
        with pytest.raises(SettingError, match="CACHE_URL") as refused:
            queries.open(replace(settings, cache_url=url))
        assert "secret" not in str(refused.value)


def test_workers_share_answers(settings, operator, redis_url):
    marts.publish(settings)
    for url in ("", redis_url):
        first, second = (Warehouse(replace(settings, cache_url=url)) for _ in range(2))
        one = ask(first, ("net_sales", "units", "aov"), by=("month", "category"), filters=None, viewer=operator)
        second.fetch = None  # type: ignore[assignment, method-assign]
        two = ask(second, ("net_sales", "units", "aov"), by=("month", "category"), filters=None, viewer=operator)
        equal(one, two)
        assert list(one.frame.dtypes) == list(two.frame.dtypes)
        assert one.source == two.source
        first.close()
        second.close()


def test_two_scopes_never_share(duck, operator):
    every = {"Acme", "Bolt", "Not recorded"}
    names = {}
    for brands in (None, ("Acme",), ("Bolt",), ("Acme", "Bolt"), ()):
        viewer = replace(operator, scope=Scope(brands=brands))
        table = ask(duck, ("net_sales",), by=("brand",), filters=None, viewer=viewer)
        names[brands] = set(table.frame["brand"])
    assert names == {brands: every if brands is None else set(brands) for brands in names}


def test_a_table_that_is_changed_does_not_change_the_cache(duck, operator):
    first = ask(duck, ("net_sales",), by=("category",), filters=None, viewer=operator)
    first.frame.loc[:, "net_sales"] = 0
    first.frame["more"] = 1
    again = ask(duck, ("net_sales",), by=("category",), filters=None, viewer=operator)
    assert again.frame["net_sales"].sum() > 0
    assert list(again.frame) == ["category", "net_sales"]


def test_drawn_json_is_remembered_and_each_caller_gets_a_copy(own):
    calls = []

    def draw() -> dict:
        calls.append(1)
        return {"data": [1, 2], "none": float("nan")}

    first = own.remember(["kpi", ("a", 1)], draw)
    first["data"].append(3)
    assert own.remember(["kpi", ("a", 1)], draw) == {"data": [1, 2], "none": None}
    assert own.remember(["kpi", ("a", 2)], draw)["data"] == [1, 2]
    assert len(calls) == 2
    marts.publish(own.settings)
    own.version(fresh=True)
    own.remember(["kpi", ("a", 1)], draw)
    assert len(calls) == 3
