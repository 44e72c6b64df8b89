"""Latency: how long the engines took over each query of the pages, counted in memory and written down once a minute."""

from __future__ import annotations

import logging
import time
from bisect import bisect_left
from threading import Lock, Timer

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from dashapp.db.engines import accounts_engine
from dashapp.errors import SettingError
from dashapp.settings import Settings

SECONDS = 60.0
DAY = 24 * 3600
# Milliseconds that the runs of a bucket took at most. From 2 ms to 80 s each is at most by half above the one before.
BOUNDS = (1, 2, 3, 4, 6, 8, *(10**power * step // 2 for power in range(1, 5) for step in (2, 3, 4, 6, 8, 12, 16)), 10**5, 10**6)
# Whoever asks the API in ever new ways must not fill memory or table: what comes after so many names a day is counted together.
MOST_NAMES = 500
LONGEST_NAME = 200
OTHERS = "others"
_ADD = text(
    "insert into query_times (day_at, name, at_most, runs, slowest) values (:day_at, :name, :at_most, :runs, :slowest)"
    " on conflict (day_at, name, at_most) do update set runs = query_times.runs + excluded.runs,"
    " slowest = case when excluded.slowest > query_times.slowest then excluded.slowest else query_times.slowest end"
)
_log = logging.getLogger(__name__)


class Latency:
    """The counts of one process. Nothing is counted before `begin`, which a server calls: commands are nobody's pages."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._is_kept = settings, False
        self.forget()

    def begin(self) -> None:
        """Count from now on."""
        self._is_kept = True

    def forget(self) -> None:
        """Drop the counts, in a forked child: they are its parent's."""
        self._lock = Lock()
        self._counts: dict[tuple[int, str, int], tuple[int, float]] = {}
        self._names: tuple[int, set[str]] = (0, set())
        self._timer: Timer | None = None

    def note(self, name: str, milliseconds: float) -> None:
        """Count one run. Costs microseconds, and never raises."""
        if not self._is_kept:
            return
        day = int(time.time()) // DAY * DAY
        bound = BOUNDS[min(bisect_left(BOUNDS, milliseconds), len(BOUNDS) - 1)]
        with self._lock:
            key = (day, self._known(day, name[:LONGEST_NAME]), bound)
            runs, slowest = self._counts.get(key, (0, 0.0))
            self._counts[key] = (runs + 1, max(slowest, milliseconds))
            if self._timer is None:
                self._timer = self._started()

    def flush(self) -> None:
        """Write down what was counted. What the accounts database does not take is kept for the next time."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            counts, self._counts, self._timer = self._counts, {}, None
        if not counts:
            return
        # In one order in every process, so that no two wait for each other.
        rows = [
            {"day_at": day, "name": name, "at_most": bound, "runs": runs, "slowest": slowest}
            for (day, name, bound), (runs, slowest) in sorted(counts.items())
        ]
        try:
            with accounts_engine(self._settings).begin() as connection:
                connection.execute(_ADD, rows)
        except (SQLAlchemyError, SettingError) as error:
            _log.warning("How long queries took was not written down (%s); it is tried again.", type(error).__name__)
            self._put_back(counts)

    def _known(self, day: int, name: str) -> str:
        if self._names[0] != day:
            self._names = (day, set())
        names = self._names[1]
        if name not in names:
            if len(names) >= MOST_NAMES:
                return OTHERS
            names.add(name)
        return name

    def _started(self) -> Timer | None:
        """The thread that writes in a minute; None where none can be started, as at the end of a process."""
        timer = Timer(SECONDS, self.flush)
        timer.daemon = True
        try:
            timer.start()
        except RuntimeError:
            return None
        return timer

    def _put_back(self, counts: dict[tuple[int, str, int], tuple[int, float]]) -> None:
        with self._lock:
            for key, (runs, slowest) in counts.items():
                more, slower = self._counts.get(key, (0, 0.0))
                self._counts[key] = (runs + more, max(slowest, slower))
