"""What somebody typed becomes a statement that may run: parsed, held against what is allowed, masked, and written anew.

Only what is named here is allowed. What runs is written from the parsed tree, so no engine reads the text otherwise than it was checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.scope import Scope, traverse_scope

from dashapp.auth.masking import MARK
from dashapp.auth.viewer import Viewer
from dashapp.errors import Forbidden, UserError, near
from queries.lineage.columns import Origin, outputs_of, qualified_tree, trace
from queries.lineage.relations import Relation, relations
from queries.portable import FUNCTIONS

LONGEST, MOST_NODES, MOST_TABLES = 20_000, 5_000, 16
NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
ALLOWED: tuple[type[exp.Expr], ...] = (
    *(exp.Select, exp.Union, exp.Except, exp.Intersect, exp.Subquery, exp.With, exp.CTE, exp.From, exp.Join, exp.Table, exp.TableAlias),
    *(exp.Where, exp.Group, exp.Having, exp.Order, exp.Ordered, exp.Limit, exp.Offset, exp.Distinct, exp.Alias, exp.Column, exp.Star),
    *(exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren, exp.Tuple, exp.Not, exp.Neg, exp.In, exp.Between, exp.Is, exp.Like),
    *(exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeNEQ, exp.NullSafeEQ, exp.Add, exp.Sub, exp.Mul, exp.Div),
    *(exp.Window, exp.WindowSpec, exp.Filter, exp.DataType),
    *FUNCTIONS,
)
TYPES = (exp.DataType.Type.DOUBLE, exp.DataType.Type.INT, exp.DataType.Type.BIGINT, exp.DataType.Type.TEXT, exp.DataType.Type.VARCHAR)


@dataclass(frozen=True)
class Statement:
    """A SELECT that may run. text: what runs. columns: its columns, each with the tags of what is behind it. masked: hidden columns."""

    text: str
    columns: Mapping[str, frozenset[str]]
    tables: tuple[str, ...]
    masked: frozenset[str]
    tree: exp.Query


def checked(text: str, viewer: Viewer) -> Statement:
    """The statement of a text. UserError for what is not allowed, Forbidden for what is masked and used to choose or order rows."""
    tree = _parsed(text)
    _require_allowed(tree)
    tables = _require_published(tree)
    try:
        whole = qualified_tree(tree)
        origins = outputs_of(whole)
    except ValueError as error:
        raise UserError(f"{error} Look the columns up in the catalogue.") from None
    columns = {name: frozenset().union(*(tags_of(origin) for origin in found)) for name, found in origins.items()}
    if not columns or len(columns) != len(whole.named_selects) or not all(NAME.fullmatch(name) for name in columns):
        raise UserError("Each column needs a name of its own, of small letters, digits and underscores. Write `... as name`.")
    hidden = viewer.masked_tags
    for column, origin in _base_columns(whole):
        if tags_of(origin) & hidden:
            _require_shown_only(column, viewer)
            _mask(column, origin)
    masked = frozenset(name for name, tags in columns.items() if tags & hidden)
    return Statement(whole.sql(dialect="postgres", comments=False), columns, tables, masked, whole)


@cache
def published() -> Mapping[str, Relation]:
    """The tables that a statement may read: marts and scores, which hold no row as it was loaded."""
    return {name: one for name, one in relations().items() if one.is_published}


@cache
def tags_of(origin: Origin) -> frozenset[str]:
    """The tags of a column and of every column that it is worked out from, down to what was loaded."""
    held = relations().get(origin.table)
    if held is None:
        return frozenset()
    own = frozenset(column.tag for column in held.columns if column.name == origin.column and column.tag)
    behind = trace(held.text).columns.get(origin.column, frozenset()) if held.text else frozenset()
    return own.union(*(tags_of(one) for one in behind))


def _parsed(text: str) -> exp.Query:
    if len(text) > LONGEST or "\0" in text:
        raise UserError(f"The text has {len(text):,} characters. It may have {LONGEST:,}, none of them a zero byte.")
    try:
        trees = sqlglot.parse(text, read="postgres")
    except (SqlglotError, RecursionError) as error:
        raise UserError(f"It cannot be parsed: {(str(error).splitlines() or ['it is nested too deeply'])[0]}") from None
    found = [tree for tree in trees if tree is not None]
    if len(found) != 1 or not isinstance(found[0], (exp.Select, exp.SetOperation)):
        raise UserError("It must be exactly one SELECT.")
    return found[0]


def _require_allowed(tree: exp.Query) -> None:
    nodes = list(tree.walk())
    if len(nodes) > MOST_NODES:
        raise UserError(f"It has {len(nodes):,} parts. It may have {MOST_NODES:,}.")
    for node in nodes:
        if type(node) not in ALLOWED and not isinstance(node, FUNCTIONS):
            raise UserError(f"{_named(node)} is not allowed here. Allowed are SELECTs in the portable subset: docs/catalogue.md lists it.")
        for check in _CHECKS.get(type(node), ()):
            check(node)


def _require_plain_identifier(node: exp.Expr) -> None:
    if not NAME.fullmatch(node.name.lower() if not node.args.get("quoted") else node.name):
        raise UserError(f"{node.name!r} is no name that is allowed. Names are small letters, digits and underscores.")


def _require_plain_table(node: exp.Expr) -> None:
    if not isinstance(node.this, exp.Identifier) or {name for name, given in node.args.items() if given} - {"this", "alias", "joins"}:
        raise UserError(f"{node.sql()} is not allowed. Name a table by its plain name, without a schema, a function or a file.")


def _require_no_columns(node: exp.Expr) -> None:
    """New names for the columns of a table would let one column stand for another."""
    if node.args.get("columns"):
        raise UserError(f"{node.sql()} names columns anew. Name them in the SELECT, by `as`.")


def _require_no_recursion(node: exp.Expr) -> None:
    if node.args.get("recursive"):
        raise UserError("A recursive step is not allowed. Join dim_date to fill gaps.")


def _require_number(node: exp.Expr) -> None:
    if not (isinstance(node.expression, exp.Literal) and node.expression.is_int):
        raise UserError("Limit and offset take a whole number.")


def _require_plain_join(node: exp.Expr) -> None:
    if str(node.args.get("method") or "") or str(node.args.get("kind") or "").upper() not in ("", "INNER", "CROSS", "OUTER"):
        raise UserError("Joins are inner, left, right, full or cross, with on or using.")


def _require_plain_distinct(node: exp.Expr) -> None:
    if node.args.get("on"):
        raise UserError("distinct on is not allowed. Use row_number() in a step.")


def _require_plain_type(node: exp.Expr) -> None:
    if node.this not in TYPES:
        raise UserError(f"A cast to {node.sql().lower()} is not allowed. Cast to double precision, bigint or text.")


def _require_plain_select(node: exp.Expr) -> None:
    given = {name for name, value in node.args.items() if value}
    odd = given - {"expressions", "from_", "joins", "where", "group", "having", "order", "limit", "offset", "distinct", "with_"}
    if odd:
        raise UserError(f"{', '.join(sorted(odd))} is not allowed in a SELECT here.")


_CHECKS: Mapping[type[exp.Expr], tuple[Any, ...]] = {
    exp.Identifier: (_require_plain_identifier,),
    exp.Table: (_require_plain_table,),
    exp.TableAlias: (_require_no_columns,),
    exp.With: (_require_no_recursion,),
    exp.Limit: (_require_number,),
    exp.Offset: (_require_number,),
    exp.Join: (_require_plain_join,),
    exp.Distinct: (_require_plain_distinct,),
    exp.DataType: (_require_plain_type,),
    exp.Select: (_require_plain_select,),
}


def _require_published(tree: exp.Query) -> tuple[str, ...]:
    """Every table that is read; none may be hidden behind a step of the same name."""
    steps = [step.alias.lower() for step in tree.find_all(exp.CTE)]
    for step in steps:
        if step in relations() or steps.count(step) > 1:
            raise UserError(f"A step is called {step!r}, as a table or another step is. Give it a name of its own.")
    named = [table.name if table.this.args.get("quoted") else table.name.lower() for table in tree.find_all(exp.Table)]
    if len(named) > MOST_TABLES:
        raise UserError(f"It names tables {len(named)} times. It may do so {MOST_TABLES} times.")
    for name in named:
        if name not in published() and name not in steps:
            raise UserError(f"The table {name!r} cannot be asked here.{near(name, published())}")
    return tuple(sorted(set(named) - set(steps)))


def _base_columns(tree: exp.Query) -> list[tuple[exp.Column, Origin]]:
    """Every column that is read from a table itself, and which that is."""
    return [(column, origin) for scope in traverse_scope(tree) for column, origin in _of_scope(scope)]


def _of_scope(scope: Scope) -> Iterator[tuple[exp.Column, Origin]]:
    for column in [node for node in scope.walk() if isinstance(node, exp.Column)]:
        if not column.table:
            _require_bare_order(column, scope)
            continue
        source: Any = None
        around: Scope | None = scope
        while source is None and around is not None:
            source, around = around.sources.get(column.table), around.parent
        if isinstance(source, exp.Table):
            yield column, Origin(source.name, column.name)


def _require_bare_order(column: exp.Column, scope: Scope) -> None:
    """A name without a table is a column of the answer. Engines agree on that only where it stands alone in an order."""
    named = scope.expression.named_selects if isinstance(scope.expression, exp.Query) else []
    if not isinstance(column.parent, exp.Ordered) or column.name not in named:
        raise UserError(f"{column.name} could be a column of a table or of the answer. Write its table before it.")


def _require_shown_only(column: exp.Column, viewer: Viewer) -> None:
    """Masked columns may be selected; choosing, joining or ordering by them would tell their values."""
    node: exp.Expr = column
    while node.parent is not None and not isinstance(node.parent, exp.Select):
        node = node.parent
    if node.arg_key != "expressions":
        raise Forbidden(
            f"{column.name} is masked for the role {viewer.role!r}, so rows cannot be chosen, joined, grouped or ordered by it."
        )


def _mask(column: exp.Column, origin: Origin) -> None:
    """The mark in place of the column, before any engine sees it; nothing in place of a number, with which statements reckon."""
    kind = next(one.type for one in relations()[origin.table].columns if one.name == origin.column)
    hidden = exp.Literal.string(MARK) if kind in ("id", "text") else exp.cast(exp.Null(), exp.DataType.Type.DOUBLE)
    column.replace(hidden)


def _named(node: exp.Expr) -> str:
    if isinstance(node, exp.Func):
        name = node.name if isinstance(node, exp.Anonymous) else node.sql_name()
        return f"{name.lower()}()"
    return type(node).__name__.lower()
