"""A SQLAlchemy engine whose connection is the other process of jobs.bulk_process: the same statements, and Arrow besides."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import pyarrow
import pyarrow.ipc
import sqlalchemy
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import StaticPool

HERE = Path(__file__).parents[1]


class BulkConnection:
    """The other process as a DBAPI connection. Errors are those of sqlite3, which SQLAlchemy knows."""

    def __init__(self, path: Path) -> None:
        command = [sys.executable, "-m", "jobs.bulk_process", str(path)]
        self._process = subprocess.Popen(command, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._has_begun = False
        # Whoever reads holds it until the last row.
        self.conversation = threading.RLock()

    def cursor(self) -> BulkCursor:
        """A cursor; there is one conversation, so answers are read whole."""
        return BulkCursor(self)

    def insert(self, table: str, arriving: pyarrow.RecordBatchReader) -> int:
        """Insert every batch; the batches' columns are columns of the table. Returns the number of rows."""
        with self.conversation:
            # When the process ends meanwhile, its answer says why.
            with contextlib.suppress(BrokenPipeError):
                self._say(do="insert", table=table)
                with pyarrow.ipc.new_stream(self._incoming, arriving.schema) as leaving:
                    for batch in arriving:
                        leaving.write_batch(batch)
                self._incoming.flush()
            return int(self._answer()["changed"])

    def read(self, statement: str) -> pyarrow.RecordBatchReader:
        """The rows of a SELECT; they have to be read to the end before the next statement, within the conversation."""
        self.ask(do="read", statement=statement)
        return pyarrow.ipc.open_stream(self._outgoing)

    def ask(self, **order: object) -> dict[str, Any]:
        """Give an order and wait for the answer."""
        with self.conversation:
            with contextlib.suppress(BrokenPipeError):
                self._say(**order)
            return self._answer()

    def begin(self) -> None:
        """Begin to write, once nobody else does."""
        self.cursor().execute("begin immediate")
        self._has_begun = True

    def commit(self) -> None:
        """End the transaction. The log is as large as it was; jobs.bulk.empty_log gives its disk space back."""
        if self._has_begun:
            self._has_begun = False
            self.cursor().execute("commit")

    def rollback(self) -> None:
        """Take the transaction back. A process that failed has ended, and done so."""
        if self._has_begun:
            self._has_begun = False
            with contextlib.suppress(sqlite3.OperationalError):
                self.cursor().execute("rollback")

    def close(self) -> None:
        """End the process. What was not committed never was."""
        self._process.kill()
        self._process.communicate()

    def _say(self, **order: object) -> None:
        self._incoming.write(json.dumps(order).encode() + b"\n")
        self._incoming.flush()

    def _answer(self) -> dict[str, Any]:
        line = self._outgoing.readline()
        if not line:
            raise sqlite3.OperationalError("the process that writes the warehouse ended")
        words = json.loads(line)
        if "error" in words:
            raise (sqlite3.IntegrityError if words["is_integrity"] else sqlite3.OperationalError)(words["error"])
        return words

    @property
    def _incoming(self) -> IO[bytes]:
        return self._process.stdin  # type: ignore[return-value]

    @property
    def _outgoing(self) -> IO[bytes]:
        return self._process.stdout  # type: ignore[return-value]


class BulkCursor:
    """As much of a DBAPI cursor as SQLAlchemy needs."""

    arraysize = 1

    def __init__(self, connection: BulkConnection) -> None:
        self._connection = connection
        self.description: list[tuple[Any, ...]] | None = None
        self.rowcount, self.lastrowid = -1, None
        self._rows: Iterator[tuple[Any, ...]] = iter(())

    def execute(self, statement: str, values: Sequence[Any] = ()) -> None:
        """Run one statement."""
        answer = self._connection.ask(do="run", statement=statement, values=list(values))
        self.description = [(name, *[None] * 6) for name in answer["names"]] or None
        self.rowcount, self.lastrowid = -1 if answer["changed"] is None else answer["changed"], answer["last"]
        self._rows = map(tuple, answer["rows"])

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row."""
        for row in rows:
            self.execute(statement, row)

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row."""
        return next(self._rows, None)

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Every row that is left."""
        return list(self._rows)

    def close(self) -> None:
        """Nothing is held."""


@contextlib.contextmanager
def bulk_engine(path: Path) -> Iterator[Engine]:
    """An engine of one connection, whose process starts at once and is gone after."""
    connection = BulkConnection(path)
    engine = sqlalchemy.create_engine("sqlite+native://", creator=lambda: connection, poolclass=StaticPool)
    event.listen(engine, "begin", _begin)
    try:
        yield engine
    finally:
        engine.dispose()
        connection.close()


def _begin(connection: Connection) -> None:
    connection.connection.driver_connection.begin()  # type: ignore[union-attr]
