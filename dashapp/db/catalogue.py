"""What people add to the catalogue: certified metrics, targets, SELECTs of their own, and how long a query last took."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Float, ForeignKey, Integer, String, Table, Text, false

from dashapp.db.accounts import ACCOUNTS

CERTIFICATIONS = Table(
    "certifications",
    ACCOUNTS,
    Column("certification_id", Integer, primary_key=True),
    Column("metric", String(64), nullable=False, index=True),
    Column("hash", String(64), nullable=False),
    Column("definition", JSON, nullable=False),
    Column("note", Text, nullable=False),
    Column("certified_at", BigInteger, nullable=False),
    Column("certifier_id", Integer, nullable=False),
    Column("certifier", String(64), nullable=False),
    Column("ended_at", BigInteger),
    Column("ended_because", Text),
)

# One row each time that somebody said what counts from a month on. No row is changed: of one month, the latest counts.
TARGETS = Table(
    "targets",
    ACCOUNTS,
    Column("target_id", Integer, primary_key=True),
    Column("metric", String(64), nullable=False, index=True),
    Column("from_month", String(10), nullable=False),  # first day
    Column("value", Float(53)),  # nothing: no target counts from then on
    Column("measured_in", String(16), nullable=False),  # unit of the metric; the currency where that is money
    Column("note", Text, nullable=False),
    Column("set_at", BigInteger, nullable=False),
    Column("setter_id", Integer, nullable=False),
    Column("setter", String(64), nullable=False),
)

SAVED_QUERIES = Table(
    "saved_queries",
    ACCOUNTS,
    Column("saved_query_id", Integer, primary_key=True),
    Column("owner_id", Integer, ForeignKey("users.user_id"), nullable=False, index=True),
    Column("owner", String(64), nullable=False),
    Column("title", String(120), nullable=False),
    Column("text", Text, nullable=False),
    Column("is_shared", Boolean(create_constraint=False), nullable=False, server_default=false()),
    Column("changed_at", BigInteger, nullable=False),
)

QUERY_RUNS = Table(
    "query_runs",
    ACCOUNTS,
    Column("name", String(200), primary_key=True),
    Column("ran_at", BigInteger, nullable=False),
    Column("ran_by", String(64), nullable=False),
    Column("milliseconds", Float(53), nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("engine", String(16), nullable=False),
)
