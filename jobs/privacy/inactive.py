"""Inactive customers: those who have not ordered for so long that nobody needs to know any more who they were."""

from __future__ import annotations

import datetime

from dashapp.db.engines import warehouse_engine
from dashapp.settings import Settings
from jobs import raw
from jobs.privacy.erase import erase_known, publish_without
from jobs.privacy.holders import Holder, Holders, holders, identifiers, sharing
from jobs.privacy.identifiers import Hasher
from jobs.privacy.merged import companions
from jobs.privacy.requests import refusals


def inactive(settings: Settings, since: int) -> list[str]:
    """References of everybody whose last order is older than a moment, in seconds since 1970, and who is not erased yet.

    Whoever a refusal protects, shares an e-mail address with somebody who still orders, or is merged with them, is left out.
    """
    return [holder.reference for holder in _inactive(settings, since)[0]]


def erase_inactive(settings: Settings, since: int) -> int:
    """Erase them, for a caller that holds the lock. Returns how many they were."""
    people, everybody = _inactive(settings, since)
    if people:
        done = erase_known(settings, identifiers(Hasher(settings.erasure_key), people, everybody))
        publish_without(settings, +done.rows)
    return len(people)


def _inactive(settings: Settings, since: int) -> tuple[list[Holder], Holders]:
    last = datetime.datetime.fromtimestamp(since, datetime.UTC).strftime("%Y-%m-%d %H:%M:%S")
    engine = warehouse_engine(settings)
    raw.create(engine)
    with engine.connect() as connection:
        everybody, together = holders(connection, Hasher(settings.erasure_key)), companions(connection)
    protected = refusals(settings)
    candidates = (one for one in everybody.values() if _says_who(one) and one.reference not in protected)
    old = {one.reference: one for one in candidates if "" < one.last_seen < last}
    # Whoever still orders with one of several merged accounts is active with all of them.
    merged = {name for name in old if any(other in everybody and other not in old for other in together.get(name, ()))}
    old = {name: one for name, one in old.items() if name not in merged}
    active = sharing([one for one in everybody.values() if one.reference not in old], everybody)
    return [one for one in old.values() if one.reference not in set(active)], everybody


def _says_who(holder: Holder) -> bool:
    return not holder.is_erased and bool(holder.names or holder.emails or holder.phones)
