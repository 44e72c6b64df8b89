"""Forgetting: everybody of the register loses their identity wherever the raw layer still holds it. Keys and amounts stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, insert, select, update
from sqlalchemy.engine import Connection

from dashapp.settings import Settings
from jobs import demo, raw
from jobs.churn.forgetting import forget_winback
from jobs.corrections.kept import forget_kept
from jobs.duplicates.forgetting import forget_duplicates
from jobs.privacy import lines, quarantined
from jobs.privacy.belongings import Belonging, Rows, condition, rows_about
from jobs.privacy.identifiers import Hasher
from jobs.privacy.lines import People
from jobs.privacy.merged import keep_joined
from jobs.privacy.register import Identifiers, Register, load_register, register
from jobs.privacy.replacing import kept_number, replacement
from jobs.shop_tables import shop_tables
from queries.declared import DeclaredColumn, declared_tables


@dataclass
class Forgotten:
    """Rows in which an identity was replaced, by table; numbers that belong to the register from now on; erased numbers by source."""

    rows: Counter[str] = field(default_factory=Counter)
    linked: dict[str, str] = field(default_factory=dict)
    customers: dict[str, set[str]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All rows."""
        return sum(self.rows.values())


def forget(connection: Connection, held: Register) -> Forgotten:
    """Replace the identity of everybody in the register, in the caller's transaction."""
    people, done = lines.recognised(connection, held), Forgotten()
    _join_accounts(connection, held, people)
    with _overwriting(connection):
        _forget_tables(connection, held, people, done)
        done.rows[raw.order_lines.name] = lines.forget_lines(connection, held.hasher, lines.of_people(connection, people))
    remember_customers(connection, held.hasher, people.customers)
    done.linked = linked_identifiers(held.hasher, people)
    done.customers = dict(people.customers)
    return done


def forget_again(settings: Settings, connection: Connection) -> Forgotten:
    """The same for everybody who was ever erased, in the caller's transaction: after a bulk load, or of a restored backup."""
    held = load_register(settings)
    done = forget(connection, held) if held else Forgotten()
    settle(settings, done)
    return done


def settle(settings: Settings, done: Forgotten) -> None:
    """What the accounts database has to know of it: further identifiers, and that nothing stands about their duplicates or win-back."""
    if done.linked:
        register(settings, done.linked)
    forget_duplicates(settings, done.customers)
    forget_winback(settings, done.customers)


@contextmanager
def _overwriting(connection: Connection) -> Iterator[None]:
    """What is overwritten or deleted meanwhile leaves no trace in the pages of a SQLite file."""
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.exec_driver_sql("pragma secure_delete = on")
    try:
        yield
    finally:
        connection.exec_driver_sql("pragma secure_delete = off")


def linked_identifiers(hasher: Hasher, people: People) -> Identifiers:
    """Numbers that an erased person's address gave away: all that comes under them is that person's."""
    return {hasher.customer(source, number): "customer" for source, number in people.linked}


def remember_customers(connection: Connection, hasher: Hasher, customers: Mapping[str, Collection[str]]) -> None:
    """Note whose identity was replaced, for the tables that a build makes."""
    table = raw.erased_customers
    held = set(connection.execute(select(table.c.source, table.c.customer_id)))
    given = {(source, kept_number(number, hasher) or "") for source, numbers in customers.items() for number in numbers}
    keep_joined(connection, hasher, customers)
    rows = [{"source": source, "customer_id": number} for source, number in sorted(given - held)]
    if rows:
        connection.execute(insert(table), rows)


def _join_accounts(connection: Connection, held: Register, people: People) -> None:
    """Customers of the shop's own tables whom an address, a telephone number or their number gives away."""
    declared = declared_tables()["customers"]
    columns = [column for column in declared.columns if column.tag in ("email", "phone")]
    table = shop_tables()["customers"]
    for row in connection.execute(select(table.c.customer_id, *(table.c[column.name] for column in columns))):
        by_contact = any(_KNOWS[column.tag](held, row[at]) for at, column in enumerate(columns, 1))
        by_number = held.knows_customer(demo.DEMO, row.customer_id)
        if by_contact or by_number:
            people.customers[demo.DEMO].add(row.customer_id)
        if by_contact and not by_number:
            people.linked.add((demo.DEMO, row.customer_id))


_KNOWS = {"email": Register.knows_email, "phone": Register.knows_phone}


def _names_on_lines(connection: Connection, people: People) -> list[str]:
    asked = select(raw.order_lines.c.customer_name).where(lines.of_people(connection, people), raw.order_lines.c.customer_name.is_not(None))
    return list(connection.scalars(asked.distinct()))


def _names_in(about: Mapping[Belonging, Rows]) -> Iterator[str]:
    """Whole names, and postal addresses, of the shop's tables."""
    for belonging, rows in about.items():
        for tag in ("name", "address"):
            columns = [column.name for column in belonging.tagged if column.tag == tag]
            yield from (" ".join(str(row[name]) for name in columns if row[name]) for row in rows)
            yield from (str(row[name]) for row in rows for name in columns if tag == "address" and row[name])


def _forget_tables(connection: Connection, held: Register, people: People, done: Forgotten) -> None:
    """The shop's own tables, and the quarantine, which may name whoever stands in them."""
    customers = people.customers.get(demo.DEMO, set())
    about = rows_about(connection, customers)
    names = quarantined.whole_names([*_names_on_lines(connection, people), *_names_in(about)])
    found = {belonging.table.name: rows for belonging, rows in about.items()}
    for belonging, rows in about.items():
        changed = _changed(belonging, rows, held.hasher)
        for column in belonging.tagged if changed else ():
            where = condition(connection, belonging, customers, found)
            _replace(connection, belonging, column, rows, held.hasher, where)
        done.rows[belonging.table.raw_name] = changed
        done.rows[raw.corrections.name] += forget_kept(connection, belonging.table, rows)
    done.rows[raw.quarantine.name] = quarantined.forget_quarantine(connection, held, names)


def _changed(belonging: Belonging, rows: Rows, hasher: Hasher) -> int:
    """How many rows still hold something to replace."""
    return sum(
        any(replacement(column.tag, row[column.name], hasher, may_be_empty=column.empty) != row[column.name] for column in belonging.tagged)
        for row in rows
    )


def _replace(connection: Connection, belonging: Belonging, column: DeclaredColumn, rows: Rows, hasher: Hasher, where: Any) -> None:
    """One column of the rows; an identifier everywhere that it is referred to."""
    table = shop_tables()[belonging.table.name]
    if column.tag != "identifier":
        new = replacement(column.tag, "", hasher, may_be_empty=column.empty)
        connection.execute(update(table).where(where, table.c[column.name].is_not(None)).values({column.name: new}))
        return
    places = [(table, column.name), *(_referring(belonging.table.name) if column.name == belonging.key else ())]
    for value in sorted({str(row[column.name]) for row in rows if row[column.name] is not None}):
        for place, name in places:
            new = replacement(column.tag, value, hasher)
            connection.execute(update(place).where(place.c[name] == value).values({name: new}))


def _referring(declared: str) -> list[tuple[Table, str]]:
    """The columns of the shop's tables that name a row of this one."""
    return [
        (table, column.name)
        for name, table in shop_tables().items()
        for column in declared_tables()[name].columns
        if column.references == declared
    ]
