"""Runs of jobs, sizes of tables and indexes, and the dated limits of the desk's own health."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
RELEASE = "Set by the release."
# Days, hours or numbers, as the measure counts.
FIRST_LIMITS = {
    "backup_age_days": 2,
    "restore_test_age_days": 31,
    "maintenance_age_days": 31,
    "failed_jobs_week": 0,
    "stalled_jobs": 0,
    "build_minutes": 30,
    "check_age_days": 7,
    "check_errors": 0,
    "warehouse_growth_percent": 50,
}


def upgrade() -> None:
    """Create the four tables, and the limits that count until somebody sets others."""
    _runs()
    _sizes()
    limits = op.create_table(
        "health_limits",
        sa.Column("limit_id", sa.Integer, primary_key=True),
        sa.Column("measure", sa.String(40), nullable=False),
        sa.Column("most", sa.Float(53), nullable=False),
        sa.Column("from_at", sa.BigInteger, nullable=False),
        sa.Column("set_by", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_index("ix_health_limits_measure", "health_limits", ["measure"])
    said = {"from_at": 0, "set_by": "release", "reason": RELEASE}
    op.bulk_insert(limits, [{"measure": measure, "most": most, **said} for measure, most in FIRST_LIMITS.items()])


def _runs() -> None:
    op.create_table(
        "job_runs",
        sa.Column("run_id", sa.Integer, primary_key=True),
        sa.Column("task", sa.String(32), nullable=False),
        sa.Column("about", sa.String(200), nullable=False, server_default=""),
        sa.Column("asked_by", sa.String(64), nullable=False),
        sa.Column("process", sa.String(120), nullable=False),
        sa.Column("began_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("said", sa.Text, nullable=False, server_default=""),
        sa.Column("rows", sa.BigInteger),
        sa.Column("bytes", sa.BigInteger),
        sa.CheckConstraint("state in ('running', 'done', 'failed', 'stopped')", name="state"),
    )
    op.create_index("ix_job_runs_task", "job_runs", ["task"])
    op.create_index("ix_job_runs_began_at", "job_runs", ["began_at"])


def _sizes() -> None:
    op.create_table(
        "table_sizes",
        sa.Column("measured_at", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("database_name", sa.String(16), primary_key=True),
        sa.Column("table_name", sa.String(64), primary_key=True),
        sa.Column("engine", sa.String(16), nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("bytes", sa.BigInteger),
        sa.Column("index_bytes", sa.BigInteger),
        sa.Column("dead_rows", sa.BigInteger),
        sa.Column("unused_bytes", sa.BigInteger),
        sa.Column("statistics_at", sa.BigInteger),
    )
    op.create_table(
        "index_sizes",
        sa.Column("database_name", sa.String(16), primary_key=True),
        sa.Column("index_name", sa.String(80), primary_key=True),
        sa.Column("table_name", sa.String(64), nullable=False),
        sa.Column("engine", sa.String(16), nullable=False),
        sa.Column("is_unique", sa.Integer, nullable=False),
        sa.Column("bytes", sa.BigInteger),
        sa.Column("uses", sa.BigInteger),
        sa.Column("measured_at", sa.BigInteger, nullable=False),
    )
