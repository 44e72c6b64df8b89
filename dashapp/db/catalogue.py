"""What people add to the catalogue: certified metrics, SELECTs of their own, and how long a query last took."""

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
