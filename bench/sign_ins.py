"""`python -m bench.sign_ins`: two hundred people sign in and browse at once while one address guesses passwords.

Everything is on loopback: each person has an address of their own (127.0.x.y), and so has the attacker. The run is bounded
in people, requests and seconds, and stops by itself. It fails when anybody but the attacker is refused anything.
"""

from __future__ import annotations

import argparse
import http.client
import json
import math
import re
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import layouts
from bench.refreshing import row
from bench.serving import PASSWORD, Served, request_body, served
from bench.shop import Size, write_shop
from dashapp.auth import users
from dashapp.auth.passwords import hashed
from dashapp.db.accounts import USERS
from dashapp.db.engines import accounts_engine, forget_engines
from dashapp.db.migrate import migrate
from dashapp.page import Chart, Kpi
from dashapp.settings import Settings
from jobs.build import build
from jobs.importing import import_files

PEOPLE, SECONDS, MOST_REQUESTS = 200, 60, 60
WAIT_SECONDS = 120
ATTACKER = "127.0.250.1"
ATTACKS, ATTACK_EVERY = 4, 0.2
CARDS = {Kpi: '"widget":"kpi"}.children', Chart: '"widget":"chart"}.figure'}


@dataclass
class Seen:
    """Seconds of each request by what was asked, and how often each status came."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, status: int, seconds: float) -> None:
        """One answer; status 0 is none."""
        with self.lock:
            self.seconds.setdefault(kind, []).append(seconds)
            self.statuses[kind, status] += 1


class Person:
    """A browser without a screen at an address of its own: one connection, its cookies, its CSRF token."""

    def __init__(self, port: int, address: str, seen: Seen) -> None:
        self.seen = seen
        self.cookies: dict[str, str] = {}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_SECONDS, source_address=(address, 0))

    def ask(self, kind: str, method: str, path: str, body: str = "", mime: str = "application/json") -> tuple[int, str]:
        """Status and text of an answer; 0 where the connection failed."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers |= {"Content-Type": mime, "X-CSRFToken": self.cookies.get("_csrf_token", "")}
        began = time.perf_counter()
        try:
            self.connection.request(method, path, body or None, headers)
            answer = self.connection.getresponse()
            status, text = answer.status, answer.read().decode("utf-8", "replace")
            self._keep(answer.headers.get_all("Set-Cookie") or ())
        except (OSError, http.client.HTTPException):
            self.connection.close()
            status, text = 0, ""
        self.seen.note(kind, status, time.perf_counter() - began)
        return status, text

    def sign_in(self, name: str, password: str) -> int:
        """The status of the answer to the form: 303 where it let somebody in."""
        _, text = self.ask("form", "GET", "/login")
        found = re.search(r'name="csrf_token" value="([^"]+)"', text)
        form = urlencode({"name": name, "password": password, "csrf_token": found[1] if found else ""})
        return self.ask("sign in", "POST", "/login", form, "application/x-www-form-urlencoded")[0]

    def _keep(self, given: tuple[str, ...] | list[str]) -> None:
        for cookie in given:
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]


def main() -> int:
    """Make the installation, let everybody loose, print, and say by the exit code whether anybody was refused."""
    parser = argparse.ArgumentParser(prog="python -m bench.sign_ins", description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE, choices=range(1, 1001), metavar="1..1000")
    parser.add_argument("--seconds", type=int, default=SECONDS, choices=range(5, 301), metavar="5..300")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        environment = {"VAR_DIR": str(Path(temporary) / "var"), "TRUSTED_PROXIES": "0", "LOG_LEVEL": "error"}
        _prepare(Settings.from_environment(environment), Path(temporary), given.people)
        with served(environment) as server:
            seen, attack = _let_loose(server, given.people, given.seconds)
        return _report(seen, attack, given.people)


