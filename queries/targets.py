"""Targets: what a metric is to reach in a calendar month, from a month on until that of a later one. Every word of it is kept."""

from __future__ import annotations

import datetime
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import Engine, RowMapping, insert, select

from dashapp import formats
from dashapp.auth import audit
from dashapp.auth.audit import Action
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.db.catalogue import TARGETS
from dashapp.db.engines import accounts_engine
from dashapp.errors import Forbidden, NoData, UserError
from dashapp.filters import Filters
from dashapp.periods import Period, months
from dashapp.settings import Settings
from queries.metrics import ask
from queries.reach import Pages, require_metrics
from queries.registry import UNITS, Metric, metric, registry
from queries.warehouse import Warehouse, open_warehouse, today

# Decimals of what is typed, by unit: as many as the screen shows, so that what is typed is what is read.
DECIMALS = {"money": 2, "count": 0, "ratio": 2, "decimal": 4}
MOST = 10**12
LONGEST_NOTE = 500
_FIRST_YEAR, _LAST_YEAR = 2000, 2099
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Target:
    """What somebody set: the value in the metric's own unit (ratios as fractions), None where none counts from that month on.

    measured_in: the unit, for money the currency. set_at: seconds since 1970. until: the month from which another counts, None for
    the last one. is_replaced: whether somebody set another for the same month later.
    """

    metric: str
    month: datetime.date
    value: float | None
    measured_in: str
    note: str
    set_at: int
    setter: str
    until: datetime.date | None
    is_replaced: bool


@dataclass(frozen=True)
class Outcome:
    """A month beside its target. gap: the actual less the target, in the metric's own unit and as exactly as it is shown.

    is_reached: None for a metric of which neither more nor less is better.
    """

    gap: float
    is_reached: bool | None


def history(engine: Engine, name: str) -> list[Target]:
    """Every target that a metric ever had, the latest month first, of one month the latest word first."""
    return _by_metric(engine, name).get(name, [])


def counting(targets: Sequence[Target], month: datetime.date, measured_in: str) -> Target | None:
    """The target that counts in a month; None where none does, and for one that was set in another unit or currency."""
    begun = next((one for one in targets if one.month <= month and not one.is_replaced), None)
    return begun if begun is not None and begun.value is not None and begun.measured_in == measured_in else None


def counting_now(settings: Settings) -> Mapping[str, Target]:
    """Every target that counts in the month of the as-of day, by metric."""
    now = today(open_warehouse(settings))
    found = {
        name: counting(targets, now, measured_in(settings, metric(name)))
        for name, targets in _by_metric(accounts_engine(settings)).items()
        if name in registry()
    }
    return {name: one for name, one in found.items() if one is not None}


def measured_in(settings: Settings, one: Metric) -> str:
    """The unit of a metric; of money the currency of the reports, empty before there is one."""
    if one.unit != "money":
        return one.unit
    try:
        return open_warehouse(settings).version().currency
    except NoData:
        return settings.reporting_currency


def adds_up(one: Metric) -> bool:
    """Whether the target of a metric is an amount a calendar month; else it is the value itself."""
    return "day" in one.additive


def amount(value: float | None, unit: str, locale: str) -> str:
    """A value in full, in a unit of the registry or a currency."""
    return formats.shown(value, UNITS.get(unit, "money"), unit, locale, exact=True)


def in_words(target: Target, locale: str) -> str:
    """What a target asks for: '£50,000.00 a month', '4.50 %'."""
    monthly = " a month" if adds_up(metric(target.metric)) else ""
    return f"{amount(target.value, target.measured_in, locale)}{monthly}"


def require_target(pages: Pages, viewer: Viewer, name: str) -> Metric:
    """The metric whose target is to be set; UserError where there is none, Forbidden for who may not set it or not see the metric."""
    viewer.require(Permission.METRICS_CERTIFY)
    if viewer.scope.limits():
        raise Forbidden("Your reach is limited, and a target is one for everybody. Somebody who reaches everything can set it.")
    require_metrics(pages, viewer, (name,))
    return metric(name)


def set_target(settings: Settings, pages: Pages, viewer: Viewer, name: str, given: Mapping[str, str]) -> Target:
    """Let a target count from a month on. given: value as it is shown (4.5 for 4.5 %), month as YYYY-MM, note."""
    one = require_target(pages, viewer, name)
    unit = measured_in(settings, one)
    if not unit:
        raise UserError("The currency of the reports is not known before the first import. Import orders, or set REPORTING_CURRENCY.")
    return _keep(settings, viewer, one, month_of(given["month"]), value_of(one, given["value"]), unit, given["note"])


def withdraw_target(settings: Settings, pages: Pages, viewer: Viewer, name: str, month: str, note: str) -> Target:
    """Let no target count from a month on, until that of a later one."""
    one, first = require_target(pages, viewer, name), month_of(month)
    unit = measured_in(settings, one)
    if counting(history(accounts_engine(settings), name), first, unit) is None:
        raise UserError(f"{one.title} has no target in {first:%B %Y}, so there is none to withdraw.")
    return _keep(settings, viewer, one, first, None, unit, note)


