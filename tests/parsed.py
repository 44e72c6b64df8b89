"""What a parser finds in a statement, to hold what the application finds without one against it."""

from __future__ import annotations

import sqlglot
from sqlglot import exp


def tables_read(statement: str) -> tuple[str, ...]:
    """The tables that one SELECT reads, sorted."""
    [tree] = sqlglot.parse(statement, read="duckdb")
    assert isinstance(tree, exp.Query)
    named = {step.alias for step in tree.find_all(exp.CTE)}
    return tuple(sorted({table.name for table in tree.find_all(exp.Table)} - named))
