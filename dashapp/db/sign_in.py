"""What signing in needs beyond a password: one-time links, second factors, and who somebody is at a provider."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from dashapp.db.accounts import ACCOUNTS

ONE_TIME_LINKS = Table(
    "one_time_links",
    ACCOUNTS,
    Column("token_hash", String(64), primary_key=True),
    Column("user_id", Integer, ForeignKey("users.user_id"), nullable=False, index=True),
    Column("expires_at", BigInteger, nullable=False),
)

# The secret is sealed. A factor that is not confirmed is asked of nobody. A code's step is used up with it.
SECOND_FACTORS = Table(
    "second_factors",
    ACCOUNTS,
    Column("user_id", Integer, ForeignKey("users.user_id"), primary_key=True, autoincrement=False),
    Column("secret", Text, nullable=False),
    Column("confirmed_at", BigInteger),
    Column("last_step", BigInteger, nullable=False),
)

RECOVERY_CODES = Table(
    "recovery_codes",
    ACCOUNTS,
    Column("code_hash", String(64), primary_key=True),
    Column("user_id", Integer, ForeignKey("users.user_id"), nullable=False, index=True),
    Column("used_at", BigInteger),
)

IDENTITIES = Table(
    "identities",
    ACCOUNTS,
    Column("identity_id", Integer, primary_key=True),
    Column("issuer", String(255), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("user_id", Integer, ForeignKey("users.user_id"), nullable=False, index=True),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("issuer", "subject"),
)

# The provider's tokens, sealed; when it was last asked about the person, and when it last answered.
PROVIDER_SESSIONS = Table(
    "provider_sessions",
    ACCOUNTS,
    Column("session_id", Integer, ForeignKey("sessions.session_id"), primary_key=True, autoincrement=False),
    Column("tokens", Text, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("answered_at", BigInteger, nullable=False),
)
