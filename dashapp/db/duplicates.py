"""Duplicate customers: searches, proposed pairs, what people answered, and merges. Numbers of customers, never a value of a record."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Float, Integer, String, Table, Text, UniqueConstraint

from dashapp.db.accounts import ACCOUNTS

# One row a source and search.
DUPLICATE_RUNS = Table(
    "duplicate_runs",
    ACCOUNTS,
    Column("run_id", Integer, primary_key=True),
    Column("source", Text, nullable=False, index=True),
    # Of the demo shop, whose numbers mean others once it is loaded anew; 0 for a shop of somebody's own.
    Column("load_id", BigInteger, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("asked_by", String(64), nullable=False),
    Column("accounts", BigInteger, nullable=False),
    Column("compared", BigInteger, nullable=False),
    Column("answers", BigInteger, nullable=False),
    Column("milliseconds", BigInteger, nullable=False),
)

# The pairs that the last search of a source proposed.
DUPLICATE_PAIRS = Table(
    "duplicate_pairs",
    ACCOUNTS,
    Column("source", Text, primary_key=True),
    Column("left_id", Text, primary_key=True),
    Column("right_id", Text, primary_key=True),
    Column("probability", Float(53), nullable=False),
    Column("band", String(8), nullable=False),
    # In which order pairs are asked about: at random, so that answers tell about the whole band.
    Column("draw", Integer, nullable=False),
    # The steps of the evidence: what was compared, how far it agrees, bits. No value of a record.
    Column("evidence", JSON, nullable=False),
    CheckConstraint("band in ('auto', 'review', 'ignore')", name="band"),
)

# What people answered stands, whatever later searches say; band and probability are those that it was asked with.
DUPLICATE_ANSWERS = Table(
    "duplicate_answers",
    ACCOUNTS,
    Column("answer_id", Integer, primary_key=True),
    Column("source", Text, nullable=False),
    Column("left_id", Text, nullable=False),
    Column("right_id", Text, nullable=False),
    Column("answer", String(16), nullable=False),
    Column("band", String(8), nullable=False),
    Column("probability", Float(53), nullable=False),
    Column("answered_at", BigInteger, nullable=False),
    Column("answered_by", String(64), nullable=False),
    UniqueConstraint("source", "left_id", "right_id", name="uq_duplicate_answers_pair"),
    CheckConstraint("answer in ('same', 'different', 'undecided')", name="answer"),
    CheckConstraint("band in ('auto', 'review', 'ignore')", name="band"),
)

DUPLICATE_MERGES = Table(
    "duplicate_merges",
    ACCOUNTS,
    Column("merge_id", Integer, primary_key=True),
    Column("source", Text, nullable=False, index=True),
    Column("members", JSON, nullable=False),  # the numbers of the accounts, the one that stays first
    Column("survivor_id", Text, nullable=False),
    Column("band", String(8), nullable=False),  # auto: links of the automatic band alone; review: somebody answered that they are one
    Column("keeps", JSON, nullable=False),  # of each field the number of the account whose value is kept; empty until approved
    Column("state", String(16), nullable=False, index=True),
    Column("proposed_at", BigInteger, nullable=False),
    Column("approved_at", BigInteger),
    Column("approved_by", String(64)),
    Column("undone_at", BigInteger),
    Column("undone_by", String(64)),
    CheckConstraint("band in ('auto', 'review')", name="band"),
    CheckConstraint("state in ('proposed', 'approved', 'undone')", name="state"),
)
