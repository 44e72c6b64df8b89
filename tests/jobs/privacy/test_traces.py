"""What tables no longer say is in no cache either, and files that still say it are named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import redis

import queries
from dashapp.auth.viewer import OPERATOR
from dashapp.settings import Settings
from jobs.privacy.erase import erase
from jobs.privacy.search import search
from jobs.privacy.traces import left_in
from tests.jobs.privacy.shops import MAIL, imported


def in_redis(url: str) -> int:
    with redis.Redis.from_url(url) as client:
        values = [client.get(name) for name in client.scan_iter("tallyroom:*") if client.type(name) == b"string"]
    return sum(MAIL.encode() in value for value in values if value)


def test_a_redis_that_workers_share_forgets_with_the_version(settings: Settings, redis_url: str, tmp_path: Path):
    shared = replace(settings, cache_url=redis_url)
    imported(shared, tmp_path)
    queries.open(shared).remember(["a card"], lambda: {"customer_email": MAIL})
    assert in_redis(redis_url) > 0
    erase(shared, OPERATOR, [one.reference for one in search(shared, OPERATOR, MAIL)])
    assert in_redis(redis_url) == 0
    queries.open(shared).close()


def test_a_file_that_still_holds_an_address_is_named(settings: Settings, tmp_path: Path):
    imported(settings, tmp_path)
    (settings.var_dir / "notes").mkdir()
    (settings.var_dir / "notes" / "calls.txt").write_bytes(b"x" * ((1 << 20) - 5) + MAIL.encode())
    assert erase(settings, OPERATOR, [one.reference for one in search(settings, OPERATOR, MAIL)]).left_in == ("notes/calls.txt",)
    assert left_in(settings, ["nobody@example.org", ""]) == []
    queries.open(settings).close()
