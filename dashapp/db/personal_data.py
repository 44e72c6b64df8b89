"""Requests of data subjects, what recognises the erased, and how long what is kept. Nobody's name or address stands here."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Integer, String, Table, Text

from dashapp.db.accounts import ACCOUNTS

SUBJECT_REQUESTS = Table(
    "subject_requests",
    ACCOUNTS,
    Column("request_id", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("status", String(16), nullable=False, index=True),
    Column("subjects", JSON, nullable=False),  # source/customer number, or source/guest:hash
    Column("received_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("handled_at", BigInteger),
    Column("handled_by", String(64)),
    Column("reason", Text, nullable=False, server_default=""),
    CheckConstraint("kind in ('access', 'erasure')", name="kind"),
    CheckConstraint("status in ('open', 'exported', 'erased', 'refused')", name="status"),
)

# Only hashes with ERASURE_KEY: who has the table without the key cannot try addresses against it.
ERASED_IDENTIFIERS = Table(
    "erased_identifiers",
    ACCOUNTS,
    Column("hash", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("key_check", String(16), nullable=False),
    Column("erased_at", BigInteger, nullable=False),
)

# Rules that somebody changed; the others keep the days of the code.
RETENTION_RULES = Table(
    "retention_rules",
    ACCOUNTS,
    Column("name", String(40), primary_key=True),
    Column("days", Integer, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("changed_by", String(64), nullable=False),
)
