"""Holders: everybody whom the raw layer knows, by number or as a guest, with what it says about who they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from dashapp.errors import NotFound, UserError
from jobs import demo, raw
from jobs.privacy.belongings import belongings
from jobs.privacy.identifiers import Hasher, email_form, number_form, phone_form
from jobs.privacy.quarantined import fields, held_rows, text_of
from jobs.privacy.register import Identifiers
from jobs.privacy.replacing import ERASED
from jobs.shop_tables import shop_tables
from queries.declared import declared_tables

GUEST = "guest:"
_GUEST_LETTERS = 16
_LINES = raw.order_lines.c


@dataclass
class Holder:
    """A customer of one source, or a guest. A `reference` is source/number, or source/guest:hash where there is no number."""

    reference: str
    source: str
    customer_id: str | None
    names: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    places: Counter[str] = field(default_factory=Counter)
    first_seen: str = ""
    last_seen: str = ""

    @property
    def is_erased(self) -> bool:
        """Whether nothing is left that says who it is."""
        return ERASED in self.names and not self.emails and not self.phones

    def seen(self, first: str, last: str) -> None:
        """Widen the time in which the holder was seen."""
        self.first_seen = min(filter(None, (self.first_seen, first)), default="")
        self.last_seen = max(self.last_seen, last or "")

    def say(self, tag: str, value: str | None) -> None:
        """Add what a tagged column says."""
        kept = {"name": self.names, "email": self.emails, "phone": self.phones}.get(tag)
        if kept is not None and value:
            kept.add(value)


Holders = dict[str, Holder]


def holders(connection: Connection, hasher: Hasher) -> Holders:
    """Everybody, by reference. One pass over the order lines and one over each table that tells who somebody is."""
    found: Holders = {}
    for row in connection.execute(_on_lines()):
        holder = _holder(found, hasher, row)
        if holder is not None:
            holder.say("name", row.customer_name)
            holder.say("email", row.customer_email)
            holder.seen(row.first_seen, row.last_seen)
            holder.places[raw.order_lines.name] += row.lines
    _in_tables(connection, found)
    return found


def chosen(connection: Connection, hasher: Hasher, everybody: Holders, references: Iterable[str]) -> list[Holder]:
    """The holders of the references; NotFound for one that nothing is held of. A number may stand in quarantine only."""
    named = list(dict.fromkeys(references))
    if not named:
        raise UserError("Name at least one person, as source/number. `manage.py subject search` finds them.")
    return [everybody[one] if one in everybody else _quarantined(connection, hasher, one) for one in named]


def identifiers(hasher: Hasher, people: Iterable[Holder], everybody: Holders) -> Identifiers:
    """What recognises these people: addresses, numbers, and those telephone numbers that nobody else has."""
    mine = list(people)
    own = {holder.reference for holder in mine}
    found = {hasher.customer(one.source, one.customer_id): "customer" for one in mine if one.customer_id}
    found |= {hasher.email(email): "email" for one in mine for email in one.emails}
    found |= {hasher.guest(one.source, name): "guest" for one in mine if not one.customer_id and not one.emails for name in one.names}
    others = {phone_form(phone) for one in everybody.values() if one.reference not in own for phone in one.phones}
    found |= {hasher.phone(phone): "phone" for one in mine for phone in one.phones if phone_form(phone) not in others}
    return {digest: kind for digest, kind in found.items() if digest}


def sharing(people: Iterable[Holder], everybody: Holders) -> list[str]:
    """References of others who have an e-mail address of these people."""
    mine = list(people)
    own, addresses = {one.reference for one in mine}, {email_form(email) for one in mine for email in one.emails} - {""}
    others = (one for one in everybody.values() if one.reference not in own)
    return sorted(one.reference for one in others if addresses & {email_form(email) for email in one.emails})


def _on_lines() -> Any:
    group = (_LINES.source, _LINES.customer_id, _LINES.is_house_account, _LINES.customer_name, _LINES.customer_email)
    counted = (func.count().label("lines"), func.min(_LINES.ordered_at).label("first_seen"), func.max(_LINES.ordered_at).label("last_seen"))
    return select(*group, *counted).group_by(*group)


def _holder(found: Holders, hasher: Hasher, row: Any) -> Holder | None:
    """The holder of a group of lines; None where nothing says whose they are."""
    number = None if row.is_house_account else row.customer_id
    digest = hasher.email(row.customer_email) or hasher.guest(row.source, row.customer_name)
    if not number and (not digest or row.customer_name == ERASED):
        return None
    reference = f"{row.source}/{number or GUEST + digest[:_GUEST_LETTERS]}"
    return found.setdefault(reference, Holder(reference, row.source, number))


def _in_tables(connection: Connection, found: Holders) -> None:
    for belonging in belongings(declared_tables()):
        tagged = [column for column in belonging.tagged if column.tag in ("name", "email", "phone")]
        if not belonging.direct or not tagged:
            continue
        table = shop_tables()[belonging.table.name]
        for row in connection.execute(select(table)).mappings():
            number = row[belonging.direct[0]]
            holder = found.setdefault(f"{demo.DEMO}/{number}", Holder(f"{demo.DEMO}/{number}", demo.DEMO, number))
            holder.places[table.name] += 1
            holder.say("name", " ".join(row[column.name] for column in tagged if column.tag == "name" and row[column.name]))
            for column in tagged:
                if column.tag != "name":
                    holder.say(column.tag, row[column.name])


def _quarantined(connection: Connection, hasher: Hasher, reference: str) -> Holder:
    source, _, number = reference.partition("/")
    holder = Holder(reference, source, None if number.startswith(GUEST) else number_form(number))
    for row in held_rows(connection):
        for part in fields(text_of(row)) if row.map_name == source else ():
            if hasher.email(part)[:_GUEST_LETTERS] == number.removeprefix(GUEST) or part == holder.customer_id:
                holder.places[raw.quarantine.name] += 1
                holder.say("email", part if email_form(part) else None)
    if not holder.places:
        raise NotFound(f"Nothing is held of {reference!r}. `manage.py subject search` finds references, written source/number.")
    return holder
