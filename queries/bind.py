"""Binding: declared parameters and given values become a text with numbered binds and the values for them."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dashapp.errors import UserError, near
from queries.placeholders import replace_choices, replace_values, value_names

MOST_VALUES = 1024
_LARGEST = 2**63
_WHOLE = re.compile(r"-?[0-9]{1,19}")
_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")


@dataclass(frozen=True)
class Parameter:
    """One declared parameter. `choices` are the words an enum may put into the text; such a one is never a value."""

    name: str
    type: str
    optional: bool = False
    many: bool = False
    choices: tuple[str, ...] = ()

    @classmethod
    def declared(cls, name: str, declaration: Any) -> Parameter:
        """Read `integer`, `text?`, `list of text?` or a list of words."""
        if isinstance(declaration, list):
            return cls(name, "enum", choices=tuple(str(word) for word in declaration))
        words = str(declaration)
        kind = words.removesuffix("?").removeprefix("list of ")
        if kind not in _CHECKS:
            raise ValueError(f"Parameter {name} is declared {words!r}.{near(kind, _CHECKS)}")
        return cls(name, kind, words.endswith("?"), words.startswith("list of "))


@dataclass(frozen=True)
class Bound:
    """A statement ready to run: the text with `:name` binds and a value for each."""

    text: str
    values: dict[str, Any]


def read_texts(parameter: Parameter, texts: Sequence[str]) -> Any:
    """What was written for a parameter, as a value that it binds: a list where it takes many, else the one given."""
    read = _FROM_TEXT.get(parameter.type, _as_written)
    values = [read(parameter.name, text) for text in texts]
    if len(values) > 1 and not parameter.many:
        raise UserError(f"{parameter.name} is given {len(values)} times. It takes one value.")
    return values if parameter.many else values[0]


def bind(text: str, parameters: Mapping[str, Parameter], given: Mapping[str, Any]) -> Bound:
    """Bind the given values. None means absent; an empty list matches nothing.

    Only declared names are bound: an unknown name, a missing one or a value of another type raises UserError.
    """
    refuse_unknown(given, parameters)
    choices: list[tuple[str, str]] = []
    counts: list[tuple[str, int | None]] = []
    values: dict[str, Any] = {}
    for name, parameter in parameters.items():
        value = given.get(name)
        if parameter.choices:
            choices.append((name, _choice(parameter, value)))
        elif value is None:
            _require_optional(parameter)
            counts.append((name, None))
        elif parameter.many:
            items = _padded(_items(parameter, value))
            counts.append((name, len(items)))
            values.update({f"{name}_{position}": item for position, item in enumerate(items, 1)})
        else:
            values[name] = _CHECKS[parameter.type](name, value)
    return Bound(_written(text, tuple(choices), tuple(counts)), values)


def refuse_unknown(given: Iterable[str], allowed: Iterable[str]) -> None:
    """Raise UserError for the first name that is not declared."""
    for name in given:
        if name not in allowed:
            raise UserError(f"There is no parameter {name!r}.{near(name, allowed)}")


@lru_cache(maxsize=4096)
def _written(text: str, choices: tuple[tuple[str, str], ...], counts: tuple[tuple[str, int | None], ...]) -> str:
    """The text for these enum words, with absent conjuncts dropped and lists written out."""
    words, sizes = dict(choices), dict(counts)
    chosen = replace_choices(text, lambda name: words[name])
    kept = "\n".join(line for line in chosen.split("\n") if not _dropped(line, sizes))
    return replace_values(kept, lambda name: _binds(name, sizes))


def _dropped(line: str, sizes: Mapping[str, int | None]) -> bool:
    return is_conjunct(line) and any(sizes.get(name, 0) is None for name in value_names(line))


def is_conjunct(line: str) -> bool:
    """Whether a line of SQL starts with `and`, so that it may be dropped."""
    return line.lstrip().startswith("and ")


def _binds(name: str, sizes: Mapping[str, int | None]) -> str:
    if name not in sizes:
        return f":{name}"
    size = sizes[name]
    if size is None:
        raise ValueError(f"The optional parameter {name!r} stands on a line that does not start with `and`, so it cannot be left out.")
    return ", ".join(f":{name}_{position}" for position in range(1, size + 1)) or "null"


def _require_optional(parameter: Parameter) -> None:
    if not parameter.optional:
        raise UserError(f"The parameter {parameter.name!r} is missing. It must be given, as {parameter.type}.")


def _choice(parameter: Parameter, value: Any) -> str:
    if value is None:
        return parameter.choices[0]
    if value not in parameter.choices:
        raise UserError(f"{parameter.name} is {value!r}.{near(str(value), parameter.choices)}")
    return str(value)


def _items(parameter: Parameter, value: Any) -> list[Any]:
    if not isinstance(value, (list, tuple)):
        raise UserError(f"{parameter.name} is {value!r}. It must be a list of {parameter.type}.")
    if len(value) > MOST_VALUES:
        raise UserError(f"{parameter.name} holds {len(value)} values. At most {MOST_VALUES} can be chosen at once.")
    return [_CHECKS[parameter.type](parameter.name, item) for item in value]


def _padded(items: list[Any]) -> list[Any]:
    """Filled to 1, 2, 4, 8 ... items by repeating the last, so that few texts serve every list."""
    if not items:
        return items
    size = 1 << (len(items) - 1).bit_length()
    return items + items[-1:] * (size - len(items))


def _wrong(name: str, value: Any, wanted: str) -> UserError:
    return UserError(f"{name} is {value!r}. It must be {wanted}.")


def _integer(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not -_LARGEST <= value < _LARGEST:
        raise _wrong(name, value, "a whole number")
    return value


def _decimal(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise _wrong(name, value, "a number")
    return float(value)


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise _wrong(name, value, "text")
    return value


def _date(name: str, value: Any) -> str:
    try:
        return datetime.date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise _wrong(name, value, "a day written YYYY-MM-DD") from None


def _whole_number(name: str, text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise _wrong(name, text, "a whole number")
    return int(text)


def _any_number(name: str, text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise _wrong(name, text, "a number")
    return float(text)


def _as_written(_name: str, text: str) -> str:
    return text


_FROM_TEXT: dict[str, Callable[[str, str], Any]] = {"integer": _whole_number, "decimal": _any_number}
_CHECKS = {"integer": _integer, "decimal": _decimal, "text": _text, "date": _date}
