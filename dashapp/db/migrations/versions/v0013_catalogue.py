"""Certified metrics, saved queries, and the last run of each query from the catalogue."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Create the three tables."""
    op.create_table(
        "certifications",
        sa.Column("certification_id", sa.Integer, primary_key=True),
        sa.Column("metric", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("definition", sa.JSON, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("certified_at", sa.BigInteger, nullable=False),
        sa.Column("certifier_id", sa.Integer, nullable=False),
        sa.Column("certifier", sa.String(64), nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("ended_because", sa.Text),
    )
    op.create_index("ix_certifications_metric", "certifications", ["metric"])
    op.create_table(
        "saved_queries",
        sa.Column("saved_query_id", sa.Integer, primary_key=True),
        sa.Column("owner_id", sa.Integer, sa.ForeignKey("users.user_id"), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("is_shared", sa.Boolean(create_constraint=False), nullable=False, server_default=sa.false()),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_saved_queries_owner_id", "saved_queries", ["owner_id"])
    op.create_table(
        "query_runs",
        sa.Column("name", sa.String(200), primary_key=True),
        sa.Column("ran_at", sa.BigInteger, nullable=False),
        sa.Column("ran_by", sa.String(64), nullable=False),
        sa.Column("milliseconds", sa.Float(53), nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("engine", sa.String(16), nullable=False),
    )
