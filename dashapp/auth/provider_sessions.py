"""Sessions of people who came through the provider: its tokens, sealed, and asking it again whether they are still welcome."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine, delete, insert, or_, select, update

from dashapp.auth import audit
from dashapp.auth.audit import Action
from dashapp.auth.identities import Person, follow_role, identity, person, role_of
from dashapp.auth.provider import Denied, Provider, Tokens, Unreachable
from dashapp.auth.sealed import seal, unseal
from dashapp.auth.sessions import SignedIn, end_session
from dashapp.db.accounts import SESSIONS
from dashapp.db.sign_in import PROVIDER_SESSIONS
from dashapp.errors import Forbidden
from dashapp.settings import Settings

PURPOSE = "provider_session"
# A provider that is down keeps nobody at work from it for so long; then its word is too old to go by.
SILENCE_SECONDS = 30 * 60

_ROW = PROVIDER_SESSIONS.c


def keep(engine: Engine, settings: Settings, session_id: int, tokens: Tokens, now: int) -> None:
    """Store the tokens of a session that has just begun, and drop those of sessions that are over."""
    old = SESSIONS.c.revoked_at.is_not(None), SESSIONS.c.created_at < now - settings.session_hours * 3600
    row = {"session_id": session_id, "tokens": _sealed(settings, tokens), "asked_at": now, "answered_at": now}
    with engine.begin() as connection:
        connection.execute(delete(PROVIDER_SESSIONS).where(_ROW.session_id.in_(select(SESSIONS.c.session_id).where(or_(*old)))))
        connection.execute(insert(PROVIDER_SESSIONS).values(**row))


def tokens_of(engine: Engine, settings: Settings, session_id: int) -> Tokens:
    """The tokens of a session, none when there are none."""
    row = _found(engine, session_id)
    return _opened(settings, row) if row else {}


def is_due(engine: Engine, settings: Settings, session_id: int, now: int) -> bool:
    """Whether the provider is to be asked now. Of several requests at once, one is told so."""
    old = _ROW.session_id == session_id, _ROW.asked_at <= now - settings.oidc_recheck_seconds
    with engine.begin() as connection:
        return connection.execute(update(PROVIDER_SESSIONS).where(*old).values(asked_at=now)).rowcount == 1


def refused(engine: Engine, settings: Settings, provider: Provider, signed_in: SignedIn, now: int) -> str:
    """Ask the provider about the person. Empty when they stay, in the role that their groups give now; else why the session ended."""
    row = _found(engine, signed_in.session_id)
    if row is None:
        return _end(engine, signed_in, "Your session is over.", now)
    try:
        _ask(engine, settings, provider, signed_in, _opened(settings, row), now)
    except Unreachable as error:
        return "" if now - row["answered_at"] < SILENCE_SECONDS else _end(engine, signed_in, str(error), now)
    except (Denied, Forbidden) as error:
        return _end(engine, signed_in, str(error), now)
    return ""


def _ask(engine: Engine, settings: Settings, provider: Provider, signed_in: SignedIn, tokens: Tokens, now: int) -> None:
    claims, renewed = provider.claims(tokens)
    found: Person = person(settings, claims)
    if identity(engine, signed_in.owner.user_id) != (found.issuer, found.subject):
        raise Denied("The provider speaks of somebody else.")
    follow_role(engine, signed_in.owner, role_of(settings, found.groups))
    values = {"answered_at": now} | ({"tokens": _sealed(settings, renewed)} if renewed != tokens else {})
    with engine.begin() as connection:
        connection.execute(update(PROVIDER_SESSIONS).where(_ROW.session_id == signed_in.session_id).values(**values))


def _end(engine: Engine, signed_in: SignedIn, sentence: str, now: int) -> str:
    end_session(engine, signed_in.token, now)
    audit.record(engine, signed_in.owner, Action.PROVIDER_REFUSED, f"user:{signed_in.owner.user_id}", {"session": signed_in.session_id})
    return sentence


def _found(engine: Engine, session_id: int) -> Mapping[str, Any] | None:
    with engine.connect() as connection:
        row = connection.execute(select(PROVIDER_SESSIONS).where(_ROW.session_id == session_id)).mappings().one_or_none()
    return dict(row) if row else None


def _sealed(settings: Settings, tokens: Tokens) -> str:
    return seal(settings, PURPOSE, json.dumps(tokens))


def _opened(settings: Settings, row: Mapping[str, Any]) -> Tokens:
    found: Tokens = json.loads(unseal(settings, PURPOSE, row["tokens"]))
    return found
