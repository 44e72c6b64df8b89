"""Fixtures of every test: settings over a temporary folder, the servers a test may need, and nothing left open."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dashapp.db.engines import forget_engines
from dashapp.settings import Settings
from tests import services

if TYPE_CHECKING:
    from dash.testing.composite import DashComposite

REPOSITORY = Path(__file__).parents[1]
# Commands that build would leave a process behind that outlives its test; tests of the checks themselves ask for it.
os.environ.setdefault("CHECK_AFTER_BUILD", "no")
os.environ.setdefault("SCORE_AFTER_BUILD", "no")


def _missing(sentence: str) -> None:
    """A part of the machine is not there: a failure where everything was promised, a loud skip on a laptop."""
    if services.on_ci():
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(autouse=True)
def _no_engine_left_open() -> Iterator[None]:
    yield
    forget_engines()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A new installation: SQLite files in a folder of its own, nothing read from the environment."""
    return Settings.from_environment({"VAR_DIR": str(tmp_path / "var")})


@pytest.fixture
def postgres_settings(tmp_path: Path, postgres_url: str) -> Settings:
    """A new installation with both databases in one empty PostgreSQL database."""
    return Settings.from_environment({"VAR_DIR": str(tmp_path / "var"), "WAREHOUSE_URL": postgres_url, "ACCOUNTS_URL": postgres_url})


@pytest.fixture(scope="session")
def postgres_administrator() -> Iterator[str]:
    """A superuser's URL of a throw-away server for this session, which is twice as fast, else of the one that runs here."""
    running = services.postgres_administrator(services.POSTGRES_PORT)
    binaries = services.postgres_binaries()
    if binaries:
        with services.throw_away_postgres(binaries) as url:
            yield url
    elif running:
        yield running
    else:
        _missing("No PostgreSQL server answers on 127.0.0.1:5432 and none is installed. Mend: apt-get install postgresql")


@pytest.fixture
def postgres_url(postgres_administrator: str) -> Iterator[str]:
    """An empty PostgreSQL database, dropped after the test."""
    with services.fresh_database(postgres_administrator) as url:
        yield url


@pytest.fixture(scope="session")
def redis_port() -> Iterator[int]:
    """The port of the Redis server that runs here, else of a throw-away one for this session."""
    binary = shutil.which("redis-server")
    if services.redis_answers(services.REDIS_PORT):
        yield services.REDIS_PORT
    elif binary:
        with services.throw_away_redis(binary) as port:
            yield port
    else:
        _missing("No Redis server answers on 127.0.0.1:6379 and none is installed. Mend: apt-get install redis-server")


@pytest.fixture
def redis_url(redis_port: int) -> Iterator[str]:
    """An empty Redis database, emptied again after the test."""
    with services.empty_redis_database(redis_port) as url:
        yield url


@pytest.fixture(scope="session")
def provider_python() -> Path:
    """The Python of the OpenID Connect provider."""
    python = services.provider_environment()
    if python is None:
        _missing("The OpenID Connect provider cannot be installed. Mend: deploy/setup/provider.sh .venv-provider")
    return python


@pytest.fixture
def issuer(provider_python: Path) -> Iterator[str]:
    """A provider on loopback that knows nobody yet."""
    with services.throw_away_provider(provider_python) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the system's Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        _missing("No Chromium is installed. Mend: apt-get install chromium chromium-driver")
    return path


@pytest.fixture
def dash_duo(chromium: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DashComposite]:
    """Dash's own browser fixture. Its pytest plugin stays out: it uses hook marks that pytest 9 warns of."""
    from dash.testing.application_runners import ThreadedRunner
    from dash.testing.composite import DashComposite

    if shutil.which("chromedriver") is None:
        _missing("No chromedriver is installed. Mend: apt-get install chromium-driver")
    monkeypatch.setenv("DASH_TEST_CHROMEPATH", chromium)
    with ThreadedRunner() as server, DashComposite(server=server, browser="Chrome", headless=True, download_path=str(tmp_path)) as duo:
        yield duo


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real order files, when it stands beside the repository."""
    folder = REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"real data is not beside the repository: {folder} is not there")
    return folder
