"""Win-back actions: who is to be won back with what, who was held out, and what came of it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Float, ForeignKey, Index, Integer, String, Table, Text

from dashapp.db.accounts import ACCOUNTS

WINBACK_ACTIONS = Table(
    "winback_actions",
    ACCOUNTS,
    Column("action_id", Integer, primary_key=True),
    Column("title", String(120), nullable=False),
    Column("offer", Text, nullable=False),
    Column("owner", String(64), nullable=False),
    # Which bands of loss at stake and which main reason the list was chosen by; a null reason is any.
    Column("bands", String(32), nullable=False),
    Column("reason", String(64)),
    Column("holdout_share", Float, nullable=False),
    Column("planned_days", Integer, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("started_by", String(64), nullable=False),
    # Days of the shop, both included: orders of these days are the answer.
    Column("first_date", String(10), nullable=False),
    Column("last_date", String(10), nullable=False),
    # The published version whose scores the list was chosen by, and the share of the list that was expected to order anyway.
    Column("version", Integer, nullable=False),
    Column("expected_rate", Float, nullable=False),
    # The least lift that such a list shows in four of five cases; null without a hold-out, as is the lift that it showed.
    Column("detectable", Float),
    Column("stopped_at", BigInteger),
    Column("measured_at", BigInteger),
    Column("lift", Float),
    Column("lift_low", Float),
    Column("lift_high", Float),
    CheckConstraint("holdout_share >= 0 and holdout_share <= 0.5", name="holdout_share"),
)

WINBACK_MEMBERS = Table(
    "winback_members",
    ACCOUNTS,
    Column("member_id", Integer, primary_key=True),
    Column("action_id", Integer, ForeignKey("winback_actions.action_id"), nullable=False),
    # The account as the shop knows it: keys of published tables change from build to build.
    Column("source", String(64), nullable=False),
    Column("customer_id", String(200), nullable=False),
    Column("is_held_out", Boolean(create_constraint=False), nullable=False),
    # Whether they may be written to by what is published now; who withdraws consent leaves the list, not the comparison.
    Column("may_email", Boolean(create_constraint=False), nullable=False),
    # Null until the planned days are over.
    Column("has_ordered", Boolean(create_constraint=False)),
    Index("ix_winback_members_customer", "action_id", "source", "customer_id", unique=True),
)
