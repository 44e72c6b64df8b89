"""The audit trail: append-only, every event hashed over the one before it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

SENTENCE = "audit_events is append-only"
NO_EVENT_YET = "0" * 64


def upgrade() -> None:
    """Create the trail, its head and the triggers that refuse to change it."""
    _events()
    head = op.create_table(
        "audit_head",
        sa.Column("head_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.bulk_insert(head, [{"head_id": 1, "sequence": 0, "hash": NO_EVENT_YET}])
    if op.get_bind().dialect.name == "sqlite":
        _refuse_on_sqlite()
    else:
        _refuse_on_postgresql()


def _events() -> None:
    op.create_table(
        "audit_events",
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("user_id", sa.Integer, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_index("ix_audit_events_at", "audit_events", ["at"])
    op.create_index("ix_audit_events_user_id", "audit_events", ["user_id"])


def _refuse_on_sqlite() -> None:
    for verb in ("update", "delete"):
        op.execute(f"create trigger audit_events_no_{verb} before {verb} on audit_events begin select raise(abort, '{SENTENCE}'); end")


def _refuse_on_postgresql() -> None:
    op.execute(f"create function audit_events_refuse() returns trigger language plpgsql as $$ begin raise exception '{SENTENCE}'; end $$")
    op.execute(
        "create trigger audit_events_no_change before update or delete or truncate on audit_events "
        "for each statement execute function audit_events_refuse()"
    )
