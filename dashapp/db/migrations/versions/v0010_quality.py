"""Runs of the checks of the data, their results and profiles of columns, and the rules and freshness limits that people add."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Create the five tables."""
    _runs()
    _results()
    _columns()
    _rules()
    _limits()


def _runs() -> None:
    op.create_table(
        "quality_runs",
        sa.Column("run_id", sa.Integer, primary_key=True),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("finished_at", sa.BigInteger),
        sa.Column("cause", sa.String(16), nullable=False),
        sa.Column("asked_by", sa.String(64), nullable=False),
        sa.Column("is_whole", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("warehouse_version", sa.BigInteger, nullable=False),
        sa.Column("as_of_date", sa.String(10), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("milliseconds", sa.BigInteger),
        sa.CheckConstraint("cause in ('build', 'command', 'person')", name="cause"),
    )
    op.create_index("ix_quality_runs_started_at", "quality_runs", ["started_at"])


def _results() -> None:
    op.create_table(
        "quality_results",
        sa.Column("result_id", sa.Integer, primary_key=True),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("quality_runs.run_id"), nullable=False),
        sa.Column("check_name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("tier", sa.String(16), nullable=False),
        sa.Column("severity", sa.String(16), nullable=False),
        sa.Column("weight", sa.Integer, nullable=False),
        sa.Column("tolerance", sa.Float(53), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("table_name", sa.String(64), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("violations", sa.BigInteger),
        sa.Column("denominator", sa.BigInteger),
        sa.Column("share", sa.Float(53)),
        sa.Column("at_risk_cents", sa.BigInteger),
        sa.Column("milliseconds", sa.Float(53), nullable=False),
        sa.Column("message", sa.Text),
        sa.Column("definition_hash", sa.String(32), nullable=False),
        sa.CheckConstraint("status in ('pass', 'fail', 'warn', 'not applicable', 'error')", name="status"),
        sa.CheckConstraint("tier in ('validation', 'completeness', 'accuracy', 'consistency', 'anomaly')", name="tier"),
    )
    op.create_index("ix_quality_results_run_id", "quality_results", ["run_id"])
    op.create_index("ix_quality_results_check_name", "quality_results", ["check_name"])


def _columns() -> None:
    op.create_table(
        "quality_columns",
        sa.Column("run_id", sa.Integer, sa.ForeignKey("quality_runs.run_id"), primary_key=True),
        sa.Column("table_name", sa.String(64), primary_key=True),
        sa.Column("column_name", sa.String(64), primary_key=True),
        sa.Column("held", sa.BigInteger, nullable=False),
        sa.Column("nulls", sa.BigInteger, nullable=False),
        sa.Column("distinct_values", sa.BigInteger, nullable=False),
        sa.Column("least", sa.Text),
        sa.Column("greatest", sa.Text),
        sa.Column("top", sa.JSON),
        sa.Column("held_before", sa.BigInteger),
        sa.Column("nulls_before", sa.BigInteger),
        sa.Column("distinct_before", sa.BigInteger),
        sa.Column("checks_run", sa.Integer, nullable=False),
    )


def _rules() -> None:
    op.create_table(
        "quality_rules",
        sa.Column("rule_id", sa.Integer, primary_key=True),
        sa.Column("table_name", sa.String(64), nullable=False),
        sa.Column("column_name", sa.String(64), nullable=False),
        sa.Column("rule_type", sa.String(16), nullable=False),
        sa.Column("bounds", sa.JSON, nullable=False),
        sa.Column("severity", sa.String(16), nullable=False),
        sa.Column("tolerance", sa.Float(53), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("is_active", sa.Boolean(create_constraint=False), nullable=False, server_default=sa.true()),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("made_by", sa.String(64), nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("ended_by", sa.String(64)),
        sa.CheckConstraint("rule_type in ('not_null', 'unique', 'range', 'one_of', 'length', 'reference')", name="rule_type"),
    )


def _limits() -> None:
    op.create_table(
        "quality_slas",
        sa.Column("table_name", sa.String(64), primary_key=True),
        sa.Column("most_days", sa.Integer, nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("set_at", sa.BigInteger, nullable=False),
        sa.Column("set_by", sa.String(64), nullable=False),
    )
