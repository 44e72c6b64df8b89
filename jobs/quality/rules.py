"""Rules that people add as rows: checked against the declared tables, kept in the accounts database, counted with every run."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Engine

from dashapp.auth import audit
from dashapp.auth.audit import Action
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.db.engines import accounts_engine
from dashapp.db.quality import QUALITY_RULES
from dashapp.errors import NotFound, UserError, near
from dashapp.settings import Settings
from jobs import raw
from jobs.shop_tables import shop_tables
from queries.checks import OWNERS, SEVERITIES, Offending
from queries.declared import DeclaredTable, declared_tables
from queries.row_rules import Place, RowRule, check_bounds

# Lines are those that count; what came back of them are returns.
CONDITIONS = {"order_items": "held.is_current = 1 and held.is_return = 0"}
NUMBERS = ("integer", "money", "decimal", "boolean")


def add_rule(settings: Settings, viewer: Viewer, given: Mapping[str, Any]) -> RowRule:
    """Keep a rule, by whoever may; it counts from the next run on.

    given: column as TABLE.COLUMN, kind, severity, tolerance, owner, reason, and as the kind wants it least, most, values or other.
    """
    viewer.require(Permission.QUALITY_MANAGE)
    table, column = _split(given["column"])
    bounds = {name: given[name] for name in ("least", "most", "values") if given.get(name) not in (None, (), [])}
    bounds = _typed(_table(table), column, given["kind"], bounds)
    if given.get("other"):
        bounds["other"] = given["other"]
    row = {
        "table_name": table,
        "column_name": column,
        "rule_type": given["kind"],
        "bounds": bounds,
        **{name: given[name] for name in ("severity", "tolerance", "owner", "reason")},
    }
    rule = _rule(0, row)
    _require_words(rule)
    with accounts_engine(settings).begin() as connection:
        made = {**row, "made_at": int(time.time()), "made_by": viewer.name}
        number = int(connection.execute(insert(QUALITY_RULES).values(**made)).inserted_primary_key[0])
    audit.record(settings, viewer, Action.QUALITY_RULE_CHANGED, f"rule:{number}", {"column": given["column"], "kind": rule.kind})
    return _rule(number, row)


def end_rule(settings: Settings, viewer: Viewer, rule_id: int) -> None:
    """Let a rule count no more; what it found stays in the history."""
    viewer.require(Permission.QUALITY_MANAGE)
    rules = QUALITY_RULES.c
    ended = update(QUALITY_RULES).where(rules.rule_id == rule_id, rules.is_active)
    with accounts_engine(settings).begin() as connection:
        if not connection.execute(ended.values(is_active=False, ended_at=int(time.time()), ended_by=viewer.name)).rowcount:
            raise NotFound(f"There is no rule {rule_id} that counts. `manage.py quality rules` lists those that do.")
    audit.record(settings, viewer, Action.QUALITY_RULE_CHANGED, f"rule:{rule_id}", {"ended": True})


def row_rules(engine: Engine) -> list[RowRule]:
    """Every rule that counts."""
    with engine.connect() as connection:
        found = connection.execute(select(QUALITY_RULES).where(QUALITY_RULES.c.is_active).order_by(QUALITY_RULES.c.rule_id)).mappings()
        return [_rule(row["rule_id"], row) for row in found]


def offending_of(rule: RowRule) -> Offending:
    """The rows that a rule finds: what tells them apart, and the column that it is about."""
    table = _table(rule.table)
    held = shop_tables().get(table.name, raw.metadata.tables.get(table.raw_name))
    key = tuple(name for name in table.key if held is not None and name in held.columns)
    columns = tuple(column.read for column in table.columns if column.name in {*key, rule.place.column})
    return rule.offending(columns, key)


def _rule(rule_id: int, row: Mapping[str, Any]) -> RowRule:
    table = _table(row["table_name"])
    bounds = dict(row["bounds"])
    other = bounds.pop("other", None)
    kind, column = row["rule_type"], row["column_name"]
    type_of = {one.name: one.type for one in table.columns}
    place = _place(table, column)
    check_bounds(kind, bounds, is_text=type_of[column] in ("id", "text"), is_number=type_of[column] in NUMBERS)
    if (kind == "reference") != bool(other):
        raise UserError("A rule of type reference names another column as TABLE.COLUMN, and no other rule does.")
    words = {name: row[name] for name in ("severity", "tolerance", "owner", "reason")}
    found = _place(_table(_split(other)[0]), _split(other)[1]) if other else None
    return RowRule(rule_id, table.name, place, kind, bounds=bounds, other=found, **words)


def _require_words(rule: RowRule) -> None:
    if rule.severity not in SEVERITIES:
        raise UserError(f"The severity is {rule.severity!r}.{near(rule.severity, SEVERITIES)}")
    if rule.owner not in OWNERS:
        raise UserError(f"The owner is {rule.owner!r}.{near(rule.owner, OWNERS)}")
    if not 0 <= rule.tolerance < 1:
        raise UserError(f"The tolerance is {rule.tolerance}. It is the share that may offend: from 0 to less than 1.")
    if not rule.reason.strip():
        raise UserError("The reason is empty. Say why the rule holds, and what is to be done where it does not.")


def _split(column: str) -> tuple[str, str]:
    table, separator, name = str(column).partition(".")
    if not separator:
        raise UserError(f"The column is {column!r}. It is written TABLE.COLUMN, such as orders.region.")
    return table, name


def _table(name: str) -> DeclaredTable:
    if name not in declared_tables():
        raise UserError(f"There is no table {name!r}.{near(name, declared_tables())}")
    return declared_tables()[name]


def _typed(table: DeclaredTable, column: str, kind: str, bounds: Mapping[str, Any]) -> dict[str, Any]:
    """Bounds of numbers as numbers, however they were written; anything else as it is."""
    is_number = kind == "length" or any(one.name == column and one.type in NUMBERS for one in table.columns)
    return {name: _number(value) if is_number else _listed(value) for name, value in bounds.items()}


def _number(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_number(one) for one in value]
    try:
        return value if not isinstance(value, str) else float(value) if "." in value else int(value)
    except ValueError:
        raise UserError(f"{value!r} is given. This rule takes numbers.") from None


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _place(table: DeclaredTable, column: str) -> Place:
    """The column in the raw layer, where the lines of orders do not have all that is declared."""
    held = shop_tables().get(table.name, raw.metadata.tables.get(table.raw_name))
    known = [one.name for one in table.columns if held is not None and one.name in held.columns]
    if column not in known:
        raise UserError(f"The table {table.name} has no column {column!r} to check.{near(column, known)}")
    return Place(table.raw_name, column, CONDITIONS.get(table.name, ""))
