"""The portable lint: what one SELECT may say so that SQLite, PostgreSQL, DuckDB and Spark answer it alike, unchanged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

import sqlglot
from sqlglot import exp

from queries.placeholders import replace_choices, value_names

FUNCTIONS = (
    *(exp.Count, exp.Sum, exp.Avg, exp.Min, exp.Max, exp.RowNumber, exp.Rank, exp.DenseRank, exp.PercentRank, exp.Lag, exp.Lead),
    *(exp.Coalesce, exp.Nullif, exp.Lower, exp.Upper, exp.Trim, exp.Length, exp.Substring, exp.Replace),
    *(exp.Abs, exp.Floor, exp.Sqrt, exp.Ln, exp.Exp, exp.Pow, exp.Case, exp.If, exp.Cast, exp.Exists, exp.Connector, exp.DPipe, exp.Mod),
)
INSTEAD = {
    "round": "display belongs to the grid",
    "ntile": "it splits ties; score by percent_rank() with case",
    "greatest": "use case",
    "least": "use case",
    "concat": "use ||",
    "left": "use substr",
    "group_concat": "no engine's name for it is every engine's",
    "current_date": "today is the parameter :as_of_date or :as_of_day",
    "current_timestamp": "today is the parameter :as_of_date or :as_of_day",
}
CONSTRUCTS: dict[type[exp.Expr], str] = {
    exp.Like: "like: its case differs between engines; normalise text in the pipeline",
    exp.ILike: "ilike: one engine or more lacks it",
    exp.SimilarTo: "similar to: one engine or more lacks it",
    exp.Glob: "glob: one engine or more lacks it",
    exp.Interval: "an interval: join dim_date or count days",
    exp.Values: "values: use select ... union all select ...",
    exp.Lateral: "lateral: one engine or more lacks it",
    exp.Unnest: "unnest: one engine or more lacks it",
    exp.GroupingSets: "grouping sets: use union all",
    exp.Rollup: "rollup: use union all",
    exp.Cube: "cube: use union all",
    exp.Fetch: "fetch first: use limit",
    exp.Qualify: "qualify: use row_number() in a CTE",
    exp.TableSample: "tablesample: its rows differ from run to run",
    exp.Into: "into: a query makes nothing",
    exp.Lock: "for update: a query locks nothing",
    exp.Bracket: "a subscript: one engine or more lacks arrays",
    exp.Parameter: "a bind that is not written :name",
}
INTEGERS = (exp.DataType.Type.INT, exp.DataType.Type.BIGINT)
DOUBLE = exp.DataType.Type.DOUBLE
_QUIET = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'", re.DOTALL)

Check = Callable[[exp.Query, str, Mapping[str, Any]], Iterator[str]]


def problems(text: str, header: Mapping[str, Any]) -> list[str]:
    """Every reason why the statement is not in the subset, with the header's params, grain and columns; empty when it is."""
    declared = header.get("params") or {}
    choices = {name: given for name, given in declared.items() if isinstance(given, list)}
    found: dict[str, None] = {}
    for chosen in product(*choices.values()):
        written = dict(zip(choices, chosen, strict=True))
        plain = replace_choices(text, lambda name, written=written: str(written.get(name, f"undeclared_{name}")))  # type: ignore[misc]
        found.update(dict.fromkeys(_of_one(plain, header)))
    return list(found)


def _of_one(text: str, header: Mapping[str, Any]) -> Iterator[str]:
    try:
        trees = sqlglot.parse(text, read="postgres")
    except sqlglot.errors.SqlglotError as error:
        yield f"It cannot be parsed: {str(error).splitlines()[0]}"
        return
    if len(trees) != 1 or not isinstance(trees[0], exp.Query):
        yield "It is not exactly one SELECT."
        return
    for check in CHECKS:
        yield from check(trees[0], text, header)


