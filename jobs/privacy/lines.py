"""Order lines of erased people: recognised by the register, and their identity replaced where they stand, superseded ones too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, bindparam, false, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from jobs import raw
from jobs.privacy.belongings import among
from jobs.privacy.identifiers import Hasher
from jobs.privacy.register import Register
from jobs.privacy.replacing import SEAL, kept_number, replacement, sealed

# The columns of an order line that tell who somebody is; a map may fill no others.
IDENTITY = {"customer_name": "name", "customer_email": "email"}
_LINES = raw.order_lines.c


@dataclass
class People:
    """Who was recognised. `customers`: numbers by source; `guests`: address and name by source, of lines that are nobody's by number.

    `linked` are the numbers that only an address gave away.
    """

    customers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    guests: dict[str, set[tuple[str | None, str | None]]] = field(default_factory=lambda: defaultdict(set))
    linked: set[tuple[str, str]] = field(default_factory=set)

    def look_at(self, register: Register, row: Any) -> bool:
        """Whether a line with source, customer_id, is_house_account, customer_name and customer_email is an erased person's."""
        by_address = register.knows_email(row.customer_email)
        if row.customer_id is None or row.is_house_account:
            known = by_address or (not row.customer_email and register.knows_guest(row.source, row.customer_name))
            if known:
                self.guests[row.source].add((row.customer_email, row.customer_name))
            return known
        by_number = register.knows_customer(row.source, row.customer_id)
        if by_number or by_address:
            self.customers[row.source].add(row.customer_id)
        if by_address and not by_number:
            self.linked.add((row.source, row.customer_id))
        return by_number or by_address


def recognised(connection: Connection, register: Register) -> People:
    """Everybody of the register on lines that still say who they are."""
    people = People()
    asked = select(_LINES.source, _LINES.customer_id, _LINES.is_house_account, _LINES.customer_name, _LINES.customer_email)
    for row in connection.execute(asked.where(_LINES.row_values.not_like(f"{SEAL}%")).distinct()).all():
        people.look_at(register, row)
    return people


def of_people(connection: Connection, people: People) -> ColumnElement[bool]:
    """Which lines are theirs."""
    return or_(false(), *_parts(connection, people))


def _parts(connection: Connection, people: People) -> Iterator[ColumnElement[bool]]:
    for source, numbers in people.customers.items():
        yield and_(_LINES.source == source, _LINES.is_house_account == 0, among(connection, _LINES.customer_id, numbers))
    shared = or_(_LINES.customer_id.is_(None), _LINES.is_house_account == 1)
    for source, guests in people.guests.items():
        addresses = {address for address, _ in guests if address}
        names = {name for address, name in guests if not address and name}
        yield and_(_LINES.source == source, shared, among(connection, _LINES.customer_email, addresses))
        yield and_(_LINES.source == source, shared, _LINES.customer_email.is_(None), among(connection, _LINES.customer_name, names))


def forget_lines(connection: Connection, hasher: Hasher, where: ColumnElement[bool]) -> int:
    """Replace the identity on lines and seal their hashes, so that the same row is known again. Returns how many were not sealed yet."""
    rows = connection.execute(_named(where, _LINES.row_values.not_like(f"{SEAL}%"))).all()
    if rows:
        changed = {name: bindparam(f"new_{name}") for name in ("customer_id", *IDENTITY, "row_key", "row_values")}
        statement = update(raw.order_lines).where(_LINES.line_id == bindparam("line")).values(changed)
        connection.execute(statement, [_forgotten(row, hasher) for row in rows])
    return len(rows)


def _named(*where: ColumnElement[bool]) -> Any:
    names = (_LINES.line_id, _LINES.customer_id, *(_LINES[name] for name in IDENTITY), _LINES.row_key, _LINES.row_values)
    loads = raw.loads.c
    joined = raw.order_lines.join(raw.loads, loads.load_id == _LINES.load_id)
    return select(*names, loads.is_identity_in_key).select_from(joined).where(*where)


def _forgotten(row: Any, hasher: Hasher) -> dict[str, Any]:
    said = {f"new_{name}": replacement(tag, getattr(row, name), hasher) for name, tag in IDENTITY.items()}
    key = sealed(row.row_key, hasher) if row.is_identity_in_key else row.row_key
    keys = {"new_row_key": key, "new_row_values": sealed(row.row_values, hasher)}
    return {"line": row.line_id, "new_customer_id": kept_number(row.customer_id, hasher), **said, **keys}


def seal_keys(connection: Connection, hasher: Hasher, source: str) -> None:
    """Seal the row keys of erased lines that an earlier release loaded without a word on what its keys are made of."""
    unsealed = (_LINES.source == source, _LINES.row_values.like(f"{SEAL}%"), _LINES.row_key.not_like(f"{SEAL}%"))
    rows = connection.execute(select(_LINES.line_id, _LINES.row_key).where(*unsealed)).all()
    if rows:
        statement = update(raw.order_lines).where(_LINES.line_id == bindparam("line")).values(row_key=bindparam("new_key"))
        connection.execute(statement, [{"line": row.line_id, "new_key": sealed(row.row_key, hasher)} for row in rows])
