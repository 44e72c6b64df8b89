"""What became of checks that failed: one incident a check, everything that happened to it, and failures that people waived."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Integer, String, Table, Text

from dashapp.db.accounts import ACCOUNTS

QUALITY_INCIDENTS = Table(
    "quality_incidents",
    ACCOUNTS,
    Column("incident_id", Integer, primary_key=True),
    # One row a check, however often it fails: what is reopened was resolved once, not twice.
    Column("check_name", String(200), nullable=False, unique=True),
    Column("table_name", String(64), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("owner", String(64), nullable=False),
    Column("assignee", String(64)),
    Column("status", String(16), nullable=False),
    Column("first_opened_at", BigInteger, nullable=False),
    # Of the last time that it was opened, as are the moments below.
    Column("opened_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("acknowledged_at", BigInteger),
    Column("resolved_at", BigInteger),
    Column("reopened", Integer, nullable=False),
    # Who was told when it opened, or why nobody was; null where nobody is to be told.
    Column("told", Text),
    # The last run that found it failing. No foreign key: results are kept for a time, incidents for good.
    Column("run_id", Integer, nullable=False),
    CheckConstraint("status in ('new', 'acknowledged', 'in progress', 'resolved')", name="status"),
)

QUALITY_INCIDENT_EVENTS = Table(
    "quality_incident_events",
    ACCOUNTS,
    Column("event_id", Integer, primary_key=True),
    Column("incident_id", Integer, ForeignKey("quality_incidents.incident_id"), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    Column("by_name", String(64), nullable=False),
    Column("event", String(16), nullable=False),
    Column("words", Text, nullable=False),
)

QUALITY_WAIVERS = Table(
    "quality_waivers",
    ACCOUNTS,
    Column("waiver_id", Integer, primary_key=True),
    Column("check_name", String(200), nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", String(64), nullable=False),
    # The first moment at which it holds no more.
    Column("ends_at", BigInteger, nullable=False),
)
