"""How often the API and the pages are asked.

Calls of the API are counted by token and by address in the accounts database, so that every worker knows. Requests of a browser that is
signed in are counted by user in the memory of each worker: a page asks for each of its cards, and a write for each would cost more than
the limit saves.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Engine, delete, text

from dashapp.auth.throttle import network
from dashapp.db.tokens import API_CALLS

WINDOW_SECONDS = 60
# Several people, each with a token, may sit behind one address.
ADDRESS_SHARE = 5
_FORGOTTEN_AFTER = 60
# Tokens come first everywhere, so that two transactions never wait for each other.
_COUNT = text(
    "insert into api_calls (key, minute, calls) values (:token, :minute, 1), (:address, :minute, 1)"
    " on conflict (key) do update set minute = excluded.minute,"
    " calls = case when api_calls.minute = excluded.minute then api_calls.calls + 1 else 1 end"
    " returning key, calls"
)


@dataclass(frozen=True)
class Allowance:
    """What is left in this minute: of how many calls, how many more, and the seconds until all are back."""

    limit: int
    left: int
    seconds: int

    @property
    def spent(self) -> bool:
        """Whether this call was one too many."""
        return self.left < 0

    def headers(self) -> dict[str, str]:
        """The allowance as clients read it."""
        shown = {"RateLimit-Limit": self.limit, "RateLimit-Remaining": max(0, self.left), "RateLimit-Reset": self.seconds}
        return {name: str(value) for name, value in (shown | ({"Retry-After": self.seconds} if self.spent else {})).items()}


def count_call(engine: Engine, token_id: int, address: str, limit: int, now: int) -> Allowance:
    """Count one call of a token from an address: what is left of the tighter of the two."""
    minute = now // WINDOW_SECONDS
    keys = {"token": f"token:{token_id}", "address": f"address:{network(address)}"}
    with engine.begin() as connection:
        calls = {key: int(number) for key, number in connection.execute(_COUNT, {**keys, "minute": minute})}
        if calls[keys["token"]] == 1:
            connection.execute(delete(API_CALLS).where(API_CALLS.c.minute < minute - _FORGOTTEN_AFTER))
    left = min(limit - calls[keys["token"]], limit * ADDRESS_SHARE - calls[keys["address"]])
    return Allowance(limit, left, WINDOW_SECONDS - now % WINDOW_SECONDS)


class BrowserRequests:
    """Requests of each user in this minute, as one worker saw them."""

    def __init__(self) -> None:
        self._lock, self._minute, self._requests = threading.Lock(), 0, Counter[int]()

    def count(self, user_id: int, limit: int, now: int) -> Allowance:
        """Count one request: what is left."""
        minute = now // WINDOW_SECONDS
        with self._lock:
            if minute != self._minute:
                self._minute = minute
                self._requests.clear()
            self._requests[user_id] += 1
            left = limit - self._requests[user_id]
        return Allowance(limit, left, WINDOW_SECONDS - now % WINDOW_SECONDS)
