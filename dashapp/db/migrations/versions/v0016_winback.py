"""Win-back actions with everybody on their lists, held out or not."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0014"


def upgrade() -> None:
    """Create the two tables."""
    _actions()
    _members()


def _actions() -> None:
    op.create_table(
        "winback_actions",
        sa.Column("action_id", sa.Integer, primary_key=True),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("offer", sa.Text, nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("bands", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(64)),
        sa.Column("holdout_share", sa.Float, nullable=False),
        sa.Column("planned_days", sa.Integer, nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("started_by", sa.String(64), nullable=False),
        sa.Column("first_date", sa.String(10), nullable=False),
        sa.Column("last_date", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("expected_rate", sa.Float, nullable=False),
        sa.Column("detectable", sa.Float),
        sa.Column("stopped_at", sa.BigInteger),
        sa.Column("measured_at", sa.BigInteger),
        sa.Column("lift", sa.Float),
        sa.Column("lift_low", sa.Float),
        sa.Column("lift_high", sa.Float),
        sa.CheckConstraint("holdout_share >= 0 and holdout_share <= 0.5", name="holdout_share"),
    )


def _members() -> None:
    op.create_table(
        "winback_members",
        sa.Column("member_id", sa.Integer, primary_key=True),
        sa.Column("action_id", sa.Integer, sa.ForeignKey("winback_actions.action_id"), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("customer_id", sa.String(200), nullable=False),
        sa.Column("is_held_out", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("may_email", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("has_ordered", sa.Boolean(create_constraint=False)),
    )
    op.create_index("ix_winback_members_customer", "winback_members", ["action_id", "source", "customer_id"], unique=True)
