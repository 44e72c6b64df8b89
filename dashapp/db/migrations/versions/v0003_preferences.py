"""Language and theme follow the user."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add both to users; the users there are keep the defaults."""
    op.add_column("users", sa.Column("locale", sa.String(16), nullable=False, server_default="en-GB"))
    op.add_column("users", sa.Column("theme", sa.String(8), nullable=False, server_default="auto"))
