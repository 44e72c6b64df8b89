"""Requests of data subjects and what was erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Requests, hashes that recognise the erased, and retention rules that somebody changed."""
    op.create_table(
        "subject_requests",
        sa.Column("request_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("subjects", sa.JSON, nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("handled_at", sa.BigInteger),
        sa.Column("handled_by", sa.String(64)),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("request_id", name="pk_subject_requests"),
        sa.CheckConstraint("kind in ('access', 'erasure')", name="ck_subject_requests_kind"),
        sa.CheckConstraint("status in ('open', 'exported', 'erased', 'refused')", name="ck_subject_requests_status"),
    )
    op.create_index("ix_subject_requests_status", "subject_requests", ["status"])
    op.create_table(
        "erased_identifiers",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("key_check", sa.String(16), nullable=False),
        sa.Column("erased_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_erased_identifiers"),
    )
    op.create_table(
        "retention_rules",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("changed_by", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_retention_rules"),
    )
