"""Changes that a second person approves, and the metric definitions that were."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create both tables; locked periods are kept in the warehouse, with the data."""
    _changes()
    op.create_table(
        "approved_definitions",
        sa.Column("metric", sa.String(64), primary_key=True),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("definition", sa.JSON, nullable=False),
        sa.Column("approved_at", sa.BigInteger, nullable=False),
        sa.Column("approved_by", sa.String(64), nullable=False),
        sa.Column("change_id", sa.Integer, nullable=False),
    )


def _changes() -> None:
    op.create_table(
        "changes",
        sa.Column("change_id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("before", sa.JSON, nullable=False),
        sa.Column("after", sa.JSON, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("proposed_at", sa.BigInteger, nullable=False),
        sa.Column("proposer_id", sa.Integer, nullable=False),
        sa.Column("proposer", sa.String(64), nullable=False),
        sa.Column("decided_at", sa.BigInteger),
        sa.Column("decider_id", sa.Integer),
        sa.Column("decider", sa.String(64)),
        sa.Column("note", sa.Text),
        sa.CheckConstraint("state in ('waiting', 'approved', 'refused', 'expired')", name="state"),
        sa.CheckConstraint("decider_id is null or decider_id <> proposer_id", name="two_people"),
    )
    op.create_index("ix_changes_state", "changes", ["state"])
