"""Slowing down those who guess passwords. Counted in the database, so every worker knows; no account can be locked.

Failures are counted for the account from this address, for the address, and for the account from anywhere; each count
is a bucket that leaks. The first two set how long this address waits after its last failure. The third only makes each
address that asks for this account wait a little, counted from its own last try: whoever is attacked from everywhere
still comes in, seconds later. A try that comes too early is not looked at and not counted.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import Connection, Engine, bindparam, delete, select, text, update

from dashapp.db.accounts import SIGN_IN_ATTEMPTS

IPV6_HOME = 64
FORGOTTEN_AFTER = 24 * 3600


@dataclass(frozen=True)
class Rule:
    """So many failures are free, then the wait doubles from two seconds to `longest`; one is forgiven every `leak` seconds."""

    free: int
    longest: int
    leak: int

    def wait(self, failures: int) -> int:
        """Seconds to wait after so many failures."""
        over = min(failures - self.free, 20)
        return 0 if over <= 0 else min(self.longest, 1 << over)


@dataclass(frozen=True)
class Count:
    """Failures, since when they leak, and when the last one was."""

    failures: int
    leaked_at: int
    last_at: int

    def leaked(self, rule: Rule, now: int) -> Count:
        """What is left of it now. Parts of a leak are kept, so that a busy address is forgiven too."""
        leaks = max(0, now - self.leaked_at) // rule.leak
        if leaks >= self.failures:
            return Count(0, now, self.last_at)
        return Count(self.failures - leaks, self.leaked_at + leaks * rule.leak, self.last_at)


@dataclass(frozen=True)
class Admission:
    """The answer to a try: seconds to wait, or none. `before` is when each counter had its last failure until now."""

    wait: int
    at: int
    pair: str
    before: Mapping[str, int] = field(default_factory=dict)


PAIR = Rule(free=3, longest=900, leak=900)
ADDRESS = Rule(free=20, longest=900, leak=60)
ACCOUNT = Rule(free=10, longest=30, leak=60)

_KEY = SIGN_IN_ATTEMPTS.c.key
_LAST_AT = SIGN_IN_ATTEMPTS.c.last_at
_INSERT = text("insert into sign_in_attempts (key, failures, leaked_at, last_at) values (:key, 0, :now, :now) on conflict (key) do nothing")
_HELD = select(SIGN_IN_ATTEMPTS).where(_KEY.in_(bindparam("keys", expanding=True))).order_by(_KEY).with_for_update()
_SET = update(SIGN_IN_ATTEMPTS).where(bindparam("counter") == _KEY)


def admit(engine: Engine, account: str, address: str, now: int) -> Admission:
    """Whether this try may be looked at. If so it already counts as failed: a hundred tries at once are a hundred failures."""
    rules = _rules(account, network(address))
    pair = next(iter(rules))
    with engine.begin() as connection:
        counts = _held(connection, rules, now)
        wait = _wait(rules, counts, counts[pair].last_at, now)
        if wait:
            return Admission(wait, now, pair)
        left = {key: counts[key].leaked(rule, now) for key, rule in rules.items()}
        _write(connection, {key: Count(count.failures + 1, count.leaked_at, now) for key, count in left.items()})
    return Admission(0, now, pair, {key: count.last_at for key, count in counts.items()})


def admit_address(engine: Engine, purpose: str, address: str, now: int) -> int:
    """Seconds that an address has to wait after its wrong tries of one purpose; 0 counts this try as one more."""
    key = _key(purpose, network(address))
    with engine.begin() as connection:
        count = _held(connection, {key: ADDRESS}, now)[key]
        wait = max(0, count.last_at + ADDRESS.wait(count.failures) - now)
        if not wait:
            left = count.leaked(ADDRESS, now)
            _write(connection, {key: Count(left.failures + 1, left.leaked_at, now)})
    return wait


def forgive(engine: Engine, admission: Admission) -> None:
    """The admitted try was right: it is not counted, and the account owes nothing more from this address."""
    with engine.begin() as connection:
        counts = _held(connection, admission.before, admission.at)
        _write(connection, {key: _taken_back(count, key, admission) for key, count in counts.items()})
    forget(engine, admission.at)


def forget(engine: Engine, now: int) -> int:
    """Drop the counters that nobody has touched for a day; how many went."""
    old = select(_KEY).where(now - FORGOTTEN_AFTER > _LAST_AT).with_for_update(skip_locked=True)
    with engine.begin() as connection:
        return connection.execute(delete(SIGN_IN_ATTEMPTS).where(_KEY.in_(old))).rowcount


@lru_cache(maxsize=4096)
def network(address: str) -> str:
    """The address, or for IPv6 the network that one subscriber has to himself."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, IPV6_HOME), strict=False))


def _rules(account: str, home: str) -> dict[str, Rule]:
    """The rule of each counter by its key; the pair of account and address comes first."""
    return {_key("pair", account, home): PAIR, _key("address", home): ADDRESS, _key("account", account): ACCOUNT}


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


def _held(connection: Connection, keys: Mapping[str, object], now: int) -> dict[str, Count]:
    """The counters, made when new and held until the transaction ends. Writing first takes SQLite's lock before reading."""
    order = sorted(keys)
    connection.execute(_INSERT, [{"key": key, "now": now} for key in order])
    found = {key: Count(*rest) for key, *rest in connection.execute(_HELD, {"keys": order})}
    return {key: found[key] for key in keys}


def _wait(rules: Mapping[str, Rule], counts: Mapping[str, Count], own_last: int, now: int) -> int:
    """The longest wait. The account's runs from this address's own last try, or others could keep its owner out."""
    until = [own_last + rule.wait(counts[key].leaked(rule, now).failures) for key, rule in rules.items() if rule is ACCOUNT]
    until += [counts[key].last_at + rule.wait(counts[key].failures) for key, rule in rules.items() if rule is not ACCOUNT]
    return max(0, max(until) - now)


def _taken_back(count: Count, key: str, admission: Admission) -> Count:
    last_at = admission.before[key] if count.last_at == admission.at else count.last_at
    return Count(0 if key == admission.pair else max(0, count.failures - 1), count.leaked_at, last_at)


def _write(connection: Connection, counts: Mapping[str, Count]) -> None:
    rows = [{"counter": key, "failures": c.failures, "leaked_at": c.leaked_at, "last_at": c.last_at} for key, c in sorted(counts.items())]
    connection.execute(_SET, rows)
