"""gunicorn serves with the settings of the desk."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.services import free_port, wait_until

REPOSITORY = Path(__file__).parents[2]
APPLICATION = """
import logging
import os
from dashapp.db import engines
from dashapp.settings import Settings

engines.accounts_engine(Settings.from_environment())

def server(environ, start_response):
    start_response("200 OK", [])
    logging.getLogger("dashapp.small").info("asked for %s", environ["PATH_INFO"])
    logging.getLogger("somebody.elses").info("nobody wants to know")
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


def test_what_the_server_writes_is_its_owners_only(server, tmp_path):
    assert ask(server[0])
    written = [path for path in (tmp_path / "var").rglob("*") if path.is_file()]
    assert "accounts.sqlite" in {path.name for path in written}
    assert [path.name for path in written if path.stat().st_mode & 0o077] == []


def test_the_log_has_what_the_desk_says_with_its_moment(server):
    port, process = server
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/a%0A[2026]%20forged", timeout=5):
        pass
    process.send_signal(signal.SIGTERM)
    _, log = process.communicate(timeout=30)
    said = [line for line in log.splitlines() if "dashapp.small" in line]
    event = r"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000\] \[\d+\] \[INFO\] dashapp\.small: asked for /a\\n\[2026\] forged"
    assert re.fullmatch(event, said[-1])
    assert "nobody wants to know" not in log


SMUGGLED = "GET /second HTTP/1.1\r\nHost: desk\r\n\r\n"
AMBIGUOUS = (
    "Transfer-Encoding: chunked\r\nContent-Length: 5",
    "Content-Length: 5\r\nTransfer-Encoding: chunked",
    "Transfer-Encoding: xchunked",
    "Transfer-Encoding : chunked",
    "Transfer-Encoding: chunked, identity",
    "Content-Length: 5\r\nContent-Length: 6",
    "Content-Length: +5",
    "Content-Length: 5, 5",
)


@pytest.mark.parametrize("headers", AMBIGUOUS)
def test_a_request_whose_end_is_unclear_is_refused_and_nothing_after_it_is_read(server, headers):
    port, _ = server
    with socket.create_connection(("127.0.0.1", port), timeout=5) as wire:
        wire.sendall(f"POST / HTTP/1.1\r\nHost: desk\r\n{headers}\r\n\r\n0\r\n\r\n{SMUGGLED}".encode())
        answer = b"".join(iter(lambda: wire.recv(65536), b"")).decode("latin-1")
    assert re.match(r"HTTP/1\.1 (400|501) ", answer), answer[:200]
    assert answer.count("HTTP/1.1 ") == 1
