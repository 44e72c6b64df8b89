"""Measures of the desk's health that passed their limits, and who was told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Create the table; of one measure, one row is open at a time."""
    op.create_table(
        "health_crossings",
        sa.Column("crossing_id", sa.Integer, primary_key=True),
        sa.Column("measure", sa.String(40), nullable=False),
        sa.Column("value", sa.Float(53)),
        sa.Column("most", sa.Float(53), nullable=False),
        sa.Column("began_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("told_at", sa.BigInteger),
        sa.Column("told", sa.Text, nullable=False, server_default=""),
    )
    is_open = sa.text("ended_at is null")
    op.create_index(
        "ix_health_crossings_open", "health_crossings", ["measure"], unique=True, sqlite_where=is_open, postgresql_where=is_open
    )
