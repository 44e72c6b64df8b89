"""Searches for duplicate customers, the pairs that they propose, answers about them, and merges."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Create the four tables."""
    _runs()
    _pairs()
    _answers()
    _merges()


def _runs() -> None:
    op.create_table(
        "duplicate_runs",
        sa.Column("run_id", sa.Integer, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("load_id", sa.BigInteger, nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("asked_by", sa.String(64), nullable=False),
        sa.Column("accounts", sa.BigInteger, nullable=False),
        sa.Column("compared", sa.BigInteger, nullable=False),
        sa.Column("answers", sa.BigInteger, nullable=False),
        sa.Column("milliseconds", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_duplicate_runs_source", "duplicate_runs", ["source"])


def _pairs() -> None:
    op.create_table(
        "duplicate_pairs",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("left_id", sa.Text, primary_key=True),
        sa.Column("right_id", sa.Text, primary_key=True),
        sa.Column("probability", sa.Float(53), nullable=False),
        sa.Column("band", sa.String(8), nullable=False),
        sa.Column("draw", sa.Integer, nullable=False),
        sa.Column("evidence", sa.JSON, nullable=False),
        sa.CheckConstraint("band in ('auto', 'review', 'ignore')", name="band"),
    )


def _answers() -> None:
    op.create_table(
        "duplicate_answers",
        sa.Column("answer_id", sa.Integer, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("left_id", sa.Text, nullable=False),
        sa.Column("right_id", sa.Text, nullable=False),
        sa.Column("answer", sa.String(16), nullable=False),
        sa.Column("band", sa.String(8), nullable=False),
        sa.Column("probability", sa.Float(53), nullable=False),
        sa.Column("answered_at", sa.BigInteger, nullable=False),
        sa.Column("answered_by", sa.String(64), nullable=False),
        sa.UniqueConstraint("source", "left_id", "right_id", name="uq_duplicate_answers_pair"),
        sa.CheckConstraint("answer in ('same', 'different', 'undecided')", name="answer"),
        sa.CheckConstraint("band in ('auto', 'review', 'ignore')", name="band"),
    )


def _merges() -> None:
    op.create_table(
        "duplicate_merges",
        sa.Column("merge_id", sa.Integer, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("members", sa.JSON, nullable=False),
        sa.Column("survivor_id", sa.Text, nullable=False),
        sa.Column("band", sa.String(8), nullable=False),
        sa.Column("keeps", sa.JSON, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("proposed_at", sa.BigInteger, nullable=False),
        sa.Column("approved_at", sa.BigInteger),
        sa.Column("approved_by", sa.String(64)),
        sa.Column("undone_at", sa.BigInteger),
        sa.Column("undone_by", sa.String(64)),
        sa.CheckConstraint("band in ('auto', 'review')", name="band"),
        sa.CheckConstraint("state in ('proposed', 'approved', 'undone')", name="state"),
    )
    op.create_index("ix_duplicate_merges_source", "duplicate_merges", ["source"])
    op.create_index("ix_duplicate_merges_state", "duplicate_merges", ["state"])
