"""Column lineage: from which columns each column of one SELECT is worked out, by parsing it.

sqlglot writes every column with its table and every star in full; what then stands behind a column is followed from step to step.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from queries.lineage.relations import relations

if TYPE_CHECKING:
    from sqlglot import exp
    from sqlglot.optimizer.scope import Scope


_NOTHING: Mapping[str, frozenset[Any]] = MappingProxyType({})


class Origin(NamedTuple):
    """A column of a relation."""

    table: str
    column: str


@dataclass(frozen=True)
class Traced:
    """One SELECT. columns: the origins of each column of its answer, in order. read: every column that it names anywhere."""

    columns: Mapping[str, frozenset[Origin]]
    read: frozenset[Origin]


@dataclass(frozen=True)
class Deciding:
    """What decides the answer of one SELECT.

    columns: by column of the answer, what it is worked out from, and what its tables are joined by where a row without a match stays.
    rows: what decides which rows there are.
    """

    columns: Mapping[str, frozenset[Origin]]
    rows: frozenset[Origin]


@cache
def trace(text: str) -> Traced:
    """The lineage of a statement of the library; ValueError when a column or a table of it is nowhere."""
    outputs, read = _walked(qualified(text))
    return Traced(outputs, frozenset(read))


@cache
def deciding(text: str) -> Deciding:
    """What decides the answer of a statement of the library; ValueError when a column or a table of it is nowhere."""
    return decided(qualified(text))


def decided(tree: exp.Query) -> Deciding:
    """What decides the answer of a qualified statement."""
    from sqlglot.optimizer.scope import traverse_scope

    outputs: dict[int, dict[str, frozenset[Origin]]] = {}
    rows: set[Origin] = set()
    for scope in traverse_scope(tree):
        outputs[id(scope)] = _outputs(scope, outputs, _joined(scope, outputs))
        for condition in _conditions(scope):
            rows.update(*_behind(condition, scope, outputs, _joined(scope, outputs)))
    return Deciding(outputs[id(scope)], frozenset(rows))


def outputs_of(tree: exp.Query) -> Mapping[str, frozenset[Origin]]:
    """The origins of each column of a qualified statement's answer."""
    return _walked(tree)[0]


def qualified(text: str) -> exp.Query:
    """The one SELECT of a text, every column with its table and every star in full; ValueError when it cannot be understood."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    try:
        trees = sqlglot.parse(text, read="postgres")
    except SqlglotError as error:
        raise ValueError(f"It cannot be understood: {str(error).splitlines()[0]}") from None
    if len(trees) != 1 or not isinstance(trees[0], exp.Query):
        raise ValueError("It is not exactly one SELECT.")
    return qualified_tree(trees[0])


def qualified_tree(tree: exp.Query) -> exp.Query:
    """A parsed SELECT, every column with its table and every star in full; ValueError for a column of nothing."""
    from sqlglot.errors import SqlglotError
    from sqlglot.optimizer.qualify import qualify

    try:
        return qualify(tree, schema=_schema(), dialect="postgres", quote_identifiers=False)
    except SqlglotError as error:
        raise ValueError(f"It cannot be understood: {str(error).splitlines()[0]}") from None


def _walked(tree: exp.Query) -> tuple[dict[str, frozenset[Origin]], set[Origin]]:
    from sqlglot.optimizer.scope import traverse_scope

    outputs: dict[int, dict[str, frozenset[Origin]]] = {}
    read: set[Origin] = set()
    for scope in traverse_scope(tree):
        outputs[id(scope)] = _outputs(scope, outputs)
        for column in columns_of(scope):
            read |= origins(column, scope, outputs)
    return outputs[id(scope)], read


def columns_of(scope: Scope) -> Iterator[exp.Column]:
    """The columns that stand in a scope itself, not in one that it selects from."""
    from sqlglot import exp

    for node in scope.walk():
        if isinstance(node, exp.Column):
            yield node


def origins(column: exp.Column, scope: Scope, outputs: Mapping[int, Mapping[str, frozenset[Origin]]]) -> frozenset[Origin]:
    """What stands behind a column that a scope names."""
    if not column.table and column.name in outputs.get(id(scope), {}):
        # A column of the answer, by which it is ordered.
        return outputs[id(scope)][column.name]
    source: Any = None
    around: Scope | None = scope
    while source is None and around is not None:
        # A subquery may name columns of the query around it.
        source, around = around.sources.get(column.table), around.parent
    if source is None:
        raise ValueError(f"It cannot be understood: {column.sql()} is a column of nothing.")
    if id(source) in outputs:
        return outputs[id(source)][column.name]
    return frozenset({Origin(source.name, column.name)})


def _outputs(
    scope: Scope, outputs: Mapping[int, Mapping[str, frozenset[Origin]]], joined: Mapping[str, frozenset[Origin]] = _NOTHING
) -> dict[str, frozenset[Origin]]:
    """The origins of each column that a scope gives. joined: what else stands behind the columns of some of its sources."""
    from sqlglot import exp

    if isinstance(scope.expression, exp.SetOperation):
        # A union takes its columns one by one from either side, whatever they are called there.
        sides = [list(outputs[id(part)].values()) for part in scope.set_operation_scopes]
        return {
            name: frozenset().union(*parts) for name, parts in zip(scope.expression.named_selects, zip(*sides, strict=True), strict=True)
        }
    found: dict[str, frozenset[Origin]] = {}
    for selected in scope.expression.expressions:
        found[selected.alias_or_name] = frozenset().union(*_behind(selected, scope, outputs, joined))
    return found


def _behind(
    selected: exp.Expr,
    scope: Scope,
    outputs: Mapping[int, Mapping[str, frozenset[Origin]]],
    joined: Mapping[str, frozenset[Origin]] = _NOTHING,
) -> Iterator[frozenset[Origin]]:
    from sqlglot import exp

    inner = {id(part.expression): part for part in scope.subquery_scopes}
    for node in selected.walk(prune=lambda node: id(node) in inner):
        if id(node) in inner:
            yield from outputs[id(inner[id(node)])].values()
        elif isinstance(node, exp.Column):
            yield origins(node, scope, outputs) | joined.get(node.table, frozenset())


def _joined(scope: Scope, outputs: Mapping[int, Mapping[str, frozenset[Origin]]]) -> dict[str, frozenset[Origin]]:
    """By source that is joined and takes no row away, what it is joined by."""
    return {
        join.this.alias_or_name: frozenset().union(*_behind(join.args["on"], scope, outputs))
        for join in scope.expression.args.get("joins", ())
        if join.side == "LEFT" and join.args.get("on")
    }


def _conditions(scope: Scope) -> Iterator[exp.Expr]:
    """What a row has to fulfil to be in the answer of a scope."""
    parts = [scope.expression.args.get(name) for name in ("where", "having", "qualify")]
    parts += [join.args.get("on") for join in scope.expression.args.get("joins", ()) if join.side != "LEFT"]
    yield from (part for part in parts if part is not None)


@cache
def _schema() -> Any:
    from sqlglot.schema import MappingSchema

    return MappingSchema({one.name: dict.fromkeys((column.name for column in one.columns), "text") for one in relations().values()})


def followed(found: Iterable[Origin]) -> frozenset[Origin]:
    """The raw columns behind these, and those that a program fills."""
    ends: set[Origin] = set()
    seen: set[Origin] = set()
    waiting = list(found)
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        text = relations()[one.table].text if one.table in relations() else ""
        if text:
            waiting.extend(trace(text).columns.get(one.column, ()))
        else:
            ends.add(one)
    return frozenset(ends)