def _prepare(settings: Settings, folder: Path, people: int) -> None:
    """A small shop, and so many users with one hash between them: making it two hundred times is not what is measured."""
    migrate(settings)
    orders, order_map = write_shop(folder, size=Size().times(0.005))
    import_files(settings, [orders], str(order_map))
    build(settings)
    engine = accounts_engine(settings)
    for number in range(people):
        users.add_user(engine, _name(number), "analyst")
    with engine.begin() as connection:
        connection.execute(USERS.update().values(password_hash=hashed(PASSWORD), must_change_password=False))
    forget_engines()


def _let_loose(server: Served, people: int, seconds: int) -> tuple[Seen, Seen]:
    port = int(server.address.rpartition(":")[2])
    bodies = _bodies(server.dependencies)
    seen, attack = Seen(), Seen()
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(people + ATTACKS) as pool:
        guesses = [pool.submit(_guess, Person(port, ATTACKER, attack), until) for _ in range(ATTACKS)]
        visits = [pool.submit(_visit, Person(port, _address(number), seen), number, until, bodies) for number in range(people)]
        for done in (*guesses, *visits):
            done.result()
    return seen, attack


def _visit(person: Person, number: int, until: float, bodies: Callable[[str], list[str]]) -> None:
    """Sign in, then open pages with their cards until the time or the number of requests is over."""
    if person.sign_in(_name(number), PASSWORD) != 303:
        return
    asked, pages = 0, ["overview", "sales", "segments"]
    while time.monotonic() < until and asked < MOST_REQUESTS:
        page = pages[(number + asked) % len(pages)]
        person.ask("page", "GET", f"/{page}")
        for body in bodies(page)[:4]:
            person.ask("card", "POST", "/_dash-update-component", body)
            asked += 1
        asked += 1
        time.sleep(0.5)


def _guess(person: Person, until: float) -> None:
    """Wrong passwords for three of them in turn, five a second at most over each connection."""
    number = 0
    while time.monotonic() < until:
        person.sign_in(_name(number % 3), f"wrong-password-{number}")
        number += 1
        time.sleep(ATTACK_EVERY)


def _bodies(dependencies: list[dict[str, object]]) -> Callable[[str], list[str]]:
    """The request of each KPI and chart of a page, as its browser would send it."""
    made: dict[str, list[str]] = {}
    for page in layouts.pages().values():
        for key, card in page.cards():
            if type(card) in CARDS:
                declared = next(item for item in dependencies if CARDS[type(card)] in str(item["output"]))
                made.setdefault(page.name, []).append(json.dumps(request_body(declared, key, "")))
    return lambda name: made[name]


def _report(seen: Seen, attack: Seen, people: int) -> int:
    entered = seen.statuses["sign in", 303]
    errors = {key: count for key, count in seen.statuses.items() if key[1] not in (200, 303)}
    row(f"people who signed in, of {people}", str(entered), str(people))
    row("requests of theirs", f"{sum(seen.statuses.values()):,}")
    row("errors of theirs", str(sum(errors.values())), "0")
    for kind, seconds in seen.seconds.items():
        row(f"{kind}, seconds in the middle and of the slowest of twenty", _middle_and_slow(seconds))
    row("the attacker's tries", str(len(attack.seconds.get("sign in", ()))))
    row("of them let in, looked at and refused, turned away", _turned_away(attack.statuses))
    for (kind, status), count in sorted(errors.items()):
        row(f"error: {kind} answered {status}", str(count))
    slowed = attack.statuses["sign in", 429] > 0 and attack.statuses["sign in", 303] == 0
    return 0 if entered == people and not errors and slowed else 1


def _turned_away(statuses: Mapping[tuple[str, int], int]) -> str:
    return ", ".join(str(statuses["sign in", status]) for status in (303, 401, 429))


def _middle_and_slow(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    return f"{statistics.median(ordered):.2f} and {ordered[math.ceil(len(ordered) * 0.95) - 1]:.2f}"


def _name(number: int) -> str:
    return f"person-{number}"


def _address(number: int) -> str:
    return f"127.0.{1 + number // 200}.{1 + number % 200}"


if __name__ == "__main__":
    sys.exit(main())
