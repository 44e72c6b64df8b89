"""The evidence pack: what an auditor asks about a month, in one ZIP whose manifest names the SHA-256 of every file."""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

import queries
from dashapp.auth import audit
from dashapp.auth.audit import Action, verify_chain
from dashapp.auth.changes import changes, fingerprint, told
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import OPERATOR, Viewer
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.db.engines import accounts_engine
from dashapp.errors import NoData
from dashapp.settings import Settings
from jobs.access_review import people_at
from jobs.importing.undo import loads
from jobs.periods import last_day_of, locks
from queries.answers import records_text
from queries.command_line import metric_answer
from queries.definitions import list_definitions

Rows = list[dict[str, Any]]
TOTALS = "net_sales,orders,returns,tax"


@dataclass(frozen=True)
class Month:
    """The month of a pack: its days, and its first and last second since 1970 in the shop's time zone."""

    settings: Settings
    first: datetime.date
    last: datetime.date

    @property
    def seconds(self) -> tuple[int, int]:
        """From the first second to the last, both inclusive."""
        zone = ZoneInfo(self.settings.shop_timezone)
        start, end = (datetime.datetime.combine(day, datetime.time(), zone) for day in (self.first, self.last + datetime.timedelta(days=1)))
        return int(start.timestamp()), int(end.timestamp()) - 1


def evidence(settings: Settings, month: str, viewer: Viewer) -> bytes:
    """The pack as the bytes of a ZIP. Audited: the pack's own hash is in the trail."""
    viewer.require(Permission.AUDIT_VIEW)
    last = last_day_of(month)
    asked = Month(settings, last.replace(day=1), last)
    files = {name: records_text(rows(asked), "csv").encode() for name, (_, rows) in FILES.items()}
    files["chain.json"] = _json(asdict(verify_chain(accounts_engine(settings))))
    files["README.txt"] = _read_me(month).encode()
    manifest = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    files["manifest.json"] = _json({"month": month, "taken_at": _now(), "taken_by": viewer.name, "sha256": manifest})
    packed = _zip(files)
    audit.record(settings, viewer, Action.EVIDENCE_TAKEN, f"month:{month}", {"sha256": hashlib.sha256(packed).hexdigest()})
    return packed


def _locks(month: Month) -> Rows:
    return [{**asdict(lock), "through": lock.through.isoformat()} for lock in locks(month.settings)]


def _changes(month: Month) -> Rows:
    first, last = month.seconds
    found = changes(accounts_engine(month.settings))
    within = [change for change in found if any(first <= moment <= last for moment in (change.proposed_at, change.decided_at or 0))]
    return [{**asdict(change), "before": _text(told(change.before)), "after": _text(told(change.after))} for change in within]


def _audit_events(month: Month) -> Rows:
    asked = select(AUDIT_EVENTS).where(AUDIT_EVENTS.c.at.between(*month.seconds)).order_by(AUDIT_EVENTS.c.sequence)
    with accounts_engine(month.settings).connect() as connection:
        return [dict(row) for row in connection.execute(asked).mappings()]


def _totals(month: Month) -> Rows:
    """The figures as the cards show them to somebody without limits, by both bases, each line with its checksum."""
    warehouse = queries.open(month.settings)
    try:
        found = [_total(warehouse, month, basis) for basis in ("event", "order")]
    except NoData:
        return []
    finally:
        warehouse.close()
    return [{**row, "sha256": fingerprint(row)} for row in found]


def _total(warehouse: queries.Warehouse, month: Month, basis: str) -> dict[str, Any]:
    days = {"from": month.first.isoformat(), "to": month.last.isoformat()}
    records = metric_answer(warehouse, TOTALS, OPERATOR, basis=basis, **days).records()
    values = {name: None if value is None else f"{value:.2f}" for name, value in (records[0] if records else {}).items()}
    version = warehouse.version()
    return {"month": f"{month.first:%Y-%m}", "basis": basis, "currency": version.currency, "version": version.version, **values}


def _definitions(month: Month) -> Rows:
    return [asdict(found) for found in list_definitions(accounts_engine(month.settings))]


FILES: Mapping[str, tuple[str, Callable[[Month], Rows]]] = {
    "locks.csv": ("Every lock of a period: through which day, by whom and when, and who lifted it and why.", _locks),
    "changes.csv": ("Changes proposed or decided in the month, with both people, before and after; costs as count and hash.", _changes),
    "access.csv": (
        "Users with role, state and scope at the end of the month; not exact where an earlier release recorded a later change.",
        lambda month: people_at(month.settings, month.seconds[1]),
    ),
    "audit_events.csv": ("Every event of the audit trail in the month, with its hash and that of the one before it.", _audit_events),
    "loads.csv": ("Every load there is, undone ones included, and how each of its rows was counted.", lambda month: loads(month.settings)),
    "totals.csv": ("Net sales, orders, returns and tax of the month as published when the pack was taken, by both day bases.", _totals),
    "definitions.csv": ("Every metric with the hash of its definition, and whether a second person approved it as it is.", _definitions),
}
_MORE = {
    "chain.json": "What a check of the whole audit trail found: broken_at is null when it is whole.",
    "manifest.json": "The SHA-256 of every other file, when the pack was taken and by whom.",
}


def _read_me(month: str) -> str:
    about = {name: words for name, (words, _) in FILES.items()} | _MORE
    lines = (f"{name}: {words}" for name, words in about.items())
    return f"Evidence of {month}. Moments that are numbers are seconds since 1970, UTC.\n\n" + "\n".join(lines) + "\n"


def _zip(files: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in files.items():
            pack.writestr(name, content)
    return written.getvalue()


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(" ", "seconds")
