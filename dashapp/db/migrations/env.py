"""Run the revisions on the connection that `dashapp.db.migrate` opened, inside its transaction."""

from __future__ import annotations

from alembic import context

from dashapp.db import sign_in  # noqa: F401 its tables join the metadata
from dashapp.db.accounts import ACCOUNTS
from dashapp.db.migrate import VERSION_TABLE
from dashapp.db.personal_data import SUBJECT_REQUESTS as _SUBJECT_REQUESTS  # noqa: F401 - the module adds its tables to ACCOUNTS

context.configure(connection=context.config.attributes["connection"], target_metadata=ACCOUNTS, version_table=VERSION_TABLE)
with context.begin_transaction():
    context.run_migrations()
