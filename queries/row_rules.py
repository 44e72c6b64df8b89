"""Rules as rows: what a column must be, without SQL. The statements are put together here, from checked names and bound values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashapp.errors import UserError, near
from dashapp.rule_types import RULE_TYPES
from dashapp.table import Column
from queries.bind import Bound
from queries.checks import Measure, Offending

TIERS = {"not_null": "completeness", "reference": "consistency"}
MOST_VALUES = 200
_BOUNDS = {"range": ("least", "most"), "length": ("least", "most"), "one_of": ("values",)}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_NO_MONEY = "cast(null as bigint) as at_risk_cents"


@dataclass(frozen=True)
class Place:
    """A column of a relation of the warehouse, and the condition that its rows hold; all names are declared ones."""

    relation: str
    column: str
    condition: str = ""

    def __post_init__(self) -> None:
        for name in (self.relation, self.column):
            if not _NAME.fullmatch(name):
                raise ValueError(f"{name!r} is no name of a table or a column.")

    @property
    def source(self) -> str:
        """What a statement selects from."""
        return f"{self.relation} as held where {self.condition or '1 = 1'}"


@dataclass(frozen=True)
class RowRule:
    """One rule. bounds: least and most of a range or a length, values of one_of; other: whose keys a reference names."""

    rule_id: int
    table: str
    place: Place
    kind: str
    severity: str
    tolerance: float
    owner: str
    reason: str
    bounds: Mapping[str, Any] = field(default_factory=dict)
    other: Place | None = None

    @property
    def name(self) -> str:
        """What results call it."""
        return f"rules.{self.table}.{self.place.column}.{self.kind}.{self.rule_id}"

    @property
    def words(self) -> str:
        """What must hold, in a sentence."""
        given = "; ".join(f"{name} {value}" for name, value in self.bounds.items())
        of = f" of {self.other.relation}.{self.other.column}" if self.other else ""
        return f"{self.table}.{self.place.column} is held to the rule {self.kind}{of}{f' ({given})' if given else ''}."

    def measure(self) -> Measure:
        """What a run counts."""
        condition, values = _CONDITIONS[self.kind](self)
        column, source = f"held.{self.place.column}", self.place.source
        given = "" if self.kind == "not_null" else f" and {column} is not null"
        if self.kind == "unique":
            repeated = f"select count(*) as times from {source}{given} group by {column} having count(*) > 1"
            violations = f"select coalesce(sum(repeated.times - 1), 0) as violations, {_NO_MONEY} from ({repeated}) as repeated"
        else:
            violations = f"select count(*) as violations, {_NO_MONEY} from {source}{given} and {condition}"
        return Measure(
            name=self.name,
            kind="rule",
            tier=TIERS.get(self.kind, "validation"),
            severity=self.severity,
            tolerance=self.tolerance,
            owner=self.owner,
            fix=self.reason,
            table=self.table,
            violations=violations,
            population=f"select count(*) as held from {source}{given}",
            columns=(self.place.column,),
            values=values,
        )

    def offending(self, columns: tuple[Column, ...], grain: tuple[str, ...]) -> Offending:
        """The rows that offend, by these columns of the relation; of values that must be unique, every row that shares one."""
        condition, values = _CONDITIONS[self.kind](self)
        column, source = f"held.{self.place.column}", self.place.source
        if self.kind == "unique":
            condition = f"{column} in (select {column} from {source} group by {column} having count(*) > 1)"
        text = f"select {', '.join(f'held.{one.name}' for one in columns)} from {source} and {condition}"
        return Offending(self.name, self.words, columns, grain, (self.place.relation,), lambda _known: Bound(text, values))


def check_bounds(kind: str, bounds: Mapping[str, Any], *, is_text: bool, is_number: bool) -> None:
    """Raise UserError when bounds are not those that a kind of rule takes, for a column of text, of numbers or of days."""
    if kind not in RULE_TYPES:
        raise UserError(f"The rule is of type {kind!r}.{near(kind, RULE_TYPES)}")
    allowed = _BOUNDS.get(kind, ())
    for name in bounds:
        if name not in allowed:
            raise UserError(f"A rule of type {kind} has no {name!r}.{near(name, allowed)}")
    if allowed and not bounds:
        raise UserError(f"A rule of type {kind} needs {' or '.join(sorted(allowed))}.")
    if kind == "length" and not is_text:
        raise UserError("Only a text has a length. Use range for numbers and days.")
    _check_values(bounds.get("values") or list(bounds.values()), is_number=is_number or kind == "length")


def _check_values(values: Sequence[Any], *, is_number: bool) -> None:
    if len(values) > MOST_VALUES:
        raise UserError(f"{len(values)} values are given. At most {MOST_VALUES} are allowed; load them as a table and use reference.")
    for value in values:
        if isinstance(value, bool) or not isinstance(value, (int, float) if is_number else str):
            raise UserError(f"{value!r} is given. This column takes {'numbers' if is_number else 'text'}.")


def _absent(rule: RowRule) -> tuple[str, dict[str, Any]]:
    return f"held.{rule.place.column} is null", {}


def _repeated(_rule: RowRule) -> tuple[str, dict[str, Any]]:
    return "", {}


def _outside(written: str) -> Callable[[RowRule], tuple[str, dict[str, Any]]]:
    def outside(rule: RowRule) -> tuple[str, dict[str, Any]]:
        value = written.format(f"held.{rule.place.column}")
        signs = {"least": "<", "most": ">"}
        given = {name: rule.bounds[name] for name in signs if rule.bounds.get(name) is not None}
        return f"({' or '.join(f'{value} {signs[name]} :{name}' for name in given)})", given

    return outside


def _not_among(rule: RowRule) -> tuple[str, dict[str, Any]]:
    values = {f"value_{number}": value for number, value in enumerate(rule.bounds["values"])}
    return f"held.{rule.place.column} not in ({', '.join(f':{name}' for name in values)})", values


def _unknown(rule: RowRule) -> tuple[str, dict[str, Any]]:
    other = rule.other
    if other is None:
        raise ValueError(f"{rule.name} names no other table.")
    known = f"select known.{other.column} from {other.relation} as known where known.{other.column} is not null"
    return f"held.{rule.place.column} not in ({known})", {}


_CONDITIONS: Mapping[str, Callable[[RowRule], tuple[str, dict[str, Any]]]] = {
    "not_null": _absent,
    "unique": _repeated,
    "range": _outside("{}"),
    "length": _outside("length({})"),
    "one_of": _not_among,
    "reference": _unknown,
}
