"""A served installation: started with gunicorn, asked as a browser asks, its processes' CPU and memory read from /proc."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from bench.application import PAGE
from dashapp.auth import users
from dashapp.db.engines import accounts_engine, forget_engines
from dashapp.db.migrate import migrate
from dashapp.page import Chart, Grid, Kpi
from dashapp.processes import ALLOCATOR
from dashapp.settings import Settings

ROOT = Path(__file__).parents[1]
NAME, PASSWORD = "bench", "Correct-Horse-Battery-9"
TICK = os.sysconf("SC_CLK_TCK")
TOP = {"startRow": 0, "endRow": 100, "sortModel": [], "filterModel": {}}


@dataclass
class Served:
    """A running installation and one signed-in session."""

    address: str
    process: subprocess.Popen[bytes]
    session: requests.Session
    dependencies: list[dict[str, object]]

    def refresh(self, search: str) -> float:
        """Every card of the measured page once, eight at a time; wall seconds."""
        began = time.perf_counter()
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda item: self._ask(*item, search), PAGE.cards()))
        return time.perf_counter() - began

    def _ask(self, key: str, card: object, search: str) -> None:
        kind, name = {Kpi: ("kpi", "children"), Chart: ("chart", "figure"), Grid: ("grid", "getRowsResponse")}[type(card)]
        words = f'"widget":"{kind}"}}.{name}'
        declared = next(item for item in self.dependencies if words in str(item["output"]))
        answer = self.session.post(f"{self.address}/_dash-update-component", json=request_body(declared, key, search), timeout=120)
        answer.raise_for_status()

    def cpu_seconds(self) -> float:
        """User and system time of the server's processes."""
        return sum(_cpu(process) for process in self.processes())

    def pss_mebibytes(self) -> float:
        """Proportional memory of the server's processes."""
        rolled = [Path(f"/proc/{process}/smaps_rollup").read_text() for process in self.processes()]
        return sum(int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE).group(1)) for text in rolled) / 1024  # type: ignore[union-attr]

    def processes(self) -> list[int]:
        """gunicorn's master and its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [self.process.pid, *map(int, children)]


def postgres_cpu_seconds() -> float:
    """User and system time of PostgreSQL's processes, ended ones included."""
    total = 0.0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (entry / "comm").exists() and (entry / "comm").read_text().strip() == "postgres":
            total += _cpu(int(entry.name), with_children=True)
    return total


@contextmanager
def served(environment: Mapping[str, str]) -> Iterator[Served]:
    """Start gunicorn over an installation and sign in."""
    port = _free_port()
    everything = {**ALLOCATOR, **os.environ, **environment, "PORT": str(port), "BROWSER_REQUESTS_PER_MINUTE": "1000000"}
    _add_user(Settings.from_environment(everything))
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "bench.application:server()"]
    process = subprocess.Popen(command, cwd=ROOT, env=everything, stderr=subprocess.DEVNULL)
    try:
        yield _signed_in(f"http://127.0.0.1:{port}", process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _add_user(settings: Settings) -> None:
    migrate(settings)
    engine = accounts_engine(settings)
    if NAME not in {user.name for user in users.users(engine)}:
        users.add_user(engine, NAME, "analyst")
    users.set_password(engine, NAME, PASSWORD)
    forget_engines()


def _signed_in(address: str, process: subprocess.Popen[bytes]) -> Served:
    session = requests.Session()
    for _ in range(480):
        try:
            session.get(f"{address}/login", timeout=5)
            break
        except requests.ConnectionError:
            time.sleep(0.25)
    token = session.cookies.get("_csrf_token", "")
    session.post(f"{address}/login", data={"name": NAME, "password": PASSWORD, "csrf_token": token}, timeout=30).raise_for_status()
    session.headers["X-CSRFToken"] = session.cookies.get("_csrf_token", "")
    dependencies = session.get(f"{address}/_dash-dependencies", timeout=30).json()
    return Served(address, process, session, dependencies)


def request_body(declared: Mapping[str, object], key: str, search: str) -> dict[str, object]:
    """What a browser sends for one card of a page: the callback as Dash lists it, filled in for that key."""
    output = str(declared["output"])
    parts = output.strip(".").split("...") if output.startswith("..") else [output]
    outputs = [{"id": _identity(part.rpartition(".")[0], key), "property": part.rpartition(".")[2]} for part in parts]
    values = {"filters.data": search, "getRowsRequest": TOP, "drill.data": None}

    def valued(item: Mapping[str, str]) -> dict[str, object]:
        identity = _identity(item["id"], key)
        value = identity if item["property"] == "id" else values.get(f"{item['id']}.{item['property']}", values.get(item["property"]))
        return {"id": identity, "property": item["property"], "value": value}

    inputs, state = ([valued(item) for item in declared[name]] for name in ("inputs", "state"))  # type: ignore[attr-defined]
    return {
        "output": output,
        "outputs": outputs if output.startswith("..") else outputs[0],
        "inputs": inputs,
        "state": state,
        "changedPropIds": [],
    }


def _identity(text: str, key: str) -> object:
    return {name: key if value == ["MATCH"] else value for name, value in json.loads(text).items()} if text.startswith("{") else text


def _cpu(process: int, with_children: bool = False) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11 : 15 if with_children else 13])) / TICK


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
