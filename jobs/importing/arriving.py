"""Rows of erased people that arrive again: their identity is replaced before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import and_
from sqlalchemy.engine import Connection

from dashapp.settings import Settings
from jobs import raw
from jobs.duplicates.forgetting import forget_duplicates
from jobs.importing.lines import Lines
from jobs.importing.map import ImportMap
from jobs.importing.problem import Problem
from jobs.importing.row_keys import RowKeys
from jobs.privacy.belongings import among
from jobs.privacy.forget import linked_identifiers, remember_customers
from jobs.privacy.lines import IDENTITY, People, forget_lines, seal_keys
from jobs.privacy.quarantined import MESSAGE, is_erased
from jobs.privacy.register import load_register, register
from jobs.privacy.replacing import ERASED, kept_number, replacement, sealed


class Said(NamedTuple):
    """What a line says about who bought."""

    source: str
    customer_id: str | None
    is_house_account: int
    customer_name: str | None
    customer_email: str | None


class Arriving:
    """The rows of one load as they come. `erased` counts those whose identity was replaced or that were blanked.

    `were_written` says that some had to be replaced after they were written, because only a later row told whose they were.
    """

    def __init__(self, settings: Settings, import_map: ImportMap):
        self._settings, self._source, self._register = settings, import_map.name, load_register(settings)
        self._people, self.erased, self.were_written = People(), 0, False
        self.is_identity_in_key = bool(IDENTITY.keys() & set(import_map.key or import_map.columns))

    def begin(self, connection: Connection) -> None:
        """Make the keys of lines that were erased before comparable with those to come."""
        if self._register and self.is_identity_in_key:
            seal_keys(connection, self._register.hasher, self._source)

    def lines(self, lines: Lines, keys: RowKeys) -> tuple[Lines, RowKeys]:
        """The lines without the identity of erased people, and their keys sealed as those of erased rows are."""
        found = self._recognised(lines) if self._register else []
        if not found:
            return lines, keys
        self.erased += len(found)
        return self._replaced(lines, found), self._sealed(keys, found)

    def problems(self, problems: Sequence[Problem]) -> list[Problem]:
        """The problems, those of erased people blank."""
        if not self._register:
            return list(problems)
        kept = [self._blank(problem) for problem in problems]
        self.erased += sum(new is not old for new, old in zip(kept, problems, strict=True))
        return kept

    def finish(self, connection: Connection, *, check: bool) -> None:
        """Whoever was recognised by an address alone is known by number from now on, and all that came under it is replaced too."""
        if not self._register:
            return
        linked = linked_identifiers(self._register.hasher, self._people)
        if linked:
            late = self._forget_linked(connection)
            self.erased, self.were_written = self.erased + late, late > 0
            if not check:
                register(self._settings, linked)
        remember_customers(connection, self._register.hasher, self._people.customers)
        if not check:
            forget_duplicates(self._settings, self._people.customers)

    def _recognised(self, lines: Lines) -> list[int]:
        said = (lines.content.get(name) or [None] * len(lines) for name in Said._fields[1:])
        everybody = [Said(self._source, *one) for one in zip(*said, strict=True)]
        known = {one for one in set(everybody) if self._people.look_at(self._register, one)}
        return [at for at, one in enumerate(everybody) if one in known] if known else []

    def _replaced(self, lines: Lines, found: Sequence[int]) -> Lines:
        hasher, content = self._register.hasher, dict(lines.content)
        for name, tag in IDENTITY.items():
            content = _with(content, name, {at: replacement(tag, content[name][at], hasher) for at in found if name in content})
        numbers = {at: kept_number(content["customer_id"][at], hasher) for at in found if "customer_id" in content}
        return Lines(lines.rows, _with(content, "customer_id", numbers), lines.mapped)

    def _sealed(self, keys: RowKeys, found: Sequence[int]) -> RowKeys:
        hasher, names, values = self._register.hasher, list(keys.keys), list(keys.values)
        for at in found:
            values[at] = sealed(values[at], hasher)
            if self.is_identity_in_key:
                names[at] = sealed(names[at], hasher)
        return RowKeys(names, values, keys.hashes)

    def _blank(self, problem: Problem) -> Problem:
        text = f"{problem.value}\n{problem.row_text}"
        blank = is_erased(self._register, self._source, text)
        return replace(problem, value=ERASED, row_text=ERASED, message=MESSAGE) if blank else problem

    def _forget_linked(self, connection: Connection) -> int:
        held = raw.order_lines.c
        numbers = {number for _, number in self._people.linked}
        theirs = and_(held.source == self._source, held.is_house_account == 0, among(connection, held.customer_id, numbers))
        return forget_lines(connection, self._register.hasher, theirs)


def _with(content: dict[str, Sequence[Any]], name: str, changed: dict[int, Any]) -> dict[str, Sequence[Any]]:
    if not changed:
        return content
    values = list(content[name])
    for at, value in changed.items():
        values[at] = value
    return {**content, name: values}
