"""What became of checks that failed: incidents with everything that happened to them, and failures that people waived for a time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Create the three tables."""
    _incidents()
    _events()
    _waivers()


def _incidents() -> None:
    op.create_table(
        "quality_incidents",
        sa.Column("incident_id", sa.Integer, primary_key=True),
        sa.Column("check_name", sa.String(200), nullable=False, unique=True),
        sa.Column("table_name", sa.String(64), nullable=False),
        sa.Column("severity", sa.String(16), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("assignee", sa.String(64)),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("first_opened_at", sa.BigInteger, nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("acknowledged_at", sa.BigInteger),
        sa.Column("resolved_at", sa.BigInteger),
        sa.Column("reopened", sa.Integer, nullable=False),
        sa.Column("told", sa.Text),
        sa.Column("run_id", sa.Integer, nullable=False),
        sa.CheckConstraint("status in ('new', 'acknowledged', 'in progress', 'resolved')", name="status"),
    )


def _events() -> None:
    op.create_table(
        "quality_incident_events",
        sa.Column("event_id", sa.Integer, primary_key=True),
        sa.Column("incident_id", sa.Integer, sa.ForeignKey("quality_incidents.incident_id"), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by_name", sa.String(64), nullable=False),
        sa.Column("event", sa.String(16), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
    )
    op.create_index("ix_quality_incident_events_incident_id", "quality_incident_events", ["incident_id"])


def _waivers() -> None:
    op.create_table(
        "quality_waivers",
        sa.Column("waiver_id", sa.Integer, primary_key=True),
        sa.Column("check_name", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("made_by", sa.String(64), nullable=False),
        sa.Column("ends_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_quality_waivers_check_name", "quality_waivers", ["check_name"])
