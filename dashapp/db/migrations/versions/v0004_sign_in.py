"""Second factors, one-time links and identities from elsewhere."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create their tables; nobody is break-glass, and sessions that are open began with a password."""
    op.add_column("users", sa.Column("break_glass", sa.Boolean(create_constraint=False), nullable=False, server_default=sa.false()))
    op.add_column("sessions", sa.Column("method", sa.String(16), nullable=False, server_default="password"))
    _links()
    _second_factors()
    _identities()


def _user(**options: Any) -> sa.Column[int]:
    return sa.Column("user_id", sa.Integer, sa.ForeignKey("users.user_id"), **options)


def _links() -> None:
    op.create_table(
        "one_time_links",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        _user(nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_one_time_links_user_id", "one_time_links", ["user_id"])


def _second_factors() -> None:
    op.create_table(
        "second_factors",
        _user(primary_key=True, autoincrement=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("confirmed_at", sa.BigInteger),
        sa.Column("last_step", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("code_hash", sa.String(64), primary_key=True),
        _user(nullable=False),
        sa.Column("used_at", sa.BigInteger),
    )
    op.create_index("ix_recovery_codes_user_id", "recovery_codes", ["user_id"])


def _identities() -> None:
    op.create_table(
        "identities",
        sa.Column("identity_id", sa.Integer, primary_key=True),
        sa.Column("issuer", sa.String(255), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        _user(nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("issuer", "subject", name="uq_identities_issuer"),
    )
    op.create_index("ix_identities_user_id", "identities", ["user_id"])
    op.create_table(
        "provider_sessions",
        sa.Column("session_id", sa.Integer, sa.ForeignKey("sessions.session_id"), primary_key=True, autoincrement=False),
        sa.Column("tokens", sa.Text, nullable=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("answered_at", sa.BigInteger, nullable=False),
    )
