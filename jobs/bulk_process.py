"""SQLite through ADBC, in a process of its own: `python -m jobs.bulk_process FILE`, driven over its standard streams.

ADBC writes and reads Arrow some three times faster than rows pass through Python, but it brings a SQLite of its own. Two in one
process drop each other's locks, and the first to close deletes the log under the other, so a process that has the warehouse open
must never load ADBC's. An order is a line of JSON, rows follow it or its answer as a stream of Arrow. When the orders end
without a commit, because whoever gave them died, nothing has happened.
"""

from __future__ import annotations

import json
import sys
from types import ModuleType
from typing import IO, Any

# ADBC would import it, to know datasets, of which it is given none; and with it pandas, which takes half of this process's start.
_DATASETS = ModuleType("pyarrow.dataset")
_DATASETS.Dataset = _DATASETS.Scanner = type("NoDataset", (), {})  # type: ignore[attr-defined]
sys.modules[_DATASETS.__name__] = _DATASETS

import adbc_driver_sqlite.dbapi as sqlite  # noqa: E402 what stands above has to come first
import pyarrow.ipc  # noqa: E402 what stands above has to come first

# Whoever gives the orders has the log emptied beside other things. Rows of an index that are looked at to count it; cache in KiB,
# negative as SQLite wants it: room for the pages of large tables, and for indexes to be sorted in.
PRAGMAS = (
    "analysis_limit = 1000",
    "busy_timeout = 30000",
    "synchronous = normal",
    "cache_size = -262144",
    "mmap_size = 2147483648",
    "threads = 2",
    "wal_autocheckpoint = 0",
)
READ_ROWS = "adbc.sqlite.query.batch_rows"
BATCH_ROWS = 16_384


class Server:
    """One open warehouse, and what it is asked over two pipes."""

    def __init__(self, cursor: sqlite.Cursor, incoming: IO[bytes], outgoing: IO[bytes]) -> None:
        self._cursor, self._incoming, self._outgoing = cursor, incoming, outgoing

    def serve(self) -> None:
        """Carry out orders until there are no more, or one fails."""
        while line := self._incoming.readline():
            order = json.loads(line)
            try:
                getattr(self, f"_{order.pop('do')}")(**order)
            except sqlite.Error as error:
                self._answer(error=str(error), is_integrity=isinstance(error, sqlite.IntegrityError))
                return

    def _run(self, statement: str, values: list[Any]) -> None:
        self._cursor.execute(statement, tuple(values) or None)
        names = [column[0] for column in self._cursor.description or ()]
        rows = self._cursor.fetchall() if names else []
        changed, last = (None, None) if names else self._changes()
        self._answer(names=names, rows=rows, changed=changed, last=last)

    def _changes(self) -> tuple[int, int]:
        self._cursor.execute("select changes(), last_insert_rowid()")
        return self._cursor.fetchall()[0]

    def _insert(self, table: str) -> None:
        with pyarrow.ipc.open_stream(self._incoming) as arriving:
            self._answer(changed=self._cursor.adbc_ingest(table, arriving, mode="append"))

    def _read(self, statement: str) -> None:
        self._cursor.adbc_statement.set_options(**{READ_ROWS: BATCH_ROWS})
        self._cursor.execute(statement)
        found = self._cursor.fetch_record_batch()
        self._answer()
        with pyarrow.ipc.new_stream(self._outgoing, found.schema) as leaving:
            for batch in found:
                leaving.write_batch(batch)
        self._outgoing.flush()

    def _answer(self, **words: object) -> None:
        self._outgoing.write(json.dumps(words).encode() + b"\n")
        self._outgoing.flush()


def main() -> None:
    """Serve the file that the command line names."""
    with sqlite.connect(sys.argv[1], autocommit=True) as connection, connection.cursor() as cursor:
        for pragma in PRAGMAS:
            cursor.execute(f"pragma {pragma}")
            cursor.fetchall()
        Server(cursor, sys.stdin.buffer, sys.stdout.buffer).serve()


if __name__ == "__main__":
    main()
