"""What a statement would cost, before it runs: rows paired with rows, texts put together, and the engine's own estimate.

SQLite estimates nothing, so there only the first two and the time limit hold.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlglot import exp
from sqlglot.optimizer.scope import Scope, traverse_scope

from dashapp.errors import UserError
from queries.versions import Version
from queries.warehouse import Warehouse
from queries.workbench.statement import Statement

MOST_ROWS = 50_000_000
MOST_WEIGHT = 2_000
_COUNTS = "select row_counts from warehouse_versions where version = :version"
_ESTIMATES = ("Estimated Cardinality", "Plan Rows")


def require_affordable(warehouse: Warehouse, statement: Statement, version: Version) -> None:
    """Raise UserError for a statement that would pair too many rows or build too long texts, by what is known beforehand."""
    engine, counts = row_counts(warehouse, version)
    _require_pairs(statement.tree, counts)
    _require_weight(statement.tree)
    if engine != "sqlite":
        plan = warehouse.fetch(f"explain (format json) {statement.text}", {}, 100, version).rows
        _refuse_above(max(estimates(plan), default=0), f"{engine} expects")


def row_counts(warehouse: Warehouse, version: Version) -> tuple[str, Mapping[str, int]]:
    """The engine that answers now, and how many rows each table of the version has."""
    found = warehouse.fetch(_COUNTS, {"version": version.version}, 1, version)
    return found.engine, json.loads(found.rows[0][0])


def estimates(plan: Any) -> Iterator[float]:
    """Every number of rows that a plan expects, whatever it is wrapped in."""
    if isinstance(plan, str) and plan.lstrip().startswith(("[", "{")):
        yield from estimates(json.loads(plan))
    elif isinstance(plan, Mapping):
        for name, value in plan.items():
            if name in _ESTIMATES and str(value).replace(".", "", 1).isdigit():
                yield float(value)
            else:
                yield from estimates(value)
    elif isinstance(plan, list | tuple):
        for part in plan:
            yield from estimates(part)


def _require_pairs(tree: exp.Query, counts: Mapping[str, int]) -> None:
    sizes: dict[int, float] = {}
    for scope in traverse_scope(tree):
        sizes[id(scope)] = _size(scope, sizes, counts)
        _refuse_above(sizes[id(scope)], "tables that no condition joins pair up to")


def _refuse_above(rows: float, words: str) -> None:
    if rows > MOST_ROWS:
        raise UserError(f"It is too large: {words} {rows:,.0f} rows, more than {MOST_ROWS:,}. Join by equal keys, or narrow it.")


def _size(scope: Scope, sizes: Mapping[int, float], counts: Mapping[str, int]) -> float:
    """About how many rows a scope looks at: groups of tables that equalities join count once, apart from each other they multiply."""
    if isinstance(scope.expression, exp.SetOperation):
        return sum(sizes.get(id(part), 1.0) for part in scope.set_operation_scopes)
    named = {name: source for name, (_, source) in scope.selected_sources.items()}
    rows = {name: float(counts.get(one.name, 1)) if isinstance(one, exp.Table) else sizes.get(id(one), 1.0) for name, one in named.items()}
    groups = _joined(scope, list(rows))
    return math.prod(max(max(rows[name], 1.0) for name in group) for group in groups)


def _joined(scope: Scope, names: Iterable[str]) -> list[set[str]]:
    groups = [{name} for name in names]
    for equal in scope.find_all(exp.EQ):
        sides = [{column.table for column in side.find_all(exp.Column)} for side in (equal.left, equal.right)]
        if all(len(side) == 1 for side in sides) and sides[0] != sides[1]:
            touched = [group for group in groups if group & (sides[0] | sides[1])]
            groups = [group for group in groups if group not in touched] + ([set().union(*touched)] if touched else [])
    return groups


def _require_weight(tree: exp.Query) -> None:
    """Refuse texts that are put together out of themselves again and again: a page of SQL can ask for gigabytes."""
    weights: dict[int, dict[str, float]] = {}
    for scope in traverse_scope(tree):
        if isinstance(scope.expression, exp.SetOperation):
            sides = [list(weights[id(part)].values()) for part in scope.set_operation_scopes]
            weights[id(scope)] = dict(zip(scope.expression.named_selects, map(max, *sides), strict=True))
        else:
            weights[id(scope)] = {one.alias_or_name: _weight(one, scope, weights) for one in scope.expression.expressions}
        if max(weights[id(scope)].values(), default=0) > MOST_WEIGHT:
            raise UserError("It puts a text together out of itself too many times.")


def _weight(node: exp.Expr, scope: Scope, weights: Mapping[int, Mapping[str, float]]) -> float:
    if isinstance(node, exp.Column):
        return weights.get(id(scope.sources.get(node.table)), {}).get(node.name, 1.0)
    if isinstance(node, exp.Literal):
        return max(1.0, len(node.name) / 50)
    parts = [_weight(part, scope, weights) for part in node.iter_expressions()]
    return math.prod(parts) if isinstance(node, exp.Replace) else max(1.0, sum(parts))
