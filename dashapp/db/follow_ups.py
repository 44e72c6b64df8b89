"""What became of detractors: one follow-up an answer, who has it, until when, and how it ended. Numbers only, no words of anybody."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Integer, String, Table, Text, UniqueConstraint

from dashapp.db.accounts import ACCOUNTS

OUTCOMES = ("made good", "explained", "not reached", "nothing to do")
FOLLOW_UPS = Table(
    "follow_ups",
    ACCOUNTS,
    Column("follow_up_id", Integer, primary_key=True),
    Column("source", Text, nullable=False),
    Column("survey_id", Text, nullable=False),
    Column("customer_id", Text, nullable=False),
    Column("order_id", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("score", Integer, nullable=False),
    Column("answered_date", String(10), nullable=False),
    Column("opened_at", BigInteger, nullable=False, index=True),
    # Until when it counts as in time, whatever day somebody sets.
    Column("in_time_until", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("assignee", String(64)),
    Column("outcome", String(16)),
    Column("closed_at", BigInteger),
    Column("closed_by", String(64)),
    UniqueConstraint("source", "survey_id"),
    CheckConstraint(f"outcome in {OUTCOMES}", name="outcome"),
)
