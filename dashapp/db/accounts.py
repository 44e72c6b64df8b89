"""The accounts database: who may come in, who is in, and what was done. Moments are whole seconds since 1970, UTC."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    false,
)

ACCOUNTS = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

USERS = Table(
    "users",
    ACCOUNTS,
    Column("user_id", Integer, primary_key=True),
    Column("name", String(64), nullable=False),
    Column("name_key", String(64), nullable=False, unique=True),
    Column("display_name", String(100), nullable=False),
    Column("email", String(254)),
    Column("role", String(32), nullable=False),
    Column("status", String(16), nullable=False),
    Column("scope", JSON, nullable=False),
    Column("password_hash", Text),
    Column("one_time_hash", String(64)),
    Column("one_time_expires_at", BigInteger),
    Column("must_change_password", Boolean(create_constraint=False), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("locale", String(16), nullable=False, server_default="en-GB"),
    Column("theme", String(8), nullable=False, server_default="auto"),
    Column("break_glass", Boolean(create_constraint=False), nullable=False, server_default=false()),
    CheckConstraint("status in ('active', 'inactive')", name="status"),
)

SESSIONS = Table(
    "sessions",
    ACCOUNTS,
    Column("session_id", Integer, primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("user_id", Integer, ForeignKey("users.user_id"), nullable=False, index=True),
    Column("created_at", BigInteger, nullable=False),
    Column("last_seen_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    # The user whose desk an admin looks at in this session.
    Column("viewing_as", Integer, ForeignKey("users.user_id")),
    Column("address", String(64), nullable=False),
    Column("user_agent", String(200), nullable=False),
    Column("method", String(16), nullable=False, server_default="password"),
)

# The key is a hash: people type passwords into the name field, and those must not stay behind in a table.
SIGN_IN_ATTEMPTS = Table(
    "sign_in_attempts",
    ACCOUNTS,
    Column("key", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("leaked_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False, index=True),
)

AUDIT_EVENTS = Table(
    "audit_events",
    ACCOUNTS,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False, index=True),
    Column("user_id", Integer, nullable=False, index=True),
    Column("actor", String(64), nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

# One row: the newest event. Updating it first is what makes two writers take turns, on either engine.
AUDIT_HEAD = Table(
    "audit_head",
    ACCOUNTS,
    Column("head_id", Integer, primary_key=True, autoincrement=False),
    Column("sequence", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
)
