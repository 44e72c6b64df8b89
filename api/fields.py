"""Fields: what a request may say, read from a query string or from a JSON body. Anything else is refused by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from dashapp.errors import UserError, near
from dashapp.filters import BASES, DIMENSIONS
from dashapp.periods import parse_day

LONGEST, MOST_VALUES, MOST_ROWS, USUAL_ROWS, FARTHEST = 1_000, 1_024, 10_000, 1_000, 1_000_000_000
FORMATS = ("json", "csv", "arrow")
_WHOLE = re.compile(r"-?[0-9]{1,19}")
_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")


class Wrong(UserError):
    """A field that cannot be used: the message says what was given and what is allowed."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@contextmanager
def blamed_on(field: str) -> Iterator[None]:
    """Name the field in an error that does not know where its value came from."""
    try:
        yield
    except UserError as error:
        error.field = error.field or field
        raise


@dataclass(frozen=True)
class Field:
    """One name that a request may give.

    type: text, integer, number, date, choice, or conditions (`NAME=VALUE` in an address, an object of lists in JSON).
    many: "commas" for a list in one value, "repeated" for a name that may be given again.
    """

    name: str
    about: str
    type: str = "text"
    many: str = ""
    choices: tuple[str, ...] = ()
    pattern: str = ""
    least: int = 0
    most: int = 0
    required: bool = False
    usual: Any = None
    example: Any = None


FROM = Field("from", "First day, inclusive; the first of the data by default.", "date", example="2026-01-01")
TO = Field("to", "Last day, inclusive; the last of the data by default.", "date", example="2026-03-31")
BASIS = Field("basis", "The day that returns count on: their own (event) or that of their order.", "choice", choices=BASES, usual="event")
CURRENCY = Field("currency", "A transaction currency: only its rows, in its own amounts.", pattern="^[A-Za-z]{3}$", example="EUR")
FORMAT = Field("format", "Instead of the header Accept.", "choice", choices=FORMATS)
LIMIT = Field("limit", "Rows of a page.", "integer", least=1, most=MOST_ROWS, usual=USUAL_ROWS)
OFFSET = Field("offset", "Rows before the page.", "integer", least=0, most=FARTHEST, usual=0)
PAGING = (LIMIT, OFFSET)


def dimension(name: str) -> Field:
    """The filter of a dimension; given again it allows both values."""
    return Field(name, f"Only this {name.replace('_', ' ')}; repeat it for more.", many="repeated")


def conditions(names: Sequence[str] = DIMENSIONS) -> Field:
    """Filters as `NAME=VALUE`; a name given again allows both values."""
    return Field("where", "Filters, NAME=VALUE; a name given again allows both values.", "conditions", "repeated", choices=tuple(names))


def read_address(fields: Iterable[Field], given: Mapping[str, list[str]]) -> dict[str, Any]:
    """The values of a query string; absent fields have their usual value."""
    known = {field.name: field for field in fields}
    _refuse_unknown(known, given)
    return _complete(known, {name: _from_texts(known[name], texts) for name, texts in given.items()})


def read_body(fields: Iterable[Field], given: Any) -> dict[str, Any]:
    """The values of a JSON object."""
    known = {field.name: field for field in fields}
    if not isinstance(given, dict):
        raise Wrong("body", "The body must be a JSON object.")
    _refuse_unknown(known, given)
    return _complete(known, {name: _from_json(known[name], value) for name, value in given.items()})


def _refuse_unknown(known: Mapping[str, Field], given: Iterable[str]) -> None:
    for name in given:
        if name not in known:
            raise Wrong(name[:100], f"There is no parameter {name[:100]!r}.{near(name[:100], known)}")


def _complete(known: Mapping[str, Field], values: dict[str, Any]) -> dict[str, Any]:
    for name, field in known.items():
        if field.required and name not in values:
            raise Wrong(name, f"{name} is missing. {field.about}")
        values.setdefault(name, () if field.many and field.type != "conditions" else field.usual)
    return values


