"""Targets of metrics, each from a month on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "targets",
        sa.Column("target_id", sa.Integer, primary_key=True),
        sa.Column("metric", sa.String(64), nullable=False),
        sa.Column("from_month", sa.String(10), nullable=False),
        sa.Column("value", sa.Float(53)),
        sa.Column("measured_in", sa.String(16), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("set_at", sa.BigInteger, nullable=False),
        sa.Column("setter_id", sa.Integer, nullable=False),
        sa.Column("setter", sa.String(64), nullable=False),
    )
    op.create_index("ix_targets_metric", "targets", ["metric"])
