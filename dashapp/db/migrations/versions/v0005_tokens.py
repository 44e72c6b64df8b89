"""Tokens of the API, how often they call, and service accounts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create both tables; the users there are stay people."""
    op.add_column("users", sa.Column("kind", sa.String(16), nullable=False, server_default="person"))
    _tokens()
    op.create_table(
        "api_calls",
        sa.Column("key", sa.String(80), primary_key=True),
        sa.Column("minute", sa.BigInteger, nullable=False),
        sa.Column("calls", sa.Integer, nullable=False),
    )
    op.create_index("ix_api_calls_minute", "api_calls", ["minute"])


def _tokens() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("token_id", sa.Integer, primary_key=True),
        sa.Column("user_id", sa.Integer, sa.ForeignKey("users.user_id"), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("prefix", sa.String(16), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("opens", sa.JSON, nullable=False),
        sa.Column("scope", sa.JSON, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("last_used_at", sa.BigInteger),
        sa.Column("last_address", sa.String(64)),
        sa.Column("revoked_at", sa.BigInteger),
    )
    op.create_index("ix_api_tokens_user_id", "api_tokens", ["user_id"])
