"""Certified metrics: somebody vouches for a definition as it is. Once its formula or its words change, that ends by itself."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, RowMapping, insert, select, update

from dashapp import mail
from dashapp.auth import audit
from dashapp.auth.audit import Action
from dashapp.auth.changes import fingerprint
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import OPERATOR, Viewer
from dashapp.db.accounts import USERS
from dashapp.db.catalogue import CERTIFICATIONS
from dashapp.db.engines import accounts_engine
from dashapp.errors import Forbidden, UserError
from dashapp.settings import Settings
from queries.definitions import definition
from queries.registry import metric, registry

CHANGED = "The definition changed"
REPLACED = "Certified anew"
MAIL = """\
Hello {name},

you certified the metric {title} at {shop}. Its definition has changed since, so it is not certified any more.

Look at what it is now: {link}
"""
LOG = logging.getLogger(__name__)
_HELD = CERTIFICATIONS.c.ended_at.is_(None)


@dataclass(frozen=True)
class Certification:
    """Who vouched for a metric, when, and in which words. The moment is in seconds since 1970."""

    metric: str
    certifier: str
    certified_at: int
    note: str


def certified(settings: Settings) -> Mapping[str, Certification]:
    """Every metric that is certified as it is defined now. Those whose definition changed are ended first."""
    engine = accounts_engine(settings)
    lapse(settings)
    with engine.connect() as connection:
        rows = connection.execute(select(CERTIFICATIONS).where(_HELD)).mappings()
        return {row["metric"]: Certification(row["metric"], row["certifier"], row["certified_at"], row["note"]) for row in rows}


def certify(engine: Engine, viewer: Viewer, name: str, note: str) -> None:
    """Vouch for a metric as it is defined now, in place of whoever did so before."""
    _require(viewer)
    if not note.strip():
        raise UserError("Nothing is said about what was looked at. Write a sentence; it stands beside the metric.")
    now = definition(metric(name).name)
    with engine.begin() as connection:
        before = connection.execute(select(CERTIFICATIONS.c["hash"]).where(CERTIFICATIONS.c.metric == name, _HELD)).scalars().all()
        _end(connection, name, REPLACED)
        made = {"metric": name, "hash": fingerprint(now), "definition": now, "note": note.strip(), "certified_at": int(time.time())}
        connection.execute(insert(CERTIFICATIONS).values(**made, certifier_id=viewer.user_id, certifier=viewer.name))
        detail = {"before": before, "after": made["hash"], "note": made["note"]}
        audit.append(connection, viewer, Action.METRIC_CERTIFIED, f"metric:{name}", detail)


def withdraw(engine: Engine, viewer: Viewer, name: str) -> None:
    """Vouch for a metric no more."""
    _require(viewer)
    with engine.begin() as connection:
        if not _end(connection, metric(name).name, f"Withdrawn by {viewer.name}"):
            raise UserError(f"{metric(name).title} is not certified.")
        audit.append(connection, viewer, Action.CERTIFICATION_ENDED, f"metric:{name}", {"because": "withdrawn"})


def lapse(settings: Settings) -> list[str]:
    """End every certification whose metric is gone or defined otherwise by now, and tell who gave it; the metrics.

    Of several processes that find the same at once, one ends it and tells.
    """
    engine = accounts_engine(settings)
    with engine.connect() as connection:
        held = connection.execute(select(CERTIFICATIONS).where(_HELD)).mappings().all()
    ended = [row for row in held if _hash(row["metric"]) != row["hash"] and _lapsed(engine, row)]
    for row in ended:
        _tell(settings, engine, row)
    return [row["metric"] for row in ended]


def _lapsed(engine: Engine, row: RowMapping) -> bool:
    """Whether this process is the one that ends it."""
    with engine.begin() as connection:
        if not _end(connection, row["metric"], CHANGED, row["certification_id"]):
            return False
        detail = {"because": CHANGED, "before": row["hash"], "after": _hash(row["metric"]), "certifier": row["certifier"]}
        audit.append(connection, OPERATOR, Action.CERTIFICATION_ENDED, f"metric:{row['metric']}", detail)
    return True


def _end(connection: Connection, name: str, because: str, number: int | None = None) -> int:
    chosen = [CERTIFICATIONS.c.metric == name, _HELD, *([CERTIFICATIONS.c.certification_id == number] if number is not None else [])]
    ended = update(CERTIFICATIONS).where(*chosen).values(ended_at=int(time.time()), ended_because=because)
    return connection.execute(ended).rowcount


def _hash(name: str) -> str:
    return fingerprint(definition(name)) if name in registry() else ""


def _tell(settings: Settings, engine: Engine, row: RowMapping) -> None:
    """Write to whoever certified it, where a mail server is set and their address is known."""
    with engine.connect() as connection:
        address = connection.scalar(select(USERS.c.email).where(USERS.c.user_id == row["certifier_id"]))
    if not (settings.smtp_url and address):
        return
    title = row["definition"]["title"]
    words = {"name": row["certifier"], "title": title, "shop": settings.shop_name}
    try:
        mail.send(settings, address, f"{title} is not certified any more", MAIL.format(**words, link=_link(settings, row["metric"])))
    except mail.NotSent as error:
        LOG.error("%s", error)  # noqa: TRY400 the sentence says all, and a trace would hold the address


def _link(settings: Settings, name: str) -> str:
    return f"{settings.public_url}/metric?metric={name}"


def _require(viewer: Viewer) -> None:
    viewer.require(Permission.METRICS_CERTIFY)
    if viewer.scope.limits():
        raise Forbidden("Your reach is limited, and a certified metric is so for everybody. Somebody who reaches everything can do it.")
