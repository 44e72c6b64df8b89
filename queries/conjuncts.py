"""Conjuncts: the optional conditions of filters and scope on a fact, one a line, dropped by binding when absent."""

from __future__ import annotations

from queries.registry import Dimension, Fact
from queries.scope import PREFIX
from queries.sql_text import NOT_RECORDED
from queries.supplied import LISTS


def conjuncts(fact: Fact) -> list[str]:
    """Every line that filters or scope may need."""
    filters = [f"and {_condition(fact.dimensions[name], plural)}" for name, plural in LISTS.items() if name in fact.dimensions]
    scopes = [f"and {column} in (:{PREFIX}{name})" for name, column in fact.scopes.items()]
    currency = [f"and {fact.currency} = :currency"] if fact.currency else []
    return [*currency, *filters, *scopes]


def _condition(dimension: Dimension, parameter: str) -> str:
    if not dimension.join:
        return f"{dimension.column} in (:{parameter})"
    table, key = dimension.table, dimension.join
    if not dimension.keys:
        return f"{key} in (select {table}.{key} from {table} where {dimension.column} in (:{parameter}))"
    joined = f"{dimension.keys} left join {table} on {table}.{key} = {dimension.keys}.{key}"
    found = f"coalesce({dimension.column}, {NOT_RECORDED})"
    return f"{key} in (select {dimension.keys}.{key} from {joined} where {found} in (:{parameter}))"
