"""What checks of the data found, run by run, and what people add to them. It outlives rebuilds and loads that are taken back."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, CheckConstraint, Column, Float, ForeignKey, Integer, String, Table, Text, true

from dashapp.db.accounts import ACCOUNTS
from dashapp.rule_types import RULE_TYPES

QUALITY_RUNS = Table(
    "quality_runs",
    ACCOUNTS,
    Column("run_id", Integer, primary_key=True),
    Column("started_at", BigInteger, nullable=False, index=True),
    Column("finished_at", BigInteger),
    Column("cause", String(16), nullable=False),
    Column("asked_by", String(64), nullable=False),
    # Only a run of everything says how good the data is; one of a few checks says how those stand.
    Column("is_whole", Boolean(create_constraint=False), nullable=False),
    Column("warehouse_version", BigInteger, nullable=False),
    Column("as_of_date", String(10), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("milliseconds", BigInteger),
    CheckConstraint("cause in ('build', 'command', 'person')", name="cause"),
)

QUALITY_RESULTS = Table(
    "quality_results",
    ACCOUNTS,
    Column("result_id", Integer, primary_key=True),
    Column("run_id", Integer, ForeignKey("quality_runs.run_id"), nullable=False, index=True),
    Column("check_name", String(200), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("tier", String(16), nullable=False),
    Column("severity", String(16), nullable=False),
    # What the result counts in a score, so that a score can be worked out again from the results alone.
    Column("weight", Integer, nullable=False),
    Column("tolerance", Float(53), nullable=False),
    Column("owner", String(64), nullable=False),
    Column("table_name", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("violations", BigInteger),
    Column("denominator", BigInteger),
    Column("share", Float(53)),
    Column("at_risk_cents", BigInteger),
    Column("milliseconds", Float(53), nullable=False),
    Column("message", Text),
    Column("definition_hash", String(32), nullable=False),
    CheckConstraint("status in ('pass', 'fail', 'warn', 'not applicable', 'error')", name="status"),
    CheckConstraint("tier in ('validation', 'completeness', 'accuracy', 'consistency', 'anomaly')", name="tier"),
)

QUALITY_COLUMNS = Table(
    "quality_columns",
    ACCOUNTS,
    Column("run_id", Integer, ForeignKey("quality_runs.run_id"), primary_key=True),
    Column("table_name", String(64), primary_key=True),
    Column("column_name", String(64), primary_key=True),
    Column("held", BigInteger, nullable=False),
    Column("nulls", BigInteger, nullable=False),
    Column("distinct_values", BigInteger, nullable=False),
    # Values of a column that tells who somebody is are never kept here: these are then null.
    Column("least", Text),
    Column("greatest", Text),
    Column("top", JSON(none_as_null=True)),
    # Of the last run before whose loads were others.
    Column("held_before", BigInteger),
    Column("nulls_before", BigInteger),
    Column("distinct_before", BigInteger),
    Column("checks_run", Integer, nullable=False),
)

QUALITY_RULES = Table(
    "quality_rules",
    ACCOUNTS,
    Column("rule_id", Integer, primary_key=True),
    Column("table_name", String(64), nullable=False),
    Column("column_name", String(64), nullable=False),
    Column("rule_type", String(16), nullable=False),
    Column("bounds", JSON, nullable=False),
    Column("severity", String(16), nullable=False),
    Column("tolerance", Float(53), nullable=False),
    Column("owner", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("is_active", Boolean(create_constraint=False), nullable=False, server_default=true()),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", String(64), nullable=False),
    Column("ended_at", BigInteger),
    Column("ended_by", String(64)),
    CheckConstraint(f"rule_type in {RULE_TYPES}", name="rule_type"),
)

QUALITY_SLAS = Table(
    "quality_slas",
    ACCOUNTS,
    Column("table_name", String(64), primary_key=True),
    Column("most_days", Integer, nullable=False),
    Column("owner", String(64), nullable=False),
    Column("set_at", BigInteger, nullable=False),
    Column("set_by", String(64), nullable=False),
)
