"""Segments that people make, and every version of them: what was handed out a month ago can be told from what it is now."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Integer, String, Table, Text

from dashapp.db.accounts import ACCOUNTS

SAVED_SEGMENTS = Table(
    "saved_segments",
    ACCOUNTS,
    Column("segment_id", Integer, primary_key=True),
    Column("owner_id", Integer, ForeignKey("users.user_id"), nullable=False, index=True),
    Column("owner", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("ended_at", BigInteger),
)

SEGMENT_VERSIONS = Table(
    "segment_versions",
    ACCOUNTS,
    Column("segment_id", Integer, ForeignKey("saved_segments.segment_id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("title", String(120), nullable=False),
    Column("rule", JSON, nullable=False),
    Column("reason", Text, nullable=False),
    Column("action", Text, nullable=False),
    # The roles that may open it, none for its owner's alone.
    Column("shared_with", JSON, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
)
