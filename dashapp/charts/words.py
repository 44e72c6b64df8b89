"""A chart in one sentence: for screen readers, and under the title."""

from __future__ import annotations

from collections.abc import Callable

from dashapp import formats
from dashapp.charts.categories import ranked
from dashapp.charts.cohorts import EVERY, age_words, curves_of, paid_back_at
from dashapp.charts.flow import ribbons
from dashapp.charts.intervals import intervals_words
from dashapp.charts.members import by_member
from dashapp.charts.subject import Subject, comparison_words
from dashapp.charts.trend import Trend, trends
from dashapp.charts.waterfall import steps
from dashapp.table import Column


def trend_words(subject: Subject) -> str:
    """'Net sales £12.3k, up 8.2 % against 1–30 Nov 2021, highest on Tue 7 Dec 2021 (£2.1k).'"""
    found = trends(subject)
    known = [(value, start) for value, start in zip(found[0].values, found[0].starts, strict=True) if value is not None]
    if not known:
        return _nothing(subject)
    total = f" {subject.text(sum(value for value, _ in known))}" if subject.additive else ""
    changes = [_change_words(subject, found[0], trend) for trend in found[1:]] if subject.additive else []
    best = max(known, key=lambda pair: pair[0])
    at = formats.step(best[1], subject.grain, subject.locale) if subject.grain else best[1]
    on = "on " if subject.grain == "day" else "in the " if subject.grain == "week" else "in "
    parts = [f"{subject.value.title}{total}", *[change for change in changes if change], f"highest {on}{at} ({subject.text(best[0])})"]
    return ", ".join(parts) + "."


def lines_words(subject: Subject) -> str:
    """'Net sales by category: Shoes is the largest with £8.2k, 4 others.'"""
    members = by_member(subject)
    sums = {name: sum(value or 0 for value in values.values()) for name, values in members.items()}
    if not sums:
        return _nothing(subject)
    largest = max(sums, key=lambda name: sums[name])
    with_total = f" with {subject.text(sums[largest])}" if subject.additive else ""
    title = subject.series.title.lower() if subject.series else "series"
    return f"{subject.value.title} by {title}: {largest} is the largest{with_total}, {len(sums) - 1} others."


def bars_words(subject: Subject) -> str:
    """'Net sales by country: United Kingdom £9.1k (82.1 %), then EIRE £310.00; 12 in all.'"""
    found = ranked(subject, 10**9)
    if not found:
        return _nothing(subject)
    whole = sum(bar.value for bar in found)
    first, *rest = sorted(found, key=lambda bar: -bar.value)
    part = f" ({formats.ratio(first.value / whole, subject.locale)})" if subject.additive and whole > 0 and len(found) > 1 else ""
    then = f", then {_numbered(subject.x, rest[0].words)} {subject.text(rest[0].value)}" if rest else ""
    count = f"; {formats.integer(len(found), subject.locale)} in all" if len(found) > 2 else ""
    most = f"{_numbered(subject.x, first.words)} {subject.text(first.value)}"
    return f"{subject.value.title} by {subject.x.title.lower()}: {most}{part}{then}{count}."


def cells_words(subject: Subject) -> str:
    """'Net sales: most in Thursday, 12:00 (£1.2k).'"""
    records = [record for record in subject.table.records() if not formats.missing(record[subject.value.name])]
    if not records or subject.series is None:
        return _nothing(subject)
    best = max(records, key=lambda record: record[subject.value.name])
    where = ", ".join(_place(subject, column, best[column.name]) for column in (subject.series, subject.x))
    return f"{subject.value.title}: most at {where} ({subject.text(best[subject.value.name])})."


def flow_words(subject: Subject) -> str:
    """'Customers: 812 of 1,204 stay where they are; most go from Promising to About To Sleep (96).'"""
    found = ribbons(subject)
    if not found:
        return _nothing(subject)
    whole, stayed = sum(one.value for one in found), sum(one.value for one in found if one.origin == one.end)
    gone = [one for one in found if one.origin != one.end]
    most = max(gone, key=lambda one: one.value, default=None)
    then = f"; most go from {most.origin} to {most.end} ({subject.text(most.value)})" if most else ""
    return f"{subject.value.title}: {subject.text(stayed)} of {subject.text(whole)} stay where they are{then}."


