"""An admin may look at the desk as somebody else does."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Sessions know whose desk is looked at; no session there is looks at another's."""
    with op.batch_alter_table("sessions") as sessions:
        sessions.add_column(sa.Column("viewing_as", sa.Integer))
        sessions.create_foreign_key(op.f("fk_sessions_viewing_as"), "users", ["viewing_as"], ["user_id"])
