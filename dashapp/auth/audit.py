"""The audit trail: who did what, when. Ids and counts only, never a value of a customer; no event can be changed unseen."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from dashapp.auth.viewer import OPERATOR, Viewer
from dashapp.db.accounts import AUDIT_EVENTS, AUDIT_HEAD
from dashapp.db.engines import accounts_engine
from dashapp.settings import Settings

Detail = Mapping[str, Any]
NO_EVENT_YET = "0" * 64
NOBODY = "not signed in"
_IN_ORDER = select(AUDIT_EVENTS).order_by(AUDIT_EVENTS.c.sequence)


class Action(StrEnum):
    """What is worth remembering."""

    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of an action
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of an action
    USER_ADDED = "user_added"
    USER_CHANGED = "user_changed"
    PAGE_VIEWED = "page_viewed"
    FILTERS_CHANGED = "filters_changed"
    EXPORTED = "exported"
    EXPORT_REQUESTED = "export_requested"
    EXPORT_APPROVED = "export_approved"
    EXPORT_REFUSED = "export_refused"
    SQL_VIEWED = "sql_viewed"
    ASKED = "asked"
    IMPORTED = "imported"
    IMPORT_UNDONE = "import_undone"
    BUILT = "built"
    SCORED = "scored"
    REFUSED = "refused"
    VIEW_AS_BEGUN = "view_as_begun"
    VIEW_AS_ENDED = "view_as_ended"
    PASSWORD_LINK_MADE = "password_link_made"  # noqa: S105 - the name of an action
    SECOND_FACTOR_ADDED = "second_factor_added"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    SECOND_FACTOR_FAILED = "second_factor_failed"
    SESSIONS_ENDED = "sessions_ended"
    IDENTITY_ADDED = "identity_added"
    ROLE_FROM_PROVIDER = "role_from_provider"
    PROVIDER_REFUSED = "provider_refused"
    BREAK_GLASS_SET = "break_glass_set"
    SUBJECT_SEARCHED = "subject_searched"
    SUBJECT_REQUEST = "subject_request"
    SUBJECT_EXPORTED = "subject_exported"
    SUBJECT_ERASED = "subject_erased"
    RETENTION_CHANGED = "retention_changed"
    RETENTION_RUN = "retention_run"
    PERIOD_LOCKED = "period_locked"
    CHANGE_PROPOSED = "change_proposed"
    CHANGE_APPROVED = "change_approved"
    CHANGE_REFUSED = "change_refused"
    CHANGE_EXPIRED = "change_expired"
    EVIDENCE_TAKEN = "evidence_taken"
    TOKEN_MADE = "token_made"  # noqa: S105 - the name of an action
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - the name of an action
    TOKEN_REFUSED = "token_refused"  # noqa: S105 - the name of an action
    SERVICE_ACCOUNT_ADDED = "service_account_added"
    API_CALLED = "api_called"
    QUALITY_RULE_CHANGED = "quality_rule_changed"
    QUALITY_LIMIT_CHANGED = "quality_limit_changed"
    CHECKED = "checked"
    INCIDENT_CHANGED = "incident_changed"
    CHECK_WAIVED = "check_waived"
    FOLLOW_UPS_OPENED = "follow_ups_opened"
    FOLLOW_UP_CHANGED = "follow_up_changed"
    CORRECTION_TAKEN_BACK = "correction_taken_back"
    DUPLICATES_SEARCHED = "duplicates_searched"
    DUPLICATE_ANSWERED = "duplicate_answered"
    MERGE_APPROVED = "merge_approved"
    MERGE_UNDONE = "merge_undone"
    METRIC_CERTIFIED = "metric_certified"
    CERTIFICATION_ENDED = "certification_ended"
    TARGET_SET = "target_set"
    TARGET_WITHDRAWN = "target_withdrawn"
    SQL_RUN = "sql_run"
    QUERY_SAVED = "query_saved"
    SAVED_QUERY_DELETED = "saved_query_deleted"
    SEGMENT_SAVED = "segment_saved"
    SEGMENT_ENDED = "segment_ended"
    SEGMENT_SENT = "segment_sent"
    BACKED_UP = "backed_up"
    RESTORED = "restored"
    RESTORE_TESTED = "restore_tested"
    MAINTAINED = "maintained"
    HEALTH_LIMIT_CHANGED = "health_limit_changed"
    WINBACK_STARTED = "winback_started"
    WINBACK_STOPPED = "winback_stopped"


@dataclass(frozen=True)
class Chain:
    """What a check of the trail found: how many events were read, and the first that is wrong."""

    events: int
    broken_at: int | None = None
    reason: str = ""
    last_hash: str = NO_EVENT_YET

    @property
    def whole(self) -> bool:
        """Whether every event is as it was written, and none is missing."""
        return self.broken_at is None


def record(where: Engine | Settings, actor: Viewer | None, action: Action | str, subject: str, detail: Detail | None = None) -> int:
    """Write one event in a transaction of its own and return its sequence number."""
    engine = accounts_engine(where) if isinstance(where, Settings) else where
    with engine.begin() as connection:
        return append(connection, actor, action, subject, detail)


def append(connection: Connection, actor: Viewer | None, action: Action | str, subject: str, detail: Detail | None = None) -> int:
    """Write one event inside the caller's transaction, so that the deed and its record stand or fall together."""
    taken = update(AUDIT_HEAD).values(sequence=AUDIT_HEAD.c.sequence + 1).returning(AUDIT_HEAD.c.sequence, AUDIT_HEAD.c.hash)
    sequence, previous = connection.execute(taken).one()
    event = {
        "sequence": sequence,
        "at": int(time.time()),
        "user_id": actor.user_id if actor else OPERATOR.user_id,
        "actor": actor.name if actor else NOBODY,
        "action": Action(action).value,
        "subject": subject,
        "detail": json.dumps(dict(detail or {}), sort_keys=True, separators=(",", ":"), ensure_ascii=False),
        "previous_hash": previous,
    }
    digest = _digest(event)
    connection.execute(insert(AUDIT_EVENTS).values(**event, hash=digest))
    connection.execute(update(AUDIT_HEAD).values(hash=digest))
    return int(sequence)


