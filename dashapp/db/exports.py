"""The export register of the accounts database: every download, and every request for one that needs a second person."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Integer, String, Table, Text

from dashapp.db.accounts import ACCOUNTS

STATUSES = ("done", "waiting", "approved", "refused", "expired")

# `subject` is a card or a page, `search` its filters as a query string, `grid` the card's own filters and order as JSON text.
EXPORT_REGISTER = Table(
    "export_register",
    ACCOUNTS,
    Column("number", Integer, primary_key=True),
    Column("user_id", Integer, nullable=False, index=True),
    Column("user_name", String(64), nullable=False),
    Column("asked_at", BigInteger, nullable=False, index=True),
    Column("subject", String(200), nullable=False),
    Column("search", Text, nullable=False),
    Column("grid", Text, nullable=False),
    Column("format", String(8), nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("columns", JSON, nullable=False),
    Column("masked_tags", JSON, nullable=False),
    Column("sensitivity", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("status", String(16), nullable=False, index=True),
    Column("decided_by", Integer),
    Column("decided_at", BigInteger),
    Column("done_at", BigInteger),
    CheckConstraint("status in ('done', 'waiting', 'approved', 'refused', 'expired')", name="status"),
)
