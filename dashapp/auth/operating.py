"""The operator at the command line: who asks, on whose behalf, and the line in the audit trail that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashapp.auth.roles import role
from dashapp.auth.viewer import OPERATOR, Viewer, viewer_for
from dashapp.settings import Settings

# Whatever knows the database is imported where it is needed: every command imports this module, and not every one has a use for it.
if TYPE_CHECKING:
    from sqlalchemy import Engine

    from dashapp.auth.audit import Action, Detail


def accounts(settings: Settings) -> Engine:
    """The accounts database, up to date."""
    from dashapp.db.engines import accounts_engine
    from dashapp.db.revisions import current_revision, newest_revision

    engine = accounts_engine(settings)
    with engine.connect() as connection:
        is_current = current_revision(connection) == newest_revision()
    if not is_current:
        from dashapp.db.migrate import migrate

        migrate(settings)
    return engine


def audited(settings: Settings, action: Action | str, subject: str, detail: Detail | None = None) -> None:
    """One line in the audit trail, by the operator; the accounts database is made first where it is not there yet."""
    from sqlalchemy.exc import DatabaseError

    from dashapp.auth.audit import record

    try:
        record(settings, OPERATOR, action, subject, detail)
    except DatabaseError:
        record(accounts(settings), OPERATOR, action, subject, detail)


def viewer(settings: Settings, as_user: str | None, subject: str) -> Viewer:
    """The operator, who sees everything; or a user, with role, scope and masking. Either way it is audited."""
    from dashapp.auth.audit import Action
    from dashapp.auth.users import user

    held = accounts(settings)
    audited(settings, Action.ASKED, subject, {"as": as_user or OPERATOR.name})
    if as_user is None:
        return OPERATOR
    found = user(held, as_user)
    return viewer_for(found.user_id, found.name, role(found.role), found.scope, found.locale)