def actual(warehouse: Warehouse, pages: Pages, viewer: Viewer, name: str, month: datetime.date) -> float | None:
    """What the registry answers for a calendar month, within the viewer's reach; None where nothing is recorded.

    Forbidden for a metric that no page shows to the viewer.
    """
    require_metrics(pages, viewer, (name,))
    after = (month + datetime.timedelta(days=31)).replace(day=1)
    period = Period(month, after - datetime.timedelta(days=1))
    records = ask(warehouse, (name,), filters=Filters(), viewer=viewer, period=period).records()
    return records[0][name] if records else None


def last_month(warehouse: Warehouse) -> datetime.date | None:
    """The first day of the last month that the data covers whole; None where it covers none."""
    version = warehouse.version()
    found = [month for month in months(version.first_date, version.as_of) if month >= version.first_date]
    return found[-1] if found else None


def outcome(one: Metric, reached: float, target: float) -> Outcome:
    """How far a value is from its target, and whether it reaches it, compared as both are shown."""
    digits = DECIMALS[one.unit] + (2 if one.unit == "ratio" else 0)
    gap = _rounded(reached, digits) - _rounded(target, digits)
    return Outcome(float(gap), {"up": gap >= 0, "down": gap <= 0, "none": None}[one.better])


def month_of(text: str) -> datetime.date:
    """The first day of a month written YYYY-MM; UserError otherwise."""
    if not _MONTH.fullmatch(text):
        raise UserError(f"The month is {text[:40]!r}. It must be written YYYY-MM, such as 2026-03.")
    if not _FIRST_YEAR <= int(text[:4]) <= _LAST_YEAR:
        raise UserError(f"The month is {text!r}. It must lie between {_FIRST_YEAR} and {_LAST_YEAR}.")
    return datetime.date.fromisoformat(f"{text}-01")


def value_of(one: Metric, text: str) -> float:
    """What is typed as a value in the metric's own unit: 4.5 of a ratio is 0.045. UserError for what is no such number."""
    if not _NUMBER.fullmatch(text):
        raise UserError(f"The target is {text[:40]!r}. It must be a number with a point and without groups, such as 1250.5.")
    if abs(Decimal(text)) >= MOST:
        raise UserError(f"The target of {one.title} must be smaller than {MOST:,}.")
    most = DECIMALS[one.unit]
    if len(text.partition(".")[2]) > most:
        raise UserError(f"The target is {text[:40]}. {one.title} has {f'at most {most} decimals' if most else 'no decimals'}.")
    return float(Decimal(text) / 100 if one.unit == "ratio" else Decimal(text)) + 0.0


def _rounded(value: float, digits: int) -> Decimal:
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def _by_metric(engine: Engine, name: str = "") -> dict[str, list[Target]]:
    """Every target by metric, or those of one; the latest month first, of one month the latest word first."""
    asked = select(TARGETS).order_by(TARGETS.c.from_month.desc(), TARGETS.c.target_id.desc())
    with engine.connect() as connection:
        rows = connection.execute(asked.where(TARGETS.c.metric == name) if name else asked).mappings().all()
    found: dict[str, list[Target]] = {}
    for row in rows:
        found.setdefault(row["metric"], []).append(_target(row, found.get(row["metric"], [])))
    return found


def _target(row: RowMapping, later: Sequence[Target]) -> Target:
    month = datetime.date.fromisoformat(row["from_month"])
    until = next((one.month for one in reversed(later) if one.month > month), None)
    is_replaced = any(one.month == month for one in later)
    held = {name: row[name] for name in ("metric", "value", "measured_in", "note", "set_at", "setter")}
    return Target(month=month, until=until, is_replaced=is_replaced, **held)


def _keep(settings: Settings, viewer: Viewer, one: Metric, month: datetime.date, value: float | None, unit: str, note: str) -> Target:
    """Write down what counts from a month on, with what counted before in the audit trail."""
    if len(note) > LONGEST_NOTE:
        raise UserError(f"The note has {len(note):,} letters. It may have {LONGEST_NOTE}.")
    engine = accounts_engine(settings)
    before = counting(history(engine, one.name), month, unit)
    row = {"metric": one.name, "from_month": month.isoformat(), "value": value, "measured_in": unit, "note": note.strip()}
    detail = {"from": row["from_month"], "before": before.value if before else None, "after": value, "measured_in": unit}
    action = Action.TARGET_WITHDRAWN if value is None else Action.TARGET_SET
    with engine.begin() as connection:
        connection.execute(insert(TARGETS).values(**row, set_at=int(time.time()), setter_id=viewer.user_id, setter=viewer.name))
        audit.append(connection, viewer, action, f"metric:{one.name}", detail)
    return next(found for found in history(engine, one.name) if found.month == month)
