"""gunicorn serves with the settings of the desk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.services import free_port, wait_until

REPOSITORY = Path(__file__).parents[2]
APPLICATION = """
import os
from dashapp.db import engines
from dashapp.settings import Settings

engines.accounts_engine(Settings.from_environment())

def server(environ, start_response):
    start_response("200 OK", [])
    facts = os.getpid(), os.getppid(), len(engines._made), environ["wsgi.multithread"], environ["wsgi.url_scheme"]
    return [repr(facts).encode()]
"""


@pytest.fixture
def server(tmp_path: Path):
    """gunicorn over a small application that opened a database while it was loaded."""
    (tmp_path / "small.py").write_text(APPLICATION)
    port = free_port()
    environment = {**os.environ, "VAR_DIR": str(tmp_path / "var"), "PORT": str(port), "WEB_WORKERS": "1", "PYTHONPATH": str(tmp_path)}
    command = [Path(sys.executable).with_name("gunicorn"), "--config", "deploy/gunicorn.conf.py", "small:server"]
    with subprocess.Popen(command, cwd=REPOSITORY, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            wait_until(lambda: answers(port), "gunicorn")
            yield port, process
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)


def answers(port: int) -> bool:
    try:
        return bool(ask(port))
    except OSError:
        return False


def ask(port: int) -> tuple:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"X-Forwarded-Proto": "https"})
    with urllib.request.urlopen(request, timeout=5) as response:
        return tuple(response.read().decode().strip("()").split(", "))


def test_workers_inherit_no_connection_and_believe_no_forwarded_header(server):
    port, process = server
    worker, parent, engines_open, threaded, scheme = ask(port)
    assert int(parent) == process.pid != int(worker)
    assert (engines_open, threaded, scheme) == ("0", "True", "'http'")
    process.send_signal(signal.SIGTERM)
    _, log = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Using worker: gthread" in log
    assert f"Listening at: http://127.0.0.1:{port}" in log