def _functions(tree: exp.Query, _text: str, _header: Mapping[str, Any]) -> Iterator[str]:
    for node in tree.find_all(exp.Func):
        if not isinstance(node, FUNCTIONS):
            name = (node.name if isinstance(node, exp.Anonymous) else node.sql_name()).lower()
            yield f"{name}() is outside the subset: {INSTEAD.get(name, 'see the list of functions in the portable subset')}."


def _constructs(tree: exp.Query, _text: str, _header: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"It uses {reason}." for kind, reason in CONSTRUCTS.items() if tree.find(kind))
    if any(step.args.get("recursive") for step in tree.find_all(exp.With)):
        yield "It uses a recursive CTE: fill gaps from dim_date."
    if any(distinct.args.get("on") for distinct in tree.find_all(exp.Distinct)):
        yield "It uses distinct on: use row_number() in a CTE."
    if any(str(frame.args.get("kind")).upper() != "ROWS" for frame in tree.find_all(exp.WindowSpec)):
        yield "It uses a window frame other than rows."
    yield from (f'"{name.name}" is quoted: engines fold quoted names differently.' for name in tree.find_all(exp.Identifier) if name.quoted)


def _casts(tree: exp.Query, text: str, _header: Mapping[str, Any]) -> Iterator[str]:
    quiet = _QUIET.sub("''", text)
    if "::" in quiet:
        yield "It uses ::, which SQLite lacks: write cast(... as ...)."
    if re.search(r"\bas\s+double\b(?!\s+precision)", quiet, re.IGNORECASE):
        yield "It casts to double, which PostgreSQL lacks: write double precision."
    for cast in tree.find_all(exp.Cast):
        if cast.to.this not in (DOUBLE, *INTEGERS):
            yield (
                f"It casts to {cast.to.sql().lower()}: only double precision and integers from floor() are alike everywhere. "
                "|| makes text of a number."
            )
        elif cast.to.this in INTEGERS and not _whole(cast.this):
            yield f"It casts {cast.this.sql().lower()} to an integer, which truncates here and rounds there: use floor()."


def _whole(value: exp.Expr) -> bool:
    """Whether a value is whole, text or missing already, as far as its own words tell."""
    known = isinstance(value, exp.Floor | exp.Count | exp.Sum | exp.Substring | exp.Null)
    return known or (isinstance(value, exp.Literal) and value.is_int)


def _divisions(tree: exp.Query, _text: str, _header: Mapping[str, Any]) -> Iterator[str]:
    for division in tree.find_all(exp.Div):
        if not (_double(division.left) or _double(division.right)):
            yield f"{division.sql().lower()} divides without a cast to double precision, so some engines drop the fraction."
        if not _never_zero(division.right):
            yield f"{division.sql().lower()} may divide by zero, which PostgreSQL refuses: write nullif(..., 0)."


def _double(value: exp.Expr) -> bool:
    """Whether arithmetic is double precision by a cast of its own."""
    if isinstance(value, exp.Cast):
        return value.to.this == DOUBLE
    if isinstance(value, exp.Sqrt | exp.Ln | exp.Exp | exp.PercentRank):
        return True
    return isinstance(value, exp.Binary | exp.Unary | exp.Nullif) and any(
        _double(part) for part in value.args.values() if isinstance(part, exp.Expr)
    )


def _never_zero(value: exp.Expr) -> bool:
    if isinstance(value, exp.Paren | exp.Cast):
        return _never_zero(value.this)
    return isinstance(value, exp.Nullif) or (isinstance(value, exp.Literal) and value.is_number and float(value.name) != 0)


def _orders(tree: exp.Query, _text: str, header: Mapping[str, Any]) -> Iterator[str]:
    for query in tree.find_all(exp.Query):
        if not query.args.get("limit"):
            continue
        order = query.args.get("order")
        named = {column.name for term in (order.expressions if order else ()) for column in term.find_all(exp.Column)}
        if not named:
            yield "It uses limit without order by, so the rows are any rows."
        elif query is tree and not _grain(header) <= named:
            yield f"It uses limit, and order by does not end in the key {', '.join(sorted(_grain(header)))}, so ties are cut anywhere."
    for window in tree.find_all(exp.Window):
        if isinstance(window.this, exp.RowNumber | exp.Lag | exp.Lead) and not window.args.get("order"):
            yield f"{window.this.sql().lower()} has no order by, so the rows are numbered anyhow."