def _from_texts(field: Field, texts: list[str]) -> Any:
    if field.many != "repeated" and len(texts) > 1:
        raise Wrong(field.name, f"{field.name} is given {len(texts)} times. It is given once{', with commas' * bool(field.many)}.")
    items = texts[0].split(",") if field.many == "commas" else texts
    if field.type == "conditions":
        return _grouped(field, [_condition(field, text) for text in items])
    values = [_value(field, _typed(field, text)) for text in items]
    return _listed(field, values) if field.many else values[0]


def _from_json(field: Field, value: Any) -> Any:
    if field.type == "conditions":
        return _grouped(field, _pairs(field, value))
    if not field.many:
        return _value(field, value)
    if not isinstance(value, list):
        raise Wrong(field.name, f"{field.name} must be a list of {field.type}.")
    return _listed(field, [_value(field, item) for item in value])


def _typed(field: Field, text: str) -> Any:
    """A text of the address as a number where the field is one; what is no number stays text and is refused as such."""
    if field.type == "integer" and _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if field.type == "number" and _NUMBER.fullmatch(text) else text


def _value(field: Field, value: Any) -> Any:
    if field.type in ("integer", "number"):
        return _number(field, value)
    if not isinstance(value, str):
        raise Wrong(field.name, f"{field.name} must be text.")
    if not value or len(value) > LONGEST or "\0" in value:
        raise Wrong(field.name, f"{field.name} has {len(value)} characters. It needs 1 to {LONGEST:,}, none of them null.")
    return _text(field, value)


def _text(field: Field, value: str) -> str:
    if field.choices and value not in field.choices:
        raise Wrong(field.name, f"{field.name} is {value[:100]!r}.{near(value[:100], field.choices)}")
    if field.pattern and not re.search(field.pattern, value):
        raise Wrong(field.name, f"{field.name} is {value[:100]!r}. {field.about}")
    if field.type == "date":
        _day(field, value)
    return value


def _day(field: Field, value: str) -> None:
    try:
        if parse_day(value, field.name).isoformat() == value:
            return
    except UserError:
        pass
    raise Wrong(field.name, f"{field.name} is {value[:100]!r}. It must be a day written YYYY-MM-DD.")


def _number(field: Field, value: Any) -> int | float:
    allowed = int if field.type == "integer" else (int, float)
    in_range = not isinstance(value, bool) and isinstance(value, allowed) and (not field.most or field.least <= value <= field.most)
    if not in_range:
        between = f" from {field.least} to {field.most}" if field.most else ""
        kind = "a whole number" if field.type == "integer" else "a number"
        raise Wrong(field.name, f"{field.name} is {str(value)[:100]!r}. It must be {kind}{between}.")
    return value


def _listed(field: Field, values: list[Any]) -> tuple[Any, ...]:
    if not 0 < len(values) <= MOST_VALUES:
        raise Wrong(field.name, f"{field.name} holds {len(values)} values. Allowed: 1 to {MOST_VALUES:,}.")
    return tuple(dict.fromkeys(values))


def _condition(field: Field, text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator:
        raise Wrong(field.name, f"The condition is {text[:100]!r}. It must be written NAME=VALUE, such as country=France.")
    return name, value


def _pairs(field: Field, given: Any) -> list[tuple[str, Any]]:
    if not isinstance(given, dict) or not all(isinstance(values, list) and values for values in given.values()):
        raise Wrong(field.name, f'{field.name} must be an object of lists, such as {{"country": ["France"]}}.')
    return [(name, value) for name, values in given.items() for value in values]


def _grouped(field: Field, pairs: list[tuple[str, Any]]) -> dict[str, tuple[str, ...]]:
    plain = Field(field.name, field.about)
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        if field.choices and name not in field.choices:
            raise Wrong(field.name, f"Rows cannot be filtered by {name[:100]!r}.{near(name[:100], field.choices)}")
        found.setdefault(name, []).append(_value(plain, value))
    return {name: _listed(field, values) for name, values in found.items()}
