"""A rule: every one of its lines must hold, and a line holds when one of its conditions does. Values are bound, never written."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashapp.errors import UserError, near
from queries.segments.attributes import Attribute, attribute

WORDS = {">=": "at least", "<=": "at most", "=": "is", "in": "is one of", "not in": "is none of"}
OPERATORS = {
    "integer": (">=", "<=", "="),
    "decimal": (">=", "<="),
    "money": (">=", "<="),
    "ratio": (">=", "<="),
    "text": ("in", "not in"),
    "boolean": ("=",),
}
MOST_CONDITIONS, MOST_VALUES, LONGEST_VALUE = 40, 50, 120
_LARGEST = 1e12
_YES, _NO = ("yes", "true", "1"), ("no", "false", "0")
_EACH = {"money": 100, "ratio": 0.01}
Value = str | float | int


@dataclass(frozen=True)
class Condition:
    """What one attribute must be. Values are as people name them: money in major units, shares in percent."""

    attribute: str
    operator: str
    values: tuple[Value, ...]

    @property
    def words(self) -> str:
        """As a sentence without a full stop."""
        asked = attribute(self.attribute)
        if asked.type == "boolean":
            return f"{asked.title}: {'yes' if self.values[0] else 'no'}"
        unit = " %" if asked.type == "ratio" else ""
        named = ", ".join(f"{value:,}" if isinstance(value, int) else f"{value:,g}" if isinstance(value, float) else value
                          for value in self.values)  # fmt: skip
        return f"{asked.title} {WORDS[self.operator]} {named}{unit}"

    def to_plain(self) -> list[Value]:
        """As JSON keeps it."""
        return [self.attribute, self.operator, *self.values]


@dataclass(frozen=True)
class Rule:
    """The lines, each with its alternatives."""

    lines: tuple[tuple[Condition, ...], ...]

    @property
    def words(self) -> str:
        """As one sentence."""
        said = [" or ".join(one.words for one in line) for line in self.lines]
        return "; ".join(said) if said else "Everybody"

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that it reads."""
        return tuple(dict.fromkeys(attribute(one.attribute).table for line in self.lines for one in line))

    def to_plain(self) -> list[list[list[Value]]]:
        """As JSON keeps it."""
        return [[one.to_plain() for one in line] for line in self.lines]

    def to_text(self) -> str:
        """As an address carries it."""
        return json.dumps(self.to_plain(), separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def of(cls, plain: Any) -> Rule:
        """From JSON, every part checked; a line of one condition may be that condition. UserError says what is wrong."""
        if not isinstance(plain, list) or not all(isinstance(line, list) and line for line in plain):
            raise UserError("A rule is a list of lines, each a list of conditions such as ['frequency', '>=', 2].")
        lines = [[line] if isinstance(line[0], str) else line for line in plain]
        if sum(len(line) for line in lines) > MOST_CONDITIONS:
            raise UserError(f"A rule has {MOST_CONDITIONS} conditions at most.")
        return cls(tuple(tuple(condition(given) for given in line) for line in lines))

    @classmethod
    def from_text(cls, text: str) -> Rule:
        """From an address; an empty text is everybody."""
        try:
            return cls.of(json.loads(text) if text else [])
        except (ValueError, RecursionError):
            raise UserError("The rule in the address is not written as JSON. Open the segment anew.") from None


def condition(given: Any) -> Condition:
    """A condition from its parts: attribute, operator, values."""
    if not isinstance(given, list | tuple) or len(given) < 3 or not all(isinstance(part, str) for part in given[:2]):
        raise UserError("A condition is an attribute, an operator and a value, such as ['frequency', '>=', 2].")
    asked, operator, values = attribute(given[0]), given[1], given[2:]
    if operator not in OPERATORS[asked.type]:
        raise UserError(f"{asked.title} cannot be compared by {operator!r}.{near(operator, OPERATORS[asked.type])}")
    if asked.type == "text":
        return Condition(asked.name, operator, _texts(asked, values))
    if len(values) != 1:
        raise UserError(f"{asked.title} is compared with one value, not {len(values)}.")
    return Condition(asked.name, operator, (_flag(asked, values[0]) if asked.type == "boolean" else _number(asked, values[0]),))


def compiled(rule: Rule, prefix: str) -> tuple[str, dict[str, Any]]:
    """The rule as a condition of SQL over its tables, and the values of its binds, whose names begin with the prefix."""
    values: dict[str, Any] = {}
    lines = [" or ".join(_written(one, prefix, values) for one in line) for line in rule.lines]
    return " and ".join(f"({line})" for line in lines) or "1 = 1", values


def joins(tables: Iterable[str], population: str) -> str:
    """The joins that bring the tables to the population, which every customer of a segment has a row of."""
    others = [table for table in dict.fromkeys(tables) if table != population]
    return "".join(f"\nleft join {table} on {table}.customer_key = {population}.customer_key" for table in others)


def _written(one: Condition, prefix: str, values: dict[str, Any]) -> str:
    asked = attribute(one.attribute)
    names = []
    for value in one.values:
        names.append(f"{prefix}_{len(values)}")
        values[names[-1]] = _bound(asked, value)
    given = ", ".join(f":{name}" for name in names)
    return f"{asked.table}.{asked.column} {one.operator} {f'({given})' if asked.type == 'text' else given}"


def _bound(asked: Attribute, value: Value) -> Value:
    if asked.type == "money":
        return math.floor(float(value) * _EACH["money"] + 0.5)
    return float(value) * _EACH["ratio"] if asked.type == "ratio" else value


def _texts(asked: Attribute, values: Sequence[Any]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(value.strip() for value in values if isinstance(value, str) and value.strip()))
    if not found or len(found) > MOST_VALUES or any(len(value) > LONGEST_VALUE or "\0" in value for value in found):
        raise UserError(f"{asked.title} takes 1 to {MOST_VALUES} values of at most {LONGEST_VALUE} letters.")
    return found


def _flag(asked: Attribute, value: Any) -> int:
    said = str(value).strip().lower()
    if said not in _YES + _NO:
        raise UserError(f"{asked.title} is yes or no, not {str(value)[:20]!r}.")
    return int(said in _YES)


def _number(asked: Attribute, value: Any) -> float | int:
    """A number of the attribute's type, from JSON or as typed."""
    try:
        number = float(value if not isinstance(value, str) else value.replace(",", "").strip())
    except (TypeError, ValueError):
        raise UserError(f"{asked.title} is compared with a number, not {str(value)[:20]!r}.") from None
    if not -_LARGEST <= number <= _LARGEST or (asked.type == "integer" and number != math.floor(number)):
        raise UserError(f"{asked.title} is compared with {'a whole number' if asked.type == 'integer' else 'a number of ordinary size'}.")
    return int(number) if number == math.floor(number) else number


def require_words(words: Mapping[str, str]) -> None:
    """UserError for words of a segment that are missing or too long."""
    for name, (least, most) in {"title": (1, 120), "reason": (0, 500), "action": (0, 500), "owner": (0, 64)}.items():
        if not least <= len(words.get(name, "")) <= most:
            raise UserError(f"The {name} has {len(words.get(name, ''))} letters. It needs {least} to {most}.")
