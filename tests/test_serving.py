"""Serving as in production: a cold start under load, sentences instead of tracebacks, and workers that are replaced."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dashapp.auth.users import add_user, set_password
from dashapp.db.engines import accounts_engine, forget_engines
from dashapp.db.migrate import migrate
from tests.app.shop import write_shop
from tests.browser.serving import GUNICORN, REPOSITORY, Installation, served, started
from tests.services import wait_until

PASSWORD = "Correct-Horse-Battery-9"
FIRST_REQUESTS = 16
NOWHERE = "127.0.0.1:9"  # the discard port: nothing listens
SUITES = re.compile(r'src="(/_dash-component-suites/[^"]+)"')


class Visitor:
    """A browser without a screen: it keeps cookies and follows redirects."""

    def __init__(self, place: Installation) -> None:
        self.address = place.address
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> tuple[int, str]:
        with self.opener.open(self.address + path, timeout=60) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")

    def sign_in(self, name: str, password: str) -> str:
        """Where signing in leads."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/login")[1])[1]
        form = urllib.parse.urlencode({"name": name, "password": password, "csrf_token": token}).encode()
        with self.opener.open(self.address + "/login", form, timeout=60) as answer:
            return urllib.parse.urlsplit(answer.url).path


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Installation]:
    """A shop with an analyst, imported and not yet served."""
    made = Installation(tmp_path)
    orders, order_map = write_shop(tmp_path / "files", orders=40)
    imported = made.command("import", orders, "--map", order_map)
    assert imported.returncode == 0, imported.stderr
    engine = accounts_engine(made.settings)
    migrate(made.settings)
    add_user(engine, "analyst", "analyst")
    set_password(engine, "analyst", PASSWORD)
    forget_engines()
    return made


def listening(place: Installation) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", place.port)) == 0


def test_sixteen_first_requests_at_once_all_answer(place: Installation) -> None:
    with served(place):
        visitor = Visitor(place)
        assert visitor.sign_in("analyst", PASSWORD) == "/"
        paths = ["/login", "/_dash-layout", "/_dash-dependencies", *SUITES.findall(visitor.get("/overview")[1])]
        assert len(paths) > 8
    # A second, cold start: nobody has asked these processes for anything when the sixteen come.
    with started(place, "-m", *GUNICORN, ready=listening), ThreadPoolExecutor(FIRST_REQUESTS) as pool:
        asked = [paths[position % len(paths)] for position in range(FIRST_REQUESTS)]
        answers = list(pool.map(visitor.get, asked))
    assert [path for path, (status, text) in zip(asked, answers, strict=True) if status != 200 or not text] == []
    assert "Traceback" not in place.log.read_text()


def test_a_worker_that_is_killed_is_replaced_and_its_sibling_serves_on(place: Installation) -> None:
    with served(place) as server:
        visitor = Visitor(place)
        visitor.sign_in("analyst", PASSWORD)
        wait_until(lambda: len(workers(server.pid)) == 2, "both workers")
        killed, sibling = sorted(workers(server.pid))
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: killed not in workers(server.pid), "the end of the worker")
        assert [visitor.get("/_dash-layout")[0] for _ in range(20)] == [200] * 20
        wait_until(lambda: len(workers(server.pid)) == 2, "the worker in its place")
        assert sibling in workers(server.pid)
        assert visitor.get("/overview")[0] == 200


def workers(parent: int) -> set[int]:
    """The children of a process."""
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return {int(process) for process in listed}


def test_serve_prints_the_address_and_the_first_password_and_serves(tmp_path: Path) -> None:
    fresh = Installation(tmp_path)
    with started(fresh, "manage.py", "serve"):
        said = fresh.log.read_text()
        assert f"Tallyroom on {fresh.address}" in said
        name, password = re.search(r"First sign-in: user (\S+), one-time password (\S+) ", said).groups()
        assert "No data yet. Import order files with" in said
        assert Visitor(fresh).sign_in(name, password) == "/change-password"
    with started(fresh, "manage.py", "serve"):
        assert "First sign-in" not in fresh.log.read_text()


def test_what_a_command_writes_is_its_owners_only(place: Installation) -> None:
    built = place.command("build")
    assert built.returncode == 0, built.stderr
    written = [path for path in (place.folder / "var").rglob("*") if path.is_file() and path.name != "accounts.sqlite"]
    assert {"warehouse.sqlite", "secret_key"} <= {path.name for path in written}
    assert any(path.suffix == ".duckdb" for path in written)
    assert [path.name for path in written if path.stat().st_mode & 0o077] == []


def test_the_served_application_carries_no_model_library() -> None:
    asked = "import sys, wsgi; print(sorted({'sklearn', 'scipy', 'data_gen'} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", asked], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout.strip()) == (0, "[]"), answer.stderr


@pytest.mark.parametrize(
    ("setting", "given"),
    [
        ("ENVIRONMENT", "production"),
        ("ACCOUNTS_URL", f"postgresql://{NOWHERE}/tallyroom"),
        ("WAREHOUSE_URL", f"postgresql://{NOWHERE}/tallyroom"),
        ("CACHE_URL", f"redis://{NOWHERE}"),
        ("WEB_THREADS", "many"),
    ],
)
def test_what_is_missing_is_one_sentence_that_names_the_setting(tmp_path: Path, setting: str, given: str) -> None:
    installation = Installation(tmp_path, {setting: given})
    name = {"ENVIRONMENT": "SECRET_KEY"}.get(setting, setting)
    # Both ways to start: the command, and gunicorn by itself as a service manager starts it.
    for said in (installation.command("serve"), installation.run("-m", *GUNICORN)):
        assert said.returncode not in (0, None)
        assert name in said.stderr
        assert "Traceback" not in said.stderr
        assert len(said.stderr.strip().splitlines()) == 1, said.stderr
