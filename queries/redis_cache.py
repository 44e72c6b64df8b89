"""The shared cache level in Redis, when CACHE_URL names one."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import redis

from dashapp.errors import SettingError
from queries.shared_cache import Once

_REDIS_SECONDS = 7 * 24 * 3600


class RedisCache:
    """Redis keys under one prefix, which names the installation."""

    def __init__(self, url: str, prefix: str, lock_seconds: int) -> None:
        self._prefix, self._lock_seconds, self._failed = prefix, lock_seconds, Once()
        try:
            self._redis = redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)
            self._redis.ping()
            # Workers are forked later and open their own connections.
            self._redis.connection_pool.disconnect()
        except (redis.RedisError, ValueError, OSError) as error:
            raise SettingError(f"The cache of CACHE_URL does not answer: {error}. Start that Redis, or leave CACHE_URL empty.") from None

    def get(self, space: str, key: str) -> bytes | None:
        """The bytes of a key, or None."""
        try:
            found = self._redis.get(self._name(space, key))
            return found if isinstance(found, bytes) else None
        except (redis.RedisError, OSError) as error:
            self._failed.say(error)
            return None

    def put(self, space: str, key: str, value: bytes) -> None:
        """Keep bytes."""
        with self._forgiven():
            self._redis.set(self._name(space, key), value, ex=_REDIS_SECONDS)

    @contextmanager
    def lock(self, space: str, key: str) -> Iterator[bool]:
        """Hold a key among all workers; gives whether another held it first."""
        name, token = self._name(space, f"{key}.lock"), uuid.uuid4().hex
        waited = self._acquired(name, token)
        try:
            yield waited
        finally:
            with self._forgiven():
                if self._redis.get(name) == token.encode():
                    self._redis.delete(name)

    def keep_only(self, space: str) -> None:
        """Remove every other space."""
        with self._forgiven():
            old = [name for name in self._redis.scan_iter(f"{self._prefix}:*") if not name.startswith(f"{self._prefix}:{space}:".encode())]
            if old:
                self._redis.delete(*old)

    def _acquired(self, name: str, token: str) -> bool:
        """Wait until the lock is held or has run out; whether there was anything to wait for."""
        ends, waited = time.monotonic() + self._lock_seconds, False
        with self._forgiven():
            while not self._redis.set(name, token, nx=True, ex=self._lock_seconds) and time.monotonic() < ends:
                waited = True
                time.sleep(0.02)
        return waited

    def _name(self, space: str, key: str) -> str:
        return f"{self._prefix}:{space}:{key}"

    @contextmanager
    def _forgiven(self) -> Iterator[None]:
        try:
            yield
        except (redis.RedisError, OSError) as error:
            self._failed.say(error)
