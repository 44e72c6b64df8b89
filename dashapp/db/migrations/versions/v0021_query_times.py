"""How long queries of pages took, counted by day and length, and the limit of how many may be slow."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

LIMIT = {
    "measure": "slow_queries_percent",
    "most": 5.0,
    "from_at": 0,
    "set_by": "release",
    "reason": "Nineteen of twenty questions are answered before somebody looks away.",
}


def upgrade() -> None:
    """Create the table, and the first limit."""
    op.create_table(
        "query_times",
        sa.Column("day_at", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(200), primary_key=True),
        sa.Column("at_most", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("runs", sa.BigInteger, nullable=False),
        sa.Column("slowest", sa.Float(53), nullable=False),
    )
    limits = sa.table("health_limits", *(sa.column(name) for name in LIMIT))
    op.bulk_insert(limits, [LIMIT])
