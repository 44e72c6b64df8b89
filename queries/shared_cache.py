"""The cache level that workers share: files under VAR_DIR here, Redis in redis_cache. Bytes in, bytes out.

It may lose anything at any time: a level that fails is reported once and everything is computed instead.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

FOLDER = "cache"
MOST_FILE_BYTES = 1024 * 1024 * 1024
_FILES_BETWEEN_SWEEPS = 500
_log = logging.getLogger(__name__)


class SharedCache(Protocol):
    """What both kinds offer. A space is one published version; a key is a hash."""

    def get(self, space: str, key: str) -> bytes | None:
        """The bytes of a key, or None."""

    def put(self, space: str, key: str, value: bytes) -> None:
        """Keep bytes."""

    def lock(self, space: str, key: str) -> contextlib.AbstractContextManager[bool]:
        """Hold a key among all workers; gives whether another held it first."""

    def keep_only(self, space: str) -> None:
        """Remove every other space."""


class Once:
    """Logs the first failure of a level, not the following ones."""

    def __init__(self) -> None:
        self._said = False

    def say(self, error: Exception) -> None:
        """Log it, unless something was logged before."""
        if not self._said:
            self._said = True
            _log.warning("The shared cache does not answer (%s); answers are computed until it does.", error)


class FileCache:
    """Files, one an entry, written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._failed, self._written = folder, Once(), 0

    def get(self, space: str, key: str) -> bytes | None:
        """The bytes of a key, or None."""
        try:
            return (self._folder / space / key).read_bytes()
        except OSError:
            return None

    def put(self, space: str, key: str, value: bytes) -> None:
        """Keep bytes; now and then throw out the oldest files above the bound."""
        path = self._folder / space / key
        draft = path.with_name(f".{uuid.uuid4().hex}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(value)
            draft.replace(path)
            self._written += 1
            if self._written % _FILES_BETWEEN_SWEEPS == 0:
                self._sweep(path.parent)
        except OSError as error:
            with contextlib.suppress(OSError):
                draft.unlink()
            self._failed.say(error)

    @contextmanager
    def lock(self, space: str, key: str) -> Iterator[bool]:
        """Hold a key among all workers; gives whether another held it first."""
        path = self._folder / space / f"{key}.lock"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        except OSError as error:
            self._failed.say(error)
            yield False
            return
        try:
            yield _waited(descriptor)
        finally:
            # Whoever waits on the unlinked file only computes once more.
            path.unlink(missing_ok=True)
            os.close(descriptor)

    def keep_only(self, space: str) -> None:
        """Remove every other space."""
        folders = self._folder.iterdir() if self._folder.is_dir() else ()
        for folder in folders:
            if folder.name != space:
                shutil.rmtree(folder, ignore_errors=True)

    def _sweep(self, folder: Path) -> None:
        files = sorted((entry.stat().st_mtime, entry.stat().st_size, entry.path) for entry in os.scandir(folder))
        excess = sum(size for _, size, _ in files) - MOST_FILE_BYTES
        for _, size, path in files:
            if excess <= 0:
                return
            Path(path).unlink(missing_ok=True)
            excess -= size


def _waited(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return False
    except BlockingIOError:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        return True


def measured(folder: Path) -> tuple[int, int]:
    """How many answers a folder of files holds, and their bytes. A file may go while it is looked at."""
    sizes = []
    for path in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):
            sizes += [path.stat().st_size] if path.is_file() else []
    return len(sizes), sum(sizes)
