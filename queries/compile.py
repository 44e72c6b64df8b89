"""Compile: metrics by dimensions as one SELECT over their fact, in the portable subset and the style of the library.

One step sums up the fact (`components`: numerators and denominators), one joins the calendar where one is asked
for, the last divides. Trends are filled from the calendar, so that a day without sales is a zero and not a gap.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from dashapp.table import Column
from queries.bind import Parameter
from queries.calendar_steps import CalendarPlan, calendar_steps
from queries.catalogue import tables_named
from queries.conjuncts import conjuncts
from queries.placeholders import choice_names, replace_choices, value_names
from queries.registry import Dimension, Fact, Metric, fact_of
from queries.sql_text import NOT_RECORDED, aliased, listed, step

_CHOICES = {"basis": ("event", "order"), "money": ("", "local_")}


@dataclass(frozen=True)
class Statement:
    """A template to bind: its text, the parameters in it, the columns of its answer and the tables it reads."""

    text: str
    parameters: Mapping[str, Parameter]
    columns: tuple[Column, ...]
    tables: tuple[str, ...]


@lru_cache(maxsize=1024)
def statement(names: tuple[str, ...], by: tuple[str, ...], labels: bool = False) -> Statement:
    """The SELECT of these metrics by these dimensions; with `labels`, names for people stand beside coded values."""
    fact = fact_of(names)
    metrics = [fact.metric(name) for name in names]
    dimensions = [fact.dimension(name) for name in by]
    text = _text(fact, metrics, dimensions, labels)
    parameters = _parameters(text)
    columns = (*_dimension_columns(dimensions, labels), *(metric.column for metric in metrics))
    plain = replace_choices(text, lambda name: _CHOICES[name][0])
    return Statement(text, parameters, columns, tuple(sorted(tables_named(plain))))


def _text(fact: Fact, metrics: list[Metric], dimensions: list[Dimension], labels: bool) -> str:
    components = _components(fact, metrics)
    plan = CalendarPlan(
        fact=fact,
        dimensions=tuple(dimensions),
        labels=labels,
        components=tuple(components.values()),
        sums_over_days=all(_sums_over_days(fact, expression) for expression in components),
    )
    steps = {"components": _components_step(fact, components, plan), **calendar_steps(plan)}
    last = list(steps)[-1]
    values = [aliased(_result(fact, metric, components, plan.filled), metric.name) for metric in metrics]
    only_some = "\n    where events > 0" if plan.filled or not dimensions else ""
    steps["answer"] = f"    select\n{listed([*plan.names, *values])}\n    from {last}{only_some}"
    order = f" order by {', '.join(dimension.name for dimension in dimensions)}" if dimensions else ""
    return "with " + ",\n\n".join(step(name, body) for name, body in steps.items()) + f"\n\nselect * from answer{order}"


def _components_step(fact: Fact, components: Mapping[str, str], plan: CalendarPlan) -> str:
    """The fact summed up by everything that is asked for, or by day where the calendar is joined afterwards."""
    groups = [*_grouped(plan), *plan.fact_groups]
    sums = [f"{_currency(fact, expression)} as {name}" for expression, name in components.items()]
    counted = [] if groups else ["count(*) as events"]
    selected = [aliased(expression, name) for expression, name in groups]
    lines = [
        f"    select\n{listed([*selected, *sums, *counted])}",
        f"    from {fact.name}",
        *(f"    {join}" for join in [*_joins(plan), *plan.fact_joins]),
        f"    where {fact.day} between :day_from and :day_to",
        *(f"        {line}" for line in conjuncts(fact)),
    ]
    if groups:
        lines.append(f"    group by\n{listed([expression for expression, _ in groups])}")
    return "\n".join(lines)


def _grouped(plan: CalendarPlan) -> list[tuple[str, str]]:
    """Expression and name of each dimension that is not of the calendar, labels included."""
    pairs = [(dimension, source, name) for dimension in plan.plain for source, name in plan.columns_of(dimension)]
    return [(f"coalesce({name}, {NOT_RECORDED})" if dimension.join else source, name) for dimension, source, name in pairs]


def _joins(plan: CalendarPlan) -> list[str]:
    # Only the key and the asked columns are joined, under the dimension's name: the fact's own columns stay unambiguous.
    joins = []
    for dimension in plan.plain:
        if dimension.join:
            columns = [aliased(source.partition(".")[2], name) for source, name in plan.columns_of(dimension)]
            chosen = f"select {dimension.join}, {', '.join(columns)} from {dimension.table}"
            joins.append(f"left join ({chosen}) as {dimension.name}_members using ({dimension.join})")
    return joins


def _components(fact: Fact, metrics: list[Metric]) -> dict[str, str]:
    """The numerators and denominators, each once, with the name of its column."""
    named: dict[str, str] = {}
    for metric in metrics:
        for expression, ending in ((metric.numerator, "numerator"), (metric.denominator, "denominator")):
            if expression:
                named.setdefault(expression, _component_name(fact, expression, f"{metric.name}_{ending}"))
    return named


def _component_name(fact: Fact, expression: str, otherwise: str) -> str:
    same = next((metric for metric in fact.metrics.values() if metric.numerator == expression and not metric.denominator), None)
    if same is None:
        return otherwise
    return f"{same.name}_cents" if same.unit == "money" else same.name


def _sums_over_days(fact: Fact, expression: str) -> bool:
    """Whether daily values of a component add up to that of a longer period: sums do, of distinct counts only some."""
    counted = (metric for metric in fact.metrics.values() if metric.numerator == expression and not metric.denominator)
    return expression.startswith("sum(") or any("day" in metric.additive for metric in counted)


def _result(fact: Fact, metric: Metric, components: Mapping[str, str], filled: bool) -> str:
    value = components[metric.numerator]
    if metric.denominator:
        value = f"cast({value} as double precision) / nullif({components[metric.denominator]}, 0)"
    elif metric.unit == "money":
        value = f"cast({value} as double precision)"
    if metric.unit == "money":
        value += " / 100"
    return f"coalesce({value}, 0)" if filled and not metric.denominator and not metric.may_be_missing else value


def _currency(fact: Fact, expression: str) -> str:
    if not fact.currency:
        return expression
    return re.sub(r"_cents\b", "_{money}cents", expression)


def _parameters(text: str) -> dict[str, Parameter]:
    chosen = {name: Parameter(name, "enum", choices=words) for name, words in _CHOICES.items() if name in choice_names(text)}
    return chosen | {name: _parameter(name) for name in sorted(value_names(text))}


def _parameter(name: str) -> Parameter:
    if name.endswith(("day_from", "day_to")):
        return Parameter(name, "integer")
    return Parameter(name, "text", optional=True, many=name != "currency")


def _dimension_columns(dimensions: list[Dimension], labels: bool) -> list[Column]:
    columns = []
    for dimension in dimensions:
        columns.append(Column(dimension.name, dimension.title, dimension.type))
        if labels and dimension.label:
            columns.append(Column(f"{dimension.name}_name", f"{dimension.title} name", "text"))
    return columns
