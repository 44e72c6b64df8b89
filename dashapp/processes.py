"""Processes by a name that is never given twice: machine, number, and when it began."""

from __future__ import annotations

import os
import socket
from pathlib import Path

# glibc gives each thread an arena of its own and keeps what it frees: a worker of eight threads grew to three times its size.
ALLOCATOR = {"MALLOC_ARENA_MAX": "2", "MALLOC_TRIM_THRESHOLD_": "65536"}


def process_name(number: int) -> str:
    """The name of a process of this machine."""
    return f"{socket.gethostname()} {number} {_started(number)}"


def is_alive(name: str) -> bool:
    """Whether the process is there; one on another machine is believed to be."""
    host, number, started = name.split()
    if host != socket.gethostname():
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return _started(int(number)) == started


def _started(number: int) -> str:
    """When a process began, in ticks since the machine did: a number that is used again has another start; one that ended has none."""
    stat = Path(f"/proc/{number}/stat")
    if not stat.exists():
        return "-"
    state, *more = stat.read_text().rpartition(")")[2].split()
    # A process that has ended stays in the list until the one that started it looks.
    return "-" if state == "Z" else more[18]
