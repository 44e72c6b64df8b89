"""Maps of purchase logs: how a file is written, and which columns hold customer, date and amount."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from dashapp.errors import UserError, near

FOLDER = Path(__file__).with_name("maps")
COLUMNS = ("customer", "date", "amount")
DEFAULTS: Mapping[str, Any] = {"delimiter": ",", "header": True, "encoding": "utf-8", "date_format": "%Y-%m-%d"}
KEYS = (*DEFAULTS, "columns")


@dataclass(frozen=True)
class LogMap:
    """A checked map. delimiter: a blank stands for any run of blanks. columns: names with a header, else positions from 1."""

    name: str
    delimiter: str
    header: bool
    encoding: str
    date_format: str
    columns: Mapping[str, str | int]


def log_map(name: str) -> LogMap:
    """The built-in map of that name, or the map in a YAML file."""
    built_in = {path.stem: path for path in FOLDER.glob("*.yaml")}
    path = built_in.get(name, Path(name))
    if not path.is_file():
        raise UserError(f"There is no map {name!r}: neither a file nor a built-in map.{near(name, built_in)}")
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError(f"The map {name} is no YAML: {error}") from None
    return _checked(name, given)


def _checked(name: str, given: Any) -> LogMap:
    if not isinstance(given, dict):
        raise UserError(f"The map {name} must hold keys such as `delimiter: ','` and `columns: {{customer: ..., date: ..., amount: ...}}`.")
    for key in given:
        if key not in KEYS:
            raise UserError(f"The map {name} has the key {key!r}.{near(str(key), KEYS)}")
    held = {**DEFAULTS, **given}
    for key, is_right, rule in (
        ("delimiter", isinstance(held["delimiter"], str) and len(held["delimiter"]) == 1, "one character"),
        ("header", isinstance(held["header"], bool), "true or false"),
        ("encoding", _is_encoding(held["encoding"]), "an encoding such as utf-8 or latin-1"),
        ("date_format", isinstance(held["date_format"], str) and "%" in held["date_format"], "a form such as '%Y-%m-%d'"),
    ):
        if not is_right:
            raise UserError(f"The map {name} has {key}: {held[key]!r}. It must be {rule}.")
    return LogMap(name=name, **{**held, "columns": _columns(name, held.get("columns"), with_header=held["header"])})


def _columns(name: str, given: Any, *, with_header: bool) -> dict[str, str | int]:
    if not isinstance(given, dict):
        raise UserError(f"The map {name} names no columns. It must have `columns: {{customer: ..., date: ..., amount: ...}}`.")
    for key in given:
        if key not in COLUMNS:
            raise UserError(f"The map {name} has the column {key!r}.{near(str(key), COLUMNS)}")
    for key in COLUMNS:
        value = given.get(key)
        is_place = isinstance(value, int) and not isinstance(value, bool) and value >= 1
        if not (is_place or (with_header and isinstance(value, str) and value)):
            allowed = "the name of a column, or its position from 1" if with_header else "a position from 1, since the file has no header"
            raise UserError(f"The map {name} has columns.{key}: {value!r}. It must be {allowed}.")
    return given


def _is_encoding(given: Any) -> bool:
    try:
        return bool(codecs.lookup(given))
    except (LookupError, TypeError):
        return False
