"""How long each step of a build took, kept of the latest builds."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import delete, insert
from sqlalchemy.engine import Connection

from jobs import raw

KEPT_BUILDS = 20


class StepClock:
    """Passes on which step begins, and remembers when. A step ends where the next one begins."""

    def __init__(self, progress: Callable[[str], None]) -> None:
        self._progress = progress
        self._begun: list[tuple[str, float]] = []

    def __call__(self, step: str) -> None:
        """A step begins."""
        self._begun.append((step, time.perf_counter()))
        self._progress(step)

    def keep(self, connection: Connection, run: int) -> None:
        """Write the steps of a build down in its own transaction, and forget those of old builds."""
        ends = [begun for _, begun in self._begun[1:]] + [time.perf_counter()]
        rows = [
            {"run_id": run, "position": position, "step_name": name, "milliseconds": round((end - begun) * 1000)}
            for position, ((name, begun), end) in enumerate(zip(self._begun, ends, strict=True), 1)
        ]
        connection.execute(delete(raw.build_steps).where(raw.build_steps.c.run_id <= run - KEPT_BUILDS))
        # As one statement: the process that writes SQLite is asked once, not for each row.
        connection.execute(insert(raw.build_steps).values(rows))
