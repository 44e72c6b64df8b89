"""Changes that wait for a second person, and the metric definitions that were approved."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Integer, String, Table, Text

from dashapp.db.accounts import ACCOUNTS

CHANGES = Table(
    "changes",
    ACCOUNTS,
    Column("change_id", Integer, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("proposed_at", BigInteger, nullable=False),
    Column("proposer_id", Integer, nullable=False),
    Column("proposer", String(64), nullable=False),
    Column("decided_at", BigInteger),
    Column("decider_id", Integer),
    Column("decider", String(64)),
    Column("note", Text),
    CheckConstraint("state in ('waiting', 'approved', 'refused', 'expired')", name="state"),
    CheckConstraint("decider_id is null or decider_id <> proposer_id", name="two_people"),
)

DEFINITIONS = Table(
    "approved_definitions",
    ACCOUNTS,
    Column("metric", String(64), primary_key=True),
    Column("hash", String(64), nullable=False),
    Column("definition", JSON, nullable=False),
    Column("approved_at", BigInteger, nullable=False),
    Column("approved_by", String(64), nullable=False),
    Column("change_id", Integer, nullable=False),
)
