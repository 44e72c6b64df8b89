"""Tokens of the API: who holds one, what it opens, and how often it was used within the minute."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Integer, String, Table

from dashapp.db.accounts import ACCOUNTS

# The secret is stored nowhere, only its hash; `prefix` is what lists show, so that people can tell their tokens apart.
API_TOKENS = Table(
    "api_tokens",
    ACCOUNTS,
    Column("token_id", Integer, primary_key=True),
    Column("user_id", Integer, ForeignKey("users.user_id"), nullable=False, index=True),
    Column("name", String(64), nullable=False),
    Column("prefix", String(16), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("opens", JSON, nullable=False),
    Column("scope", JSON, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("last_used_at", BigInteger),
    Column("last_address", String(64)),
    Column("revoked_at", BigInteger),
)

# One row a token and one an address: the calls of its latest minute.
API_CALLS = Table(
    "api_calls",
    ACCOUNTS,
    Column("key", String(80), primary_key=True),
    Column("minute", BigInteger, nullable=False, index=True),
    Column("calls", Integer, nullable=False),
)