def bridge_words(subject: Subject) -> str:
    """'Gross sales £12.3k, discounts −£200.00, returns −£310.00, net sales £11.8k.'"""
    if subject.table.empty:
        return _nothing(subject)
    text = ", ".join(f"{step.title.lower()} {subject.text(step.value)}" for step in steps(subject))
    return text[:1].upper() + text[1:] + "."


def ages_words(subject: Subject) -> str:
    """'Retention, all cohorts: 13.3 % at 1, 9.5 % at 6 and 7.1 % at 12 months since the first order; 24 cohorts.'"""
    curves = curves_of(subject)
    if EVERY not in curves:
        return _nothing(subject)
    known = curves[EVERY]
    ages = [age for age in dict.fromkeys((0, 1, 3, 6, 12, max(known))) if age in known]
    told = [f"{subject.text(known[age][subject.value.name])} at {age}" for age in ages]
    words = f"{', '.join(told[:-1])} and {told[-1]}" if len(told) > 1 else told[0]
    return f"{subject.value.title}, all cohorts: {words} {age_words(curves).lower()}; {len(curves) - 1} cohorts."


def at_age_words(subject: Subject) -> str:
    """'Retention at age 3: highest for Nov 2025 (14.2 %), lowest for Feb 2025 (8.1 %).'"""
    age = int(str(subject.drawing.options["age"]))
    found = {name: curve[age][subject.value.name] for name, curve in curves_of(subject).items() if name != EVERY and age in curve}
    if not found:
        return f"No cohort is {age} old yet."
    best, worst = max(found, key=lambda name: found[name]), min(found, key=lambda name: found[name])
    told = [f"{word} for {_cohort(subject, name)} ({subject.text(found[name])})" for word, name in (("highest", best), ("lowest", worst))]
    return f"{subject.value.title} at age {age}: {', '.join(told)}."


def recovery_words(subject: Subject) -> str:
    """'Search ads paid back after 2 months, E-mail with the first order; not yet: Influencers.'"""
    curves = curves_of(subject)
    if not curves:
        return _nothing(subject)
    paid = {name: paid_back_at(subject, curve) for name, curve in curves.items()}
    after = sorted((age, _cohort(subject, name)) for name, age in paid.items() if age is not None)
    told = [f"{name} {'with the first order' if age == 0 else 'in month ' + str(age)}" for age, name in after]
    open_yet = ", ".join(_cohort(subject, name) for name, age in paid.items() if age is None)
    return (f"Paid back: {', '.join(told) or 'none'}" + (f"; not yet: {open_yet}" if open_yet else "")) + "."


def _cohort(subject: Subject, name: str) -> str:
    return subject.words(subject.series, name) if subject.series else name


def _change_words(subject: Subject, current: Trend, other: Trend) -> str:
    now, then = (sum(value or 0 for value in trend.values) for trend in (current, other))
    if then <= 0:
        return ""
    growth = now / then - 1
    size = formats.ratio(abs(growth), subject.locale)
    direction = "up" if growth > 0 else "down"
    name = comparison_words(other.period).lower()
    return f"level with {name}" if size.startswith(("0.0", "0,0")) else f"{direction} {size} against {other.period.words}"


def _place(subject: Subject, column: Column, member: object) -> str:
    return _numbered(column, subject.words(column, member))


def _numbered(column: Column, words: str) -> str:
    """A number alone says nothing: 'order 2'."""
    return f"{column.title.lower()} {words}" if words.isdigit() else words


def _nothing(subject: Subject) -> str:
    return f"No {subject.value.title.lower()} in {subject.period.words}."


WORDS: dict[str, Callable[[Subject], str]] = {
    "line": trend_words,
    "lines": lines_words,
    "bars": bars_words,
    "columns": bars_words,
    "share": bars_words,
    "heatmap": cells_words,
    "matrix": cells_words,
    "bridge": bridge_words,
    "triangle": ages_words,
    "curves": ages_words,
    "at_age": at_age_words,
    "recovery": recovery_words,
    "intervals": intervals_words,
    "flows": flow_words,
    "treemap": bars_words,
}
