"""Search: who is meant by an e-mail address, a telephone number, a name or a customer's number, over all that was ever loaded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from dashapp.auth import audit, operating
from dashapp.auth.audit import Action
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.db.engines import warehouse_engine
from dashapp.errors import UserError
from dashapp.settings import Settings
from jobs import raw
from jobs.privacy.holders import GUEST, Holder, Holders, holders
from jobs.privacy.identifiers import Hasher, email_form, name_form, number_form, phone_form
from jobs.privacy.merged import companions
from jobs.privacy.quarantined import fields, held_rows, names_somebody, text_of, whole_names
from queries.masking import masked_value

LONGEST = 200
_HASH_LETTERS = 16


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be meant. Names and addresses are masked; `reasons` say why, `rows` where and how often."""

    reference: str
    source: str
    customer_id: str | None
    name: str
    email: str
    phone: str
    orders: int
    first_seen: str
    last_seen: str
    rows: dict[str, int]
    reasons: tuple[str, ...]
    is_erased: bool


def search(settings: Settings, viewer: Viewer, text: str) -> list[Candidate]:
    """Candidates for a text, those with the most reasons first. The audit trail keeps a keyed hash of the text, never the text."""
    viewer.require(Permission.PERSONAL_DATA_HANDLE)
    wanted = _Wanted(text)
    engine, hasher = warehouse_engine(settings), Hasher(settings.erasure_key)
    raw.create(engine)
    with engine.connect() as connection:
        everybody = holders(connection, hasher)
        _add_quarantined(connection, hasher, everybody, wanted)
        met = _with_merged(connection, [(one, wanted.reasons(one)) for one in everybody.values()])
        found = [_candidate(connection, one, reasons) for one, reasons in met if reasons]
    found.sort(key=lambda one: (-len(one.reasons), one.reference))
    said = {"text": hasher.of("search", wanted.text)[:_HASH_LETTERS], "found": len(found)}
    audit.record(operating.accounts(settings), viewer, Action.SUBJECT_SEARCHED, "personal data", said)
    return found


def _with_merged(connection: Connection, met: list[tuple[Holder, tuple[str, ...]]]) -> list[tuple[Holder, tuple[str, ...]]]:
    """The same, a reason more for accounts that are merged with one that is meant."""
    together, meant = companions(connection), {one.reference for one, reasons in met if reasons}
    others = {one.reference: sorted(meant & set(together.get(one.reference, ())) - {one.reference}) for one, _ in met}
    return [(one, (*reasons, *(f"It is merged with {other}." for other in others[one.reference][:1]))) for one, reasons in met]


class _Wanted:
    """What a text may mean, in the forms in which identifiers are compared."""

    def __init__(self, text: str):
        self.text = text.strip()
        if not self.text or len(self.text) > LONGEST:
            raise UserError(f"Write an e-mail address, a telephone number, a name or a customer's number, of at most {LONGEST} letters.")
        self.email, self.phone, self.number = email_form(self.text), phone_form(self.text), number_form(self.text)
        self.words = set() if self.email else set(name_form(self.text).split())

    def reasons(self, holder: Holder) -> tuple[str, ...]:
        """Why a holder is meant; none when not."""
        said = {
            "The customer's number is the same.": holder.customer_id == self.number,
            "The e-mail address is the same.": self.email and self.email in map(email_form, holder.emails),
            "The telephone number is the same but for its country code.": self.phone and self.phone in map(phone_form, holder.phones),
            "Every word stands in the name.": self.words and any(self.words <= set(name_form(name).split()) for name in holder.names),
            "A row in quarantine holds it.": bool(holder.places.get(f"{raw.quarantine.name} by text")),
        }
        return tuple(reason for reason, holds in said.items() if holds)

    def stands_in(self, text: str) -> bool:
        """Whether a row as it stood in a file holds it."""
        parts = list(fields(text))
        by_field = self.number in parts or (self.email and self.email in map(email_form, parts))
        by_phone = self.phone and self.phone in map(phone_form, parts)
        return bool(by_field or by_phone or names_somebody(text, whole_names([self.text])))


def _add_quarantined(connection: Connection, hasher: Hasher, everybody: Holders, wanted: _Wanted) -> None:
    """Add rows in quarantine that hold the text to whom they name, by number or address; else to nobody known."""
    for row in held_rows(connection):
        if wanted.stands_in(text_of(row)):
            for holder in _named(row, hasher, everybody, wanted):
                holder.places[raw.quarantine.name] += 1
                holder.places[f"{raw.quarantine.name} by text"] += 1


def _named(row: Any, hasher: Hasher, everybody: Holders, wanted: _Wanted) -> Iterator[Holder]:
    parts = set(fields(text_of(row)))
    addresses = {email_form(part) for part in parts} - {""}
    known = {one.reference for one in everybody.values() if addresses & set(map(email_form, one.emails))}
    number = wanted.number if wanted.number in parts and not wanted.email else ""
    for reference in sorted(known or {_made_up(row.map_name, hasher, addresses, number)}):
        whose = None if GUEST in reference or not reference else reference.partition("/")[2]
        holder = everybody.setdefault(reference, Holder(reference, row.map_name, whose))
        for address in addresses if not known else ():
            holder.say("email", address)
        yield holder


def _made_up(source: str, hasher: Hasher, addresses: set[str], number: str) -> str:
    """The reference of somebody who may be in quarantine only; empty when nothing but a name is there."""
    if number:
        return f"{source}/{number}"
    return f"{source}/{GUEST}{hasher.email(min(addresses))[:_HASH_LETTERS]}" if addresses else ""


def _candidate(connection: Connection, holder: Holder, reasons: tuple[str, ...]) -> Candidate:
    rows = Counter({place: count for place, count in holder.places.items() if " " not in place})
    lines = raw.order_lines.c
    theirs = lines_of(holder)
    orders, outdated = connection.execute(
        select(func.count(func.distinct(lines.order_id)), func.count().filter(lines.is_current == 0)).where(theirs)
    ).one()
    if outdated:
        rows["superseded lines"] = outdated
    name, email, phone = (str(masked_value(min(values)) or "") if values else "" for values in (holder.names, holder.emails, holder.phones))
    return Candidate(
        holder.reference, holder.source, holder.customer_id, name, email, phone, orders, holder.first_seen, holder.last_seen, dict(rows),
        reasons, holder.is_erased,
    )  # fmt: skip


def lines_of(holder: Holder) -> ColumnElement[bool]:
    """Which order lines are the holder's, superseded ones too."""
    lines = raw.order_lines.c
    if holder.customer_id:
        return and_(lines.source == holder.source, lines.customer_id == holder.customer_id)
    nobody = and_(lines.source == holder.source, or_(lines.customer_id.is_(None), lines.is_house_account == 1))
    if holder.emails:
        return and_(nobody, lines.customer_email.in_(sorted(holder.emails)))
    return and_(nobody, lines.customer_email.is_(None), lines.customer_name.in_(sorted(holder.names)))
