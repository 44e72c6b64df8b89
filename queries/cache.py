"""The cache of this process: least recently used by bytes, and identical questions in flight asked once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from queries.shared_cache import SharedCache

MEMORY_BYTES = 128 * 1024 * 1024
LARGEST_ENTRY = 8 * 1024 * 1024

Value = TypeVar("Value")


class Memory:
    """Entries by key, least recently used thrown out once their bytes exceed the bound."""

    def __init__(self, most_bytes: int = MEMORY_BYTES) -> None:
        self._most, self._bytes = most_bytes, 0
        self._entries: OrderedDict[str, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Any | None:
        """The entry, marked as used, or None."""
        with self._lock:
            found = self._entries.get(key)
            if found is None:
                return None
            self._entries.move_to_end(key)
            return found[0]

    def put(self, key: str, value: Any, size: int) -> None:
        """Keep an entry of that many bytes."""
        with self._lock:
            self._bytes += size - self._entries.pop(key, (None, 0))[1]
            self._entries[key] = (value, size)
            while self._bytes > self._most:
                self._bytes -= self._entries.popitem(last=False)[1][1]

    def clear(self) -> None:
        """Throw everything out."""
        with self._lock:
            self._entries.clear()
            self._bytes = 0


@dataclass
class _Flight:
    landed: threading.Event = field(default_factory=threading.Event)
    value: Any = None
    error: BaseException | None = None


class Flights:
    """Single flight: of several threads with one key, the first works and the others get its result or its error."""

    def __init__(self) -> None:
        self._flying: dict[str, _Flight] = {}
        self._lock = threading.Lock()

    def once(self, key: str, make: Callable[[], Value]) -> Value:
        """The result of `make`, made by this thread or by the one that is already at it."""
        with self._lock:
            flight = self._flying.get(key)
            leading = flight is None
            if flight is None:
                flight = self._flying[key] = _Flight()
        if leading:
            return self._lead(key, flight, make)
        flight.landed.wait()
        if flight.error is not None:
            raise flight.error
        return flight.value

    def _lead(self, key: str, flight: _Flight, make: Callable[[], Value]) -> Value:
        try:
            flight.value = make()
            return flight.value
        except BaseException as error:
            flight.error = error
            raise
        finally:
            with self._lock:
                del self._flying[key]
            flight.landed.set()


@dataclass(frozen=True)
class Codec(Generic[Value]):
    """How a value is written to the shared level and read back."""

    write: Callable[[Value], bytes]
    read: Callable[[bytes], Value]


class Cache:
    """Two levels: this process, then what all workers share. Keys carry the data version."""

    def __init__(self, shared: SharedCache, most_bytes: int = MEMORY_BYTES) -> None:
        self.shared = shared
        self._most_bytes = most_bytes
        self.forget()

    def fetch(self, space: str, key: str, codec: Codec[Value], make: Callable[[], Value]) -> Value:
        """The value of a key in a version's space, made once however many threads and workers ask."""
        held = self._memory.get(key)
        if held is not None:
            return held
        return self._flights.once(key, lambda: self._fill(space, key, codec, make))

    def keep_only(self, space: str) -> None:
        """Remove the entries of every other version, on both levels."""
        self._memory.clear()
        self.shared.keep_only(space)

    def forget(self) -> None:
        """Start afresh in a forked child, whose locks may have been held by threads that do not exist there."""
        self._memory, self._flights = Memory(self._most_bytes), Flights()

    def _fill(self, space: str, key: str, codec: Codec[Value], make: Callable[[], Value]) -> Value:
        held = self._memory.get(key)
        if held is not None:
            return held
        found = self._shared(space, key, codec)
        if found is not None:
            return found
        with self.shared.lock(space, key) as waited:
            found = self._shared(space, key, codec) if waited else None
            return found if found is not None else self._made(space, key, codec, make)

    def _shared(self, space: str, key: str, codec: Codec[Value]) -> Value | None:
        written = self.shared.get(space, key)
        if written is None:
            return None
        value = codec.read(written)
        self._memory.put(key, value, len(written))
        return value

    def _made(self, space: str, key: str, codec: Codec[Value], make: Callable[[], Value]) -> Value:
        value = make()
        written = codec.write(value)
        if len(written) <= LARGEST_ENTRY:
            self.shared.put(space, key, written)
            self._memory.put(key, value, len(written))
        return value
