"""Conditions: `<column> <op> <literal> [and ...]`, parsed by hand; nothing is ever evaluated as code."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dashapp.errors import UserError, near

_ORDERED: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
OPERATORS = (*_ORDERED, "starts_with", "in", "is_empty")
_NUMERIC = ("line_number", "quantity", "unit_price", "amount", "discount", "tax", "shipping", "promo_used")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_TOKEN = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|(<=|>=|==|!=|<|>)|([(),\[\]])|([^\s"'<>=!(),\[\]]+))""")


@dataclass(frozen=True)
class Term:
    """One comparison. `literal` is a Decimal, an upper-case text, a frozenset of either, or None for is_empty."""

    column: str
    op: str
    literal: Any

    def holds(self, value: Any) -> bool:
        """Whether a value passes. A missing value passes is_empty and nothing else."""
        if self.op == "is_empty":
            return value is None
        if value is None:
            return False
        given = value.upper() if isinstance(value, str) else value
        if self.op == "starts_with":
            return given.startswith(self.literal)
        return given in self.literal if self.op == "in" else _ORDERED[self.op](given, self.literal)


@dataclass(frozen=True)
class Condition:
    """Terms that must all hold. Text is compared without regard to case."""

    terms: tuple[Term, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it reads."""
        return tuple(term.column for term in self.terms)

    def mask(self, values: Mapping[str, Sequence[Any]], rows: int) -> list[bool]:
        """For each row whether the condition holds; a column that is not there is missing everywhere."""
        held = [True] * rows
        for term in self.terms:
            column = values.get(term.column) or [None] * rows
            verdict = {value: term.holds(value) for value in set(column)}
            held = [before and verdict[value] for before, value in zip(held, column, strict=True)]
        return held


def parse_condition(text: str, columns: Iterable[str]) -> Condition:
    """The condition that a text writes; UserError naming what is allowed otherwise. `columns` are those it may read."""
    tokens, allowed = _tokens(text), tuple(columns)
    terms = [_term(tokens, allowed, text)]
    while tokens:
        if tokens.pop(0) != ("word", "and") or not tokens:
            raise UserError(f"The condition {text!r} is not finished. Write: <column> <op> <literal> and <column> <op> <literal>.")
        terms.append(_term(tokens, allowed, text))
    return Condition(tuple(terms))


def parse_check(text: str, column: str) -> Condition:
    """The condition that a rule's check writes: `<op> <literal> [and <op> <literal>]` about one column."""
    return parse_condition(" and ".join(f"{column} {part}" for part in re.split(r"\s+and\s+", text.strip())), (column,))


def _tokens(text: str) -> list[tuple[str, str]]:
    found, position, text = [], 0, text.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise UserError(f"The condition {text!r} cannot be read from {text[position:]!r} on. Operators: {', '.join(OPERATORS)}.")
        quoted, single, op, mark, word = match.groups()
        literal = quoted if quoted is not None else single
        found.append(("quoted", literal) if literal is not None else ("op", op) if op else ("mark", mark) if mark else ("word", word))
        position = match.end()
    return found


def _term(tokens: list[tuple[str, str]], allowed: tuple[str, ...], text: str) -> Term:
    column = tokens.pop(0)[1] if tokens else ""
    if column not in allowed:
        raise UserError(f"The condition {text!r} reads {column!r}, which is not a column of this map.{near(column, allowed)}")
    op = tokens.pop(0)[1] if tokens else ""
    if op not in OPERATORS:
        raise UserError(f"The condition {text!r} compares {column} by {op!r}.{near(op, OPERATORS)}")
    return Term(column, op, _operand(column, op, tokens, text))


def _operand(column: str, op: str, tokens: list[tuple[str, str]], text: str) -> Any:
    numeric = column in _NUMERIC
    if op == "starts_with" and numeric:
        raise UserError(f"The condition {text!r} asks how {column} starts, but {column} is a number. Use < <= > >= == != in is_empty.")
    if op == "is_empty":
        return None
    if op == "in":
        return frozenset(_literal(part, numeric, text) for part in _listed(tokens, text))
    if not tokens or tokens[0][0] in ("op", "mark"):
        raise UserError(f"The condition {text!r} compares {column} with nothing. Write a value after {op}.")
    return _literal(tokens.pop(0)[1], numeric, text)


def _listed(tokens: list[tuple[str, str]], text: str) -> list[str]:
    closing = {"(": ")", "[": "]"}.get(tokens.pop(0)[1] if tokens else "")
    values: list[str] = []
    while tokens and tokens[0][0] in ("word", "quoted"):
        values.append(tokens.pop(0)[1])
        if tokens and tokens[0] == ("mark", ","):
            tokens.pop(0)
    if not closing or not values or not tokens or tokens.pop(0) != ("mark", closing):
        raise UserError(f'The condition {text!r} needs a list after in: (A, B, "C D").')
    return values


def _literal(text: str, numeric: bool, condition: str) -> Any:
    if not numeric:
        return text.upper()
    if not _NUMBER.fullmatch(text):
        raise UserError(f"The condition {condition!r} compares a number with {text!r}. Write a number.")
    return Decimal(text)
