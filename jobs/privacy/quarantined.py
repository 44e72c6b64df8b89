"""Quarantined rows of erased people. They stand there as the file had them, so their fields are tried against the register."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.engine import Connection

from jobs import raw
from jobs.privacy.identifiers import name_form
from jobs.privacy.register import Register
from jobs.privacy.replacing import ERASED

MESSAGE = "The row is of a person who was erased."
_FIELD = re.compile(r"[,;|\t\"\n]")
_FEWEST_WORDS = 2


def fields(text: str) -> Iterator[str]:
    """The fields of a row as it stood in a file, whatever parts them; and its words, where blanks do."""
    given = {part.strip() for part in _FIELD.split(text)}
    yield from (part for part in given | {word for part in given for word in part.split()} if part)


def is_erased(register: Register, source: str, text: str) -> bool:
    """Whether a field of the row is an erased person's address, telephone number or number as a customer."""
    return any(register.knows_email(part) or register.knows_phone(part) or register.knows_customer(source, part) for part in fields(text))


def names_somebody(text: str, names: Collection[str]) -> bool:
    """Whether one of the names, of two words or more in the form of `name_form`, stands in the text."""
    said = f" {name_form(text)} " if names else ""
    return any(f" {name} " in said for name in names)


def whole_names(names: Collection[str]) -> set[str]:
    """The names that are long enough to be looked for in any text."""
    return {form for name in names if len((form := name_form(name)).split()) >= _FEWEST_WORDS}


def forget_quarantine(connection: Connection, register: Register, names: Collection[str]) -> int:
    """Blank the rows of erased people, by register or by their whole names. Returns how many."""
    found = [row.quarantine_id for row in held_rows(connection) if is_erased(register, row.map_name, text_of(row)) or named(row, names)]
    if found:
        table = raw.quarantine
        statement = update(table).where(table.c.quarantine_id == bindparam("number"))
        blank = statement.values(value=ERASED, row_text=ERASED, message=MESSAGE)
        connection.execute(blank, [{"number": number} for number in found])
    return len(found)


def named(row: Any, names: Collection[str]) -> bool:
    """Whether the row holds one of the names."""
    return names_somebody(text_of(row), names)


def held_rows(connection: Connection) -> Iterator[Any]:
    """Every quarantined row that is not blank yet, with the map of its load."""
    table, loads = raw.quarantine.c, raw.loads.c
    joined = raw.quarantine.join(raw.loads, loads.load_id == table.load_id)
    asked = select(table, loads.map_name).select_from(joined).where(table.row_text != ERASED).order_by(table.quarantine_id)
    yield from connection.execute(asked).all()


def text_of(row: Any) -> str:
    """Everything the row says."""
    return f"{row.value}\n{row.row_text}"
