"""What keeps the desk itself well: runs of its jobs, sizes of its tables and times of its queries, and the limits of its health."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Float, Index, Integer, String, Table, Text

from dashapp.db.accounts import ACCOUNTS

# Loads, builds and checks keep runs of their own, with figures of their own.
JOB_RUNS = Table(
    "job_runs",
    ACCOUNTS,
    Column("run_id", Integer, primary_key=True),
    Column("task", String(32), nullable=False, index=True),
    Column("about", String(200), nullable=False, server_default=""),
    Column("asked_by", String(64), nullable=False),
    # Machine, number and start of the process at work, to tell a running job from a dead one.
    Column("process", String(120), nullable=False),
    Column("began_at", BigInteger, nullable=False, index=True),
    Column("ended_at", BigInteger),
    Column("state", String(16), nullable=False),
    Column("said", Text, nullable=False, server_default=""),
    # What it handled, where that can be counted.
    Column("rows", BigInteger),
    Column("bytes", BigInteger),
    CheckConstraint("state in ('running', 'done', 'failed', 'stopped')", name="state"),
)

# One row a table of either database, each time somebody measured.
TABLE_SIZES = Table(
    "table_sizes",
    ACCOUNTS,
    Column("measured_at", BigInteger, primary_key=True, autoincrement=False),
    Column("database_name", String(16), primary_key=True),
    Column("table_name", String(64), primary_key=True),
    Column("engine", String(16), nullable=False),
    Column("rows", BigInteger, nullable=False),
    # Null where the engine does not tell.
    Column("bytes", BigInteger),
    Column("index_bytes", BigInteger),
    Column("dead_rows", BigInteger),
    Column("unused_bytes", BigInteger),
    Column("statistics_at", BigInteger),
)

# The same of indexes; the latest measurement only, as engines count uses since they were started.
INDEX_SIZES = Table(
    "index_sizes",
    ACCOUNTS,
    Column("database_name", String(16), primary_key=True),
    Column("index_name", String(80), primary_key=True),
    Column("table_name", String(64), nullable=False),
    Column("engine", String(16), nullable=False),
    Column("is_unique", Integer, nullable=False),
    Column("bytes", BigInteger),
    Column("uses", BigInteger),
    Column("measured_at", BigInteger, nullable=False),
)

# The limit of a measure that counts is the row with the latest `from_at` that has come.
HEALTH_LIMITS = Table(
    "health_limits",
    ACCOUNTS,
    Column("limit_id", Integer, primary_key=True),
    Column("measure", String(40), nullable=False, index=True),
    Column("most", Float(53), nullable=False),
    Column("from_at", BigInteger, nullable=False),
    Column("set_by", String(64), nullable=False),
    Column("reason", Text, nullable=False),
)

# Once a measure and crossing: from when it was found beyond its limit to when it was found within it again.
HEALTH_CROSSINGS = Table(
    "health_crossings",
    ACCOUNTS,
    Column("crossing_id", Integer, primary_key=True),
    Column("measure", String(40), nullable=False),
    # Missing where it should have happened and never did.
    Column("value", Float(53)),
    Column("most", Float(53), nullable=False),
    Column("began_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    # Missing until somebody was told; `told` says whom, or why nobody was.
    Column("told_at", BigInteger),
    Column("told", Text, nullable=False, server_default=""),
)
_IS_OPEN = HEALTH_CROSSINGS.c.ended_at.is_(None)
# Of several processes that find the same at once, one opens it and tells.
Index("ix_health_crossings_open", HEALTH_CROSSINGS.c.measure, unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN)

# How long queries of pages took: runs of a day (the second at which it begins, UTC) that took at most so many milliseconds.
QUERY_TIMES = Table(
    "query_times",
    ACCOUNTS,
    Column("day_at", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(200), primary_key=True),
    Column("at_most", Integer, primary_key=True, autoincrement=False),
    Column("runs", BigInteger, nullable=False),
    Column("slowest", Float(53), nullable=False),
)
