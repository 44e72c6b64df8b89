"""The catalogue: every SELECT under sql/, by name, with what its header declares."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from dashapp.auth.masking import TAGS
from dashapp.errors import NotFound, near
from dashapp.table import TYPES, Column
from queries.bind import Parameter, is_conjunct
from queries.placeholders import replace_choices, value_names

SQL_FOLDER = Path(__file__).parents[1] / "sql"
# sql/core answers no question of a page: queries.checks reads it.
ANSWERING = ("advanced", "reporting")
# Scores are tables that a build makes from queries of the library.
SCORES = {
    "score_rfm": "advanced/segmentation/rfm_scores.sql",
    "score_rfm_cut_points": "advanced/segmentation/rfm_cut_points.sql",
}
# Lists out of the databases themselves: users, sessions, events, loads, runs. The accounts database unless the header says otherwise.
REGISTERS = ("accounts", "maintenance", "automation")
ACCOUNTS, WAREHOUSE, EACH = "accounts", "warehouse", "each"
_VARIANT = ".postgresql.sql"
# YAML would read the question mark of `{brands: list of text?, ...}` as a key of its own.
_OPTIONAL = re.compile(r"(?:list of )?[a-z]+\?(?=\s*[,}])")
_LAST_LINE = re.compile(r"^(select \* from \w+) order by [^\n]+\Z", re.MULTILINE)
_COLUMN_KEYS = {"type", "title", "note", "metric", "drill", "tag", "total", "wide"}


@dataclass(frozen=True)
class Query:
    """One file: `<subject>.<stem>` is its name, the folder above the subject its layer. `totals`: columns that sum.

    database: which database a register reads; `each` is for jobs, which ask both.
    refuses_filters: whether a filter that it has no parameter for is refused, where passing it over would tell of something else.
    order: how a grid lists the rows until somebody chooses otherwise, as columns with asc or desc.
    unordered: the text without the order of its last line, for a grid, which sorts what it wraps.
    """

    name: str
    path: Path
    layer: str
    text: str
    summary: str
    grain: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    columns: tuple[Column, ...]
    totals: tuple[str, ...]
    tables: tuple[str, ...]
    order: tuple[tuple[str, str], ...]
    unordered: str
    database: str = ACCOUNTS
    refuses_filters: bool = False

    @property
    def is_register(self) -> bool:
        """Whether it reads a database itself, not the published warehouse."""
        return self.layer in REGISTERS


@cache
def queries(folder: Path = SQL_FOLDER) -> dict[str, Query]:
    """Every query of the warehouse that answers a question, by name."""
    return _named(folder, ANSWERING)


@cache
def registers(folder: Path = SQL_FOLDER) -> dict[str, Query]:
    """Every register, by name. Only pages of administration ask them: no workbench, no API."""
    return {name: query for name, query in _named(folder, REGISTERS).items() if query.database != EACH}


@cache
def inspections(dialect: str, folder: Path = SQL_FOLDER) -> dict[str, Query]:
    """What jobs ask each database about itself, by name, in the words of its engine."""
    found = {name: query for name, query in _named(folder, REGISTERS).items() if query.database == EACH}
    return {name: _in_words_of(dialect, query) for name, query in found.items()}


def _in_words_of(dialect: str, query: Query) -> Query:
    variant = query.path.with_name(f"{query.path.stem}{_VARIANT}")
    return replace(query, text=header_and_body(variant.read_text())[1]) if dialect == "postgresql" and variant.exists() else query


def _named(folder: Path, layers: tuple[str, ...]) -> dict[str, Query]:
    files = ((layer, path) for layer in layers for path in sorted((folder / layer).rglob("*.sql")) if not path.name.endswith(_VARIANT))
    named: dict[str, Query] = {}
    for query in (read_query(path, layer) for layer, path in files):
        if query.name in named:
            raise ValueError(f"{query.path} and {named[query.name].path} are both named {query.name!r}. Rename one.")
        named[query.name] = query
    return named


def query(name: str) -> Query:
    """The query or register of that name; NotFound naming the near match otherwise."""
    known = queries() | registers()
    if name not in known:
        raise NotFound(f"There is no query {name!r}.{near(name, known)}")
    return known[name]


def header_and_body(text: str) -> tuple[dict[str, Any], str]:
    """The YAML in the comment lines that open a file, and the statement below it."""
    lines = text.split("\n")
    length = next((position for position, line in enumerate(lines) if not line.startswith("--")), len(lines))
    comments = "\n".join(line.removeprefix("--").removeprefix(" ") for line in lines[:length])
    # The loader in C: a build reads every header, and the one in Python takes ten times as long.
    header = yaml.load(_OPTIONAL.sub(r'"\g<0>"', comments), Loader=yaml.CSafeLoader) or {}
    return header, "\n".join(lines[length:]).strip()


def tables_named(body: str) -> frozenset[str]:
    """The tables that stand after `from` and `join`, steps of the statement itself left out.

    The lint parses every file properly and tests hold the two against each other; parsing here would take longer than a small build,
    and a second whenever a process starts that asks questions.
    """
    plain = re.sub(r"--[^\n]*", "", body)
    steps = set(re.findall(r"(?:\bwith|,)\s+(\w+)\s+as\s+\(", plain))
    return frozenset(re.findall(r"\b(?:from|join)\s+(\w+)", plain)) - steps


def read_query(path: Path, layer: str) -> Query:
    """The query of one file; ValueError when its header lacks something or says what no header can."""
    try:
        header, body = header_and_body(path.read_text())
        parameters = {name: Parameter.declared(name, words) for name, words in (header["params"] or {}).items()}
        plain = replace_choices(body, lambda name: parameters[name].choices[0])
        _check_optional(plain, parameters)
        return Query(
            name=f"{path.parent.name}.{path.stem}",
            path=path,
            layer=layer,
            text=body,
            summary=header["summary"],
            grain=tuple(part.strip() for part in header["grain"].split(",")),
            parameters=parameters,
            columns=tuple(column_of(name, given) for name, given in header["columns"].items()),
            totals=tuple(name for name, given in header["columns"].items() if given.get("total")),
            tables=tuple(sorted(tables_named(plain))),
            unordered=_LAST_LINE.sub(r"\1", body),
            database=header.get("database", ACCOUNTS),
            refuses_filters=header.get("unrecorded") == "refused",
            order=tuple(_ordered(part, header["columns"]) for part in str(header.get("order", "")).split(",") if part.strip()),
        )
    except (KeyError, ValueError, AttributeError, yaml.YAMLError) as error:
        raise ValueError(f"{path}: {type(error).__name__} {error}. The header needs summary, grain, params and columns.") from error


def column_of(name: str, given: Mapping[str, Any]) -> Column:
    """The column of a header's line; ValueError for what such a line cannot say."""
    for key in given:
        if key not in _COLUMN_KEYS:
            raise ValueError(f"Column {name} has {key!r}.{near(key, _COLUMN_KEYS)}")
    if given["type"] not in TYPES:
        raise ValueError(f"Column {name} is of type {given['type']!r}.{near(given['type'], TYPES)}")
    if given.get("tag", TAGS[0]) not in TAGS:
        raise ValueError(f"Column {name} is tagged {given['tag']!r}.{near(given['tag'], TAGS)}")
    return Column(name, **{key: value for key, value in given.items() if key != "total"})


def _ordered(part: str, columns: Mapping[str, Any]) -> tuple[str, str]:
    name, _, direction = part.strip().partition(" ")
    if name not in columns:
        raise ValueError(f"The order names {name!r}.{near(name, columns)}")
    if (direction or "asc") not in ("asc", "desc"):
        raise ValueError(f"The order says {direction!r}.{near(direction, ('asc', 'desc'))}")
    return name, direction or "asc"


def _check_optional(text: str, parameters: Mapping[str, Parameter]) -> None:
    for line in text.split("\n"):
        for name in value_names(line):
            if parameters[name].optional and not is_conjunct(line):
                raise ValueError(f"The optional parameter {name} stands on a line that does not start with `and`")
