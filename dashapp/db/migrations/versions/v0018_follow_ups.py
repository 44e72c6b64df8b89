"""Follow-ups of detractors: who has each, until when, and how it ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "follow_ups",
        sa.Column("follow_up_id", sa.Integer, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("survey_id", sa.Text, nullable=False),
        sa.Column("customer_id", sa.Text, nullable=False),
        sa.Column("order_id", sa.Text, nullable=False),
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("score", sa.Integer, nullable=False),
        sa.Column("answered_date", sa.String(10), nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("in_time_until", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("assignee", sa.String(64)),
        sa.Column("outcome", sa.String(16)),
        sa.Column("closed_at", sa.BigInteger),
        sa.Column("closed_by", sa.String(64)),
        sa.UniqueConstraint("source", "survey_id"),
        sa.CheckConstraint("outcome in ('made good', 'explained', 'not reached', 'nothing to do')", name="outcome"),
    )
    op.create_index("ix_follow_ups_opened_at", "follow_ups", ["opened_at"])
