"""Problem: why one row of a file went to quarantine."""

from __future__ import annotations

from dataclasses import dataclass

from jobs.importing.source_file import Record, storable


@dataclass(frozen=True, slots=True)
class Problem:
    """Row, column (the file's own name), value, the rule it broke, a sentence, and the whole row as it stood there."""

    file_name: str
    row: int
    column: str
    value: str
    rule: str
    message: str
    row_text: str


def problem_of(file_name: str, record: Record, column: str, value: str, rule: str, message: str) -> Problem:
    """The problem of a record, in text that every database takes."""
    return Problem(file_name, record.row, storable(column), storable(value), rule, message, storable(record.text.rstrip("\r\n")))
