"""The register of exports and their approvals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the register, empty: downloads of earlier releases are in the audit trail."""
    op.create_table(
        "export_register",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("user_id", sa.Integer, nullable=False),
        sa.Column("user_name", sa.String(64), nullable=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("search", sa.Text, nullable=False),
        sa.Column("grid", sa.Text, nullable=False),
        sa.Column("format", sa.String(8), nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("columns", sa.JSON, nullable=False),
        sa.Column("masked_tags", sa.JSON, nullable=False),
        sa.Column("sensitivity", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("decided_by", sa.Integer),
        sa.Column("decided_at", sa.BigInteger),
        sa.Column("done_at", sa.BigInteger),
        sa.CheckConstraint("status in ('done', 'waiting', 'approved', 'refused', 'expired')", name="status"),
    )
    for name in ("asked_at", "status", "user_id"):
        op.create_index(f"ix_export_register_{name}", "export_register", [name])
