"""Deadlines: one thread that interrupts statements which run too long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from dashapp.errors import QueryTimeout


@dataclass(eq=False)
class _Watched:
    ends: float
    interrupt: Callable[[], None]
    stopped: bool = False


class Deadline:
    """Stops whatever runs inside `watch` for longer than `seconds`, for drivers that have no timeout of their own."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._changed = threading.Condition()
        self._running: dict[_Watched, None] = {}
        self._thread: threading.Thread | None = None

    @contextmanager
    def watch(self, interrupt: Callable[[], None]) -> Iterator[None]:
        """Call `interrupt` when the block takes too long; the error it then raises becomes QueryTimeout."""
        watched = _Watched(time.monotonic() + self._seconds, interrupt)
        self._start(watched)
        try:
            yield
        except Exception:
            if watched.stopped:
                raise timed_out(self._seconds) from None
            raise
        finally:
            with self._changed:
                self._running.pop(watched, None)

    def _start(self, watched: _Watched) -> None:
        with self._changed:
            self._running[watched] = None
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._guard, name="query-deadline", daemon=True)
                self._thread.start()
            elif len(self._running) == 1:
                self._changed.notify()

    def _guard(self) -> None:
        with self._changed:
            while True:
                self._changed.wait(self._stop_overdue())

    def _stop_overdue(self) -> float | None:
        """Interrupt what has run too long; how long until the next one has, None when nothing runs."""
        # All deadlines are equally long, so the oldest entry ends first.
        for watched in list(self._running):
            left = watched.ends - time.monotonic()
            if left > 0:
                return left
            watched.stopped = True
            del self._running[watched]
            watched.interrupt()
        return None


def timed_out(seconds: float) -> QueryTimeout:
    """The error of a statement that was stopped."""
    return QueryTimeout(
        f"The query was stopped after {seconds:g} seconds. Choose a shorter period or fewer groups, or raise QUERY_TIMEOUT_SECONDS."
    )
