"""Write docs/data-model.md from the declared tables and the SQL headers: `make docs`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from dashapp.auth.masking import TAGS
from jobs.build_tables import BY_PYTHON
from queries.catalogue import SCORES, SQL_FOLDER, header_and_body, tables_named
from queries.declared import KEPT_AS, DeclaredColumn, DeclaredTable, declared_tables

PAGE = Path(__file__).with_name("data-model.md")
HEAD = """\
# Data model

Raw tables hold data as it arrives, with the load that brought each row. Staging is one view a raw table, cleaned. Marts are what
pages and metrics read. Money is integer cents, booleans are 1 or 0, dates and times are text; a mart's amounts are in the reporting
currency unless it says local.

This page is written by `make docs` from `sql/setup/tables` and the headers of the SQL files; a test fails when they differ.
"""
COLUMNS = ("column", "type", "what it holds")
LAYERS = (
    ("Staging", "staging/*.sql", "Views over the raw tables: names, types, cleaned text. Only rows of finished loads."),
    ("Marts", "marts/*.sql", "Tables that a build makes and publishes together."),
    ("Steps", "marts/steps/*.sql", "Tables on the way to the marts; they end with the build."),
    ("Scores", "", "What a build works out about customers."),
)


def page() -> str:
    """The page as Markdown."""
    return "".join([HEAD, *_raw(declared_tables().values()), *(part for layer in LAYERS for part in _layer(*layer)), *_computed()])


def _raw(tables: Iterable[DeclaredTable]) -> Iterator[str]:
    yield "\n## Raw tables of a shop\n"
    for domain, held in groupby(sorted(tables, key=lambda table: table.domain), lambda table: table.domain):
        yield f"\n### {domain.capitalize()}\n"
        for table in held:
            yield f"\n#### {_heading(table)}\n\n{table.about} Key: {_listed(table.key)}.\n\n"
            yield _rows(COLUMNS, (_declared(column) for column in table.columns))


def _heading(table: DeclaredTable) -> str:
    return f"{table.name}, kept in {table.raw_name}" if table.name in KEPT_AS else table.raw_name


def _declared(column: DeclaredColumn) -> tuple[str, str, str]:
    said = [
        f"Names a row of `{column.references}`." if column.references else "",
        "May be empty." if column.empty else "",
        "May lie ahead." if column.planned else "",
        _tagged(column.tag),
    ]
    return f"`{column.name}`", column.type, " ".join([column.about, *filter(None, said)])


def _tagged(tag: str) -> str:
    if not tag:
        return ""
    return f"Masked as {tag}." if tag in TAGS else f"Erased with the person, as {tag}."


def _layer(title: str, pattern: str, about: str) -> Iterator[str]:
    yield f"\n## {title}\n\n{about}\n"
    paths = (
        {path.stem: path for path in SQL_FOLDER.glob(pattern)} if pattern else {name: SQL_FOLDER / path for name, path in SCORES.items()}
    )
    for name, path in sorted(paths.items()):
        header, body = header_and_body(path.read_text())
        yield _headed(name, header["summary"], header["grain"].split(","), tables_named(body))
        yield _rows(COLUMNS, (_described(*column) for column in header["columns"].items()))


def _computed() -> Iterator[str]:
    yield "\n## Computed\n\nTables that a build fills from Python.\n"
    for step in BY_PYTHON:
        yield _headed(step.name, "", step.grain, step.reads)
        yield _rows(COLUMNS[:2], ((f"`{name}`", given) for name, given in step.columns.items()))


def _headed(name: str, summary: str, grain: Iterable[str], reads: Iterable[str]) -> str:
    return (
        f"\n### {name}\n\n{f'{summary} One' if summary else 'One'} row: {_listed(grain)}. Reads {_listed(sorted(reads)) or 'nothing'}.\n\n"
    )


def _described(name: str, words: Mapping[str, Any]) -> tuple[str, str, str]:
    said = [f"{words['title']}.", words.get("note", ""), f"Masked as {words['tag']}." if "tag" in words else ""]
    return f"`{name}`", words["type"], " ".join(filter(None, said))


def _rows(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name.strip()}`" for name in names)


if __name__ == "__main__":
    PAGE.write_text(page())
