"""What carries approved changes out: locks and costs in the warehouse, definitions in the accounts database."""

from __future__ import annotations

from dashapp.auth import changes
from dashapp.auth.changes import Applier, Change, Kind, Proposal
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.db.engines import accounts_engine
from dashapp.settings import Settings
from jobs.corrections.apply import apply_correction
from jobs.costs import apply_costs
from jobs.periods import check_unlock, locked_through_day, unlock
from queries.definitions import approve_definition

# After these the warehouse is built anew, by whoever approved.
BUILDS = frozenset({Kind.PERIOD_UNLOCK.value, Kind.COST_TABLE.value, Kind.CORRECTION.value})


def propose_unlock(settings: Settings, month: str, reason: str, viewer: Viewer) -> Change:
    """Ask to open a month and everything after it."""
    viewer.require(Permission.PERIODS_LOCK)
    first_open = check_unlock(settings, month)
    before, after = {"locked_through": locked_through_day(settings)}, {"open_from": first_open.isoformat()}
    return changes.propose(accounts_engine(settings), viewer, Proposal(Kind.PERIOD_UNLOCK, month, before, after, reason))


def approve(settings: Settings, change_id: int, viewer: Viewer) -> str:
    """Approve a change and carry it out; what was done, in a sentence. `needs_build` says whether figures follow at the next build."""
    return changes.approve(accounts_engine(settings), viewer, change_id, lambda kind: _applier(settings, kind))


def needs_build(settings: Settings, change_id: int) -> bool:
    """Whether an approved change shows only after a build."""
    return any(change.change_id == change_id and change.kind in BUILDS for change in changes.changes(accounts_engine(settings), "approved"))


def _applier(settings: Settings, kind: str) -> Applier:
    appliers: dict[str, Applier] = {
        Kind.PERIOD_UNLOCK: lambda _, change: _unlock(settings, change),
        Kind.COST_TABLE: lambda _, change: apply_costs(settings, change),
        Kind.METRIC_DEFINITION: approve_definition,
        Kind.CORRECTION: lambda _, change: apply_correction(settings, change),
    }
    return appliers[kind]


def _unlock(settings: Settings, change: Change) -> str:
    first_open = unlock(settings, change.subject, change.reason, f"{change.proposer}, approved by {change.decider}")
    return f"Everything from {first_open} is open again."
