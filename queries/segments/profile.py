"""The profile of segments: averages of the catalogued attributes, each segment beside everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashapp.table import Column
from queries.bind import Bound
from queries.execution import Question, answer
from queries.segments.attributes import POPULATION, Attribute, attributes
from queries.segments.rules import Rule, compiled, joins
from queries.versions import Version
from queries.warehouse import Warehouse

# An average of shares would weigh a small customer like a large one, and a score has no unit: neither is averaged.
_KINDS = {"integer": "decimal", "decimal": "decimal", "money": "money", "boolean": "ratio"}
EVERYBODY = Rule(())


@dataclass(frozen=True)
class Trait:
    """An attribute with its average for each rule that was asked about, None where nobody has a value."""

    attribute: Attribute
    type: str
    averages: tuple[float | None, ...]


def averaged() -> list[Attribute]:
    """The attributes that have an average."""
    return [one for one in attributes().values() if one.type in _KINDS and not one.name.endswith("_score")]


def profile(warehouse: Warehouse, rules: Sequence[Rule]) -> list[Trait]:
    """Every trait of each rule."""
    asked = averaged()
    values, conditions = {}, []
    for at, rule in enumerate(rules):
        text, given = compiled(rule, f"rule_{at}")
        conditions.append(text)
        values.update(given)
    columns, shown = [], []
    for one in asked:
        unit = " / 100" if one.type == "money" else ""
        for at, condition in enumerate(conditions):
            measured = f"cast({one.table}.{one.column} as double precision){unit}"
            columns.append(f"avg(case when {condition} then {measured} end) as {one.name}_{at}")
            shown.append(Column(f"{one.name}_{at}", one.title, _KINDS[one.type]))
    tables = (POPULATION, *(one.table for one in asked), *(table for rule in rules for table in rule.tables))
    text = f"select {', '.join(columns)} from {POPULATION}{joins(tables, POPULATION)}"

    def ask(version: Version) -> list[Trait]:
        question = Question("segment profile", Bound(text, values), tuple(shown), tuple(dict.fromkeys(tables)), version.currency)
        row = answer(warehouse, question, version, 1).records()[0]
        return [Trait(one, _KINDS[one.type], tuple(row[f"{one.name}_{at}"] for at in range(len(rules)))) for one in asked]

    return warehouse.settled(ask)
