"""Calendar steps: how days of a fact become weeks, months or weekdays, and how gaps between them are filled.

By day first, then joined with dim_date: the fastest form on every engine. Only what does not add up over days
(distinct customers of a month) joins the calendar before it is counted. Whether anything happened at all is counted by
a window: DuckDB 2.0 takes minutes over `exists (select 1 from components)` beside the join.
"""

from __future__ import annotations

from dataclasses import dataclass

from queries.registry import CALENDAR_TABLE, Dimension, Fact
from queries.sql_text import aliased, listed

_COVERED = "dim_date.day_number between :calendar_day_from and :calendar_day_to"


@dataclass(frozen=True)
class CalendarPlan:
    """What is asked for, as far as the calendar minds. components: the columns that the first step sums up."""

    fact: Fact
    dimensions: tuple[Dimension, ...]
    labels: bool
    components: tuple[str, ...]
    sums_over_days: bool

    @property
    def calendar(self) -> tuple[Dimension, ...]:
        """The dimensions of the calendar."""
        return tuple(dimension for dimension in self.dimensions if dimension.calendar)

    @property
    def plain(self) -> tuple[Dimension, ...]:
        """The other dimensions."""
        return tuple(dimension for dimension in self.dimensions if not dimension.calendar)

    @property
    def filled(self) -> bool:
        """Whether gaps are filled: only where nothing but the calendar is asked for."""
        return bool(self.calendar) and not self.plain

    @property
    def daily(self) -> bool:
        """Whether days themselves are asked for."""
        return any(dimension.name == "day" for dimension in self.calendar)

    @property
    def day_first(self) -> bool:
        """Whether the first step is by day and the calendar joined after it."""
        return bool(self.calendar) and (self.daily or self.sums_over_days)

    @property
    def names(self) -> list[str]:
        """The columns of the answer's dimensions, labels included, in the order asked."""
        return [name for dimension in self.dimensions for _, name in self.columns_of(dimension)]

    def columns_of(self, dimension: Dimension) -> list[tuple[str, str]]:
        """Where a dimension's column comes from and its name; its label's too when labels are asked for."""
        label = [(dimension.label, f"{dimension.name}_name")] if self.labels and dimension.label else []
        return [(dimension.column, dimension.name), *label]

    @property
    def fact_groups(self) -> list[tuple[str, str]]:
        """What the first step groups by for the calendar's sake: expression and name."""
        if self.day_first:
            return [(self.fact.day, "day_number")]
        return [(name, name) for dimension in self.calendar for _, name in self.columns_of(dimension)]

    @property
    def fact_joins(self) -> list[str]:
        """What the first step joins for the calendar's sake."""
        if self.day_first or not self.calendar:
            return []
        columns = [f"{source.partition('.')[2]} as {name}" for one in self.calendar for source, name in self.columns_of(one)]
        chosen = f"select day_number as {self.fact.day}, {', '.join(columns)} from {CALENDAR_TABLE}"
        return [f"join ({chosen}) as calendar using ({self.fact.day})"]

    def named(self) -> list[tuple[str, str]]:
        """Expression and name of every dimension column, once components and dim_date are joined."""
        pairs = [(one, source, name) for one in self.dimensions for source, name in self.columns_of(one)]
        return [(source if one.calendar else f"components.{name}", name) for one, source, name in pairs]


def calendar_steps(plan: CalendarPlan) -> dict[str, str]:
    """The steps between the first and the last, by name."""
    if plan.day_first:
        return {"periods": _periods(plan)}
    if plan.filled:
        return {"calendar": _calendar(plan), "periods": _every_period(plan)}
    return {}


def _periods(plan: CalendarPlan) -> str:
    """Days with their calendar columns, summed up unless days themselves are asked for."""
    shown = [aliased(expression, name) for expression, name in plan.named()]
    values = [f"components.{name}" if plan.daily else f"sum(components.{name}) as {name}" for name in plan.components]
    counted = "count(components.day_number)" if plan.daily else "sum(count(components.day_number))"
    events = [f"{counted} over () as events"] if plan.filled else []
    groups = "" if plan.daily else f"\n    group by\n{listed([expression for expression, _ in plan.named()])}"
    return f"    select\n{listed([*shown, *values, *events])}\n{_from(plan)}{groups}"


def _from(plan: CalendarPlan) -> str:
    on = "components.day_number = dim_date.day_number"
    if not plan.filled:
        return f"    from components\n    join dim_date on {on}"
    return f"    from dim_date\n    left join components on {on}\n    where {_COVERED}"


def _calendar(plan: CalendarPlan) -> str:
    shown = [f"{expression} as {name}" for expression, name in plan.named()]
    return f"    select distinct\n{listed(shown)}\n    from dim_date\n    where {_COVERED}"


def _every_period(plan: CalendarPlan) -> str:
    shown = [f"calendar.{name}" for name in plan.names]
    values = [f"components.{name}" for name in plan.components]
    events = f"count(components.{plan.components[0]}) over () as events"
    return f"    select\n{listed([*shown, *values, events])}\n    from calendar\n    left join components using ({', '.join(plan.names)})"