def verify_chain(engine: Engine) -> Chain:
    """Read the whole trail and find the first event that was edited, removed, inserted or moved."""
    with engine.connect().execution_options(isolation_level="SERIALIZABLE") as connection:
        head = connection.execute(select(AUDIT_HEAD)).mappings().one()
        with connection.execute(_IN_ORDER, execution_options={"yield_per": 1000}) as events:
            chain, last = _follow(dict(event) for event in events.mappings())
    if chain.whole and (chain.events, last) != (head["sequence"], head["hash"]):
        reason = f"{head['sequence']} events were written, {chain.events} are here: the last do not belong."
        return Chain(chain.events, chain.events + 1, reason, last)
    return chain


def _follow(events: Iterable[Detail]) -> tuple[Chain, str]:
    """The chain up to its first fault, and the last hash."""
    previous, count = NO_EVENT_YET, 0
    for event in events:
        reason = _fault(event, count + 1, previous)
        if reason:
            return Chain(count, count + 1, reason, previous), previous
        previous, count = event["hash"], count + 1
    return Chain(count, last_hash=previous), previous


def _fault(event: Detail, expected: int, previous: str) -> str:
    if event["sequence"] != expected:
        return f"Event {expected} is missing."
    if event["previous_hash"] != previous:
        return f"Event {expected} does not follow the one before it: events were moved or rewritten."
    if event["hash"] != _digest(event):
        return f"Event {expected} was changed after it was written."
    return ""


def _digest(event: Detail) -> str:
    names = ("previous_hash", "sequence", "at", "user_id", "actor", "action", "subject", "detail")
    return hashlib.sha256(json.dumps([event[name] for name in names]).encode()).hexdigest()
