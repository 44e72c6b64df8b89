"""Run the revisions on the connection that `dashapp.db.migrate` opened, inside its transaction."""

from __future__ import annotations

from alembic import context

from dashapp.db import (  # noqa: F401 their tables join the metadata
    books,
    catalogue,
    duplicates,
    exports,
    incidents,
    maintenance,
    personal_data,
    quality,
    segments,
    sign_in,
    tokens,
    winback,
)
from dashapp.db.accounts import ACCOUNTS
from dashapp.db.revisions import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], target_metadata=ACCOUNTS, version_table=VERSION_TABLE)
with context.begin_transaction():
    context.run_migrations()
