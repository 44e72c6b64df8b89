"""The servers that tests stand on: one that is running and a throw-away one behave alike."""

from __future__ import annotations

import shutil

import psycopg
import pytest
import redis
from dash import Dash, html

from dashapp.db.engines import accounts_engine
from tests import services


def test_each_postgres_database_is_new_and_gone_afterwards(postgres_administrator):
    with services.fresh_database(postgres_administrator) as url, psycopg.connect(url) as connection:
        assert connection.execute("select count(*) from information_schema.tables where table_schema = 'public'").fetchone() == (0,)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_a_throw_away_postgres_answers_and_stops():
    binaries = services.postgres_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL binaries here: apt-get install postgresql")
    with services.throw_away_postgres(binaries) as url, services.fresh_database(url) as database, psycopg.connect(database) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_a_throw_away_redis_answers_and_stops():
    binary = shutil.which("redis-server")
    if binary is None:
        pytest.skip("no redis-server here: apt-get install redis-server")
    with services.throw_away_redis(binary) as port:
        assert services.redis_answers(port)
    assert not services.redis_answers(port)


def test_a_redis_database_is_emptied_and_shared_with_nobody(redis_port):
    with services.empty_redis_database(redis_port) as first, services.empty_redis_database(redis_port) as second:
        assert first != second
        with redis.Redis.from_url(first) as client:
            client.set("key", "value")
    with redis.Redis.from_url(first) as client:
        assert client.dbsize() == 0


def test_settings_of_both_engines_open(settings, postgres_settings):
    for each in (settings, postgres_settings):
        with accounts_engine(each).connect() as connection:
            assert connection.exec_driver_sql("select 1").scalar() == 1


def test_a_missing_part_fails_where_everything_was_promised(monkeypatch):
    monkeypatch.setenv("CI", "true")
    assert services.on_ci()
    monkeypatch.delenv("CI")
    assert not services.on_ci()


@pytest.mark.browser
def test_dash_and_chromium_answer_each_other_and_the_console_is_empty(dash_duo):
    application = Dash(__name__)
    application.layout = html.Div("it renders", id="words")
    dash_duo.start_server(application)
    dash_duo.wait_for_text_to_equal("#words", "it renders", timeout=20)
    assert dash_duo.get_logs() == []