def _grain(header: Mapping[str, Any]) -> set[str]:
    return {part.strip() for part in str(header.get("grain") or "").split(",") if part.strip()}


def _switches(tree: exp.Query, _text: str, _header: Mapping[str, Any]) -> Iterator[str]:
    """An optional filter switched inside the statement keeps SQLite from its indexes; it is dropped instead."""
    for alternative in tree.find_all(exp.Or):
        for side in (alternative.left.unnest(), alternative.right.unnest()):
            if isinstance(side, exp.Is | exp.EQ) and side.find(exp.Placeholder) and not side.find(exp.Column):
                yield f"({alternative.sql().lower()}) switches a filter: declare the parameter optional, on a line of its own."


def _binds(tree: exp.Query, text: str, header: Mapping[str, Any]) -> Iterator[str]:
    declared = header.get("params") or {}
    values = {name for name, given in declared.items() if not isinstance(given, list)}
    if any(not isinstance(bind.this, str) or not bind.this for bind in tree.find_all(exp.Placeholder)):
        yield "It has a bind without a name: write :name."
    yield from (f":{name} is not declared in params." for name in sorted(value_names(text) - values))
    yield from (f"{name} is declared in params and not used." for name in sorted(values - value_names(text)))


def _optional_lines(tree: exp.Query, text: str, header: Mapping[str, Any]) -> Iterator[str]:
    optional = {name for name, given in (header.get("params") or {}).items() if str(given).endswith("?")}
    conjuncts = {condition.sql() for condition in _conjuncts(tree)}
    for line in text.splitlines():
        for name in sorted(value_names(line) & optional):
            if not line.strip().startswith("and "):
                yield f"The optional :{name} stands on a line that does not start with `and`."
            elif _condition(line.strip().removeprefix("and ")) not in conjuncts:
                yield f"The line of the optional :{name} is not one whole condition, so it cannot be dropped: {line.strip()}"


def _conjuncts(tree: exp.Query) -> Iterator[exp.Expr]:
    """Every condition that stands alone between the ands of a where, a having or a join."""
    held = [clause.this for clause in tree.find_all(exp.Where, exp.Having)]
    held += [join.args["on"] for join in tree.find_all(exp.Join) if join.args.get("on")]
    for condition in held:
        yield from condition.flatten() if isinstance(condition, exp.And) else (condition,)


def _condition(text: str) -> str | None:
    try:
        return sqlglot.parse_one(f"select 1 where {text}", read="postgres").args["where"].this.sql()
    except sqlglot.errors.SqlglotError:
        return None


def _columns(tree: exp.Query, _text: str, header: Mapping[str, Any]) -> Iterator[str]:
    """The columns selected are those declared, where the last line is `select * from <last>` or names them."""
    named = tree.named_selects
    if named == ["*"]:
        last = tree.find(exp.From)
        named = next((step.this.named_selects for step in tree.find_all(exp.CTE) if last and step.alias == last.this.name), named)
    declared = set(header.get("columns") or ())
    if "*" not in named:
        yield from (f"The column {name} is selected and not declared." for name in sorted(set(named) - declared))
        yield from (f"The column {name} is declared and not selected." for name in sorted(declared - set(named)))
    yield from (f"The grain names {name}, which is no column." for name in sorted(_grain(header) - declared))
    yield from (f"The header has no {key}." for key in ("summary", "grain", "columns") if not header.get(key))


CHECKS: tuple[Check, ...] = (
    _functions,
    _constructs,
    _casts,
    _divisions,
    _orders,
    _switches,
    _binds,
    _optional_lines,
    _columns,
)
