"""Interpreter: records of one file in, lines of the raw layer and problems out. It knows the map, no database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from jobs.importing.facts import Facts
from jobs.importing.lines import Lines
from jobs.importing.map import ImportMap, MappedColumn
from jobs.importing.moments import Moment
from jobs.importing.problem import Problem, problem_of
from jobs.importing.rates import RateBook
from jobs.importing.records import OrderFiller, sound_records
from jobs.importing.shape import CURRENCY, Shape
from jobs.importing.source_file import Record
from jobs.importing.values import Unreadable, ValueReader

_CODE = MappedColumn(CURRENCY, CURRENCY, required=True)


class Interpreter:
    """Reads the pieces of one file in order. `unlisted` counts states of orders that the map does not translate."""

    def __init__(self, import_map: ImportMap, shape: Shape, file_name: str, zone: str, rates: RateBook):
        self._map, self._shape, self._file_name, self._rates = import_map, shape, file_name, rates
        self._values, self._filler = ValueReader(import_map.file, zone), OrderFiller()
        self.unlisted: Counter[str] = Counter()

    def interpret(self, piece: list[Record]) -> tuple[Lines, list[Problem]]:
        """The good rows of a piece and the problems of the others."""
        records, problems = sound_records(piece, self._shape, self._file_name, self._map.file.encoding)
        found = _Found(records)
        cells = self._cells(records)
        values = {name: self._read(self._column(name), texts, found) for name, texts in cells.items()}
        for column in self._map.columns.values():
            if column.made_of:
                values[column.name] = _joined([values[part] for part in column.made_of if part in values], len(records))
                self._require(column, values[column.name], found)
        values |= {name: [None] * len(records) for name in self._map.columns if name not in values}
        facts = Facts(self._map, values, self._amounts(values, found), self._rates.meant)
        self._check_rules(facts.values, found)
        self._check_rates(facts, found)
        kept = [at for at in range(len(records)) if at not in found.first]
        lines = Lines([record.row for record in records], facts.content(), facts.mapped()).only(kept)
        self._count_unlisted(values, kept)
        return lines, problems + [self._problem(record, *found.first[at]) for at, record in enumerate(records) if at in found.first]

    def _column(self, name: str) -> MappedColumn:
        return _CODE if name == CURRENCY else self._map.columns[name]

    def _cells(self, records: Sequence[Record]) -> dict[str, list[str]]:
        columns = list(zip(*[record.fields for record in records], strict=True)) or [()] * self._shape.width
        cells = {name: list(columns[at]) for name, at in self._shape.positions.items()}
        sparse = {name for name, column in self._map.columns.items() if column.fill} | ({CURRENCY} if self._map.currency.fill else set())
        filled = {name: texts for name, texts in cells.items() if name in sparse}
        if filled:
            self._filler.fill(cells["order_id"], filled)
        return cells

    def _read(self, column: MappedColumn, texts: list[str], found: _Found) -> list[Any]:
        table = self._values.table(column, set(texts))
        values = [table[text] for text in texts]
        if any(isinstance(value, Unreadable) for value in table.values()):
            for at, value in enumerate(values):
                if isinstance(value, Unreadable):
                    found.add(at, column.name, texts[at], column.type, f"{texts[at].strip()!r} {value.reason}.")
                    values[at] = None
        self._require(column, values, found)
        return values

    def _require(self, column: MappedColumn, values: Sequence[Any], found: _Found) -> None:
        if column.required and None in values:
            for at, value in enumerate(values):
                if value is None and at not in found.first:
                    found.add(at, column.name, "", "required", "The cell is empty, and the map requires a value.")

    def _amounts(self, values: dict[str, list[Any]], found: _Found) -> list[Decimal | None]:
        missing = [None] * len(found.records)
        stated, prices = values.get("amount", missing), values.get("unit_price", missing)
        if None not in stated:
            return stated
        rows = list(zip(stated, prices, values.get("quantity", missing), strict=True))
        table = {row: _amount(*row) for row in set(rows)}
        amounts = [table[row] for row in rows]
        for at, amount in enumerate(amounts):
            if amount is None and at not in found.first:
                found.add(at, "amount", "", "amount_missing", "The row states neither an amount nor a unit price and a quantity.")
        return amounts

    def _check_rules(self, values: Mapping[str, Sequence[Any]], found: _Found) -> None:
        for rule in self._map.rules:
            column = values[rule.column]
            passed = rule.condition.mask({rule.column: column}, len(column))
            for at, good in enumerate(passed):
                if not good and column[at] is not None:
                    found.add(at, rule.column, str(column[at]), rule.name, f"{column[at]} breaks the rule {rule.column} {rule.words}.")

    def _check_rates(self, facts: Facts, found: _Found) -> None:
        for at, code, message in self._rates.lacking(facts.currencies, facts.days, found.first):
            found.add(at, CURRENCY, code, "exchange_rate_missing", message)

    def _count_unlisted(self, values: dict[str, list[Any]], kept: Sequence[int]) -> None:
        states = values.get("status")
        if states:
            counted = Counter(states[at] for at in kept)
            self.unlisted.update({state: n for state, n in counted.items() if state and state.upper() not in self._map.status})

    def _problem(self, record: Record, column: str, value: str, rule: str, message: str) -> Problem:
        return problem_of(self._file_name, record, self._shape.header_of(column), value.strip(), rule, message)


class _Found:
    """The first problem of each record, by its position; further columns are named in its message."""

    def __init__(self, records: Sequence[Record]):
        self.records = records
        self.first: dict[int, tuple[str, str, str, str]] = {}

    def add(self, at: int, column: str, value: str, rule: str, message: str) -> None:
        if at not in self.first:
            self.first[at] = (column, value, rule, message)
        elif column != self.first[at][0] and f"Also wrong: {column}" not in self.first[at][3]:
            self.first[at] = (*self.first[at][:3], f"{self.first[at][3]} Also wrong: {column}.")


def _amount(stated: Decimal | None, price: Decimal | None, quantity: int | None) -> Decimal | None:
    if stated is not None or price is None or quantity is None:
        return stated
    return price * quantity


def _joined(parts: list[list[Any]], rows: int) -> list[str | None]:
    """Parts joined by hyphens; None where one of them is missing."""
    if not parts:
        return [None] * rows
    return [None if None in row else "-".join(_part(value) for value in row) for row in zip(*parts, strict=True)]


def _part(value: Any) -> str:
    """Of a time the day only: what a customer buys on one day is one order."""
    return value.text[:10] if isinstance(value, Moment) else str(value)
