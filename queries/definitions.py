"""Which definitions of metrics a second person approved: formulas are files, so a definition is approved by its hash."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select

from dashapp.auth.changes import Change, Kind, Proposal, fingerprint
from dashapp.auth.changes import propose as propose_change
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.db.books import DEFINITIONS
from dashapp.errors import UserError
from queries.registry import fact_of, metric, registry


@dataclass(frozen=True)
class Definition:
    """A metric with the state of its approval: approved, changed since approval, or never approved."""

    metric: str
    title: str
    state: str
    hash: str
    approved_hash: str | None
    approved_by: str | None
    approved_at: int | None


def definition(name: str) -> dict[str, Any]:
    """What a metric is now, whole: its formula, its words and the fact that it is asked of."""
    fact = fact_of([name])
    return {**asdict(metric(name)), "additive": list(metric(name).additive), "fact": fact.name, "day": fact.day}


def list_definitions(engine: Engine) -> list[Definition]:
    """Every metric of the registry by name."""
    with engine.connect() as connection:
        approved = {row["metric"]: row for row in connection.execute(select(DEFINITIONS)).mappings()}
    return [_definition(name, approved.get(name)) for name in sorted(registry())]


def propose_definition(engine: Engine, viewer: Viewer, name: str, reason: str) -> Change:
    """Ask for approval of a metric as it is defined now."""
    viewer.require(Permission.SQL_VIEW)
    with engine.connect() as connection:
        before = connection.scalar(select(DEFINITIONS.c.definition).where(DEFINITIONS.c.metric == metric(name).name))
    return propose_change(engine, viewer, Proposal(Kind.METRIC_DEFINITION, name, before or {}, definition(name), reason))


def approve_definition(connection: Connection, change: Change) -> str:
    """Record the hash of an approved definition, in the transaction of the approval."""
    if fingerprint(definition(change.subject)) != fingerprint(change.after):
        raise UserError(f"The definition of {change.subject} has changed since it was proposed. Refuse this change and propose it anew.")
    connection.execute(delete(DEFINITIONS).where(DEFINITIONS.c.metric == change.subject))
    made = {"metric": change.subject, "hash": fingerprint(change.after), "definition": dict(change.after), "change_id": change.change_id}
    connection.execute(insert(DEFINITIONS).values(**made, approved_at=int(time.time()), approved_by=change.decider))
    return f"The definition of {change.subject} is approved."


def _definition(name: str, approved: Any) -> Definition:
    now = fingerprint(definition(name))
    if approved is None:
        return Definition(name, metric(name).title, "never approved", now, None, None, None)
    state = "approved" if approved["hash"] == now else "changed since approval"
    return Definition(name, metric(name).title, state, now, approved["hash"], approved["approved_by"], approved["approved_at"])
