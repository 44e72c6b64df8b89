"""Targets: each counts from its month until that of a later one; nothing is overwritten, and nobody reads what a role hides."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace

import pytest
from sqlalchemy import func, insert, select

import layouts
from dashapp.auth.audit import Action
from dashapp.auth.roles import role
from dashapp.auth.scope import Scope
from dashapp.auth.viewer import Viewer, stand_in
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.db.catalogue import TARGETS
from dashapp.db.engines import accounts_engine
from dashapp.db.migrate import migrate
from dashapp.errors import Forbidden, UserError
from dashapp.settings import Settings
from queries.registry import metric
from queries.targets import (
    Outcome,
    actual,
    amount,
    counting,
    counting_now,
    history,
    in_words,
    measured_in,
    month_of,
    outcome,
    set_target,
    value_of,
    withdraw_target,
)
from queries.warehouse import open_warehouse

PAGES = layouts.pages()
ANN = stand_in("analyst")
JANUARY, MARCH, JUNE = (datetime.date(2026, month, 1) for month in (1, 3, 6))


@pytest.fixture
def desk(settings: Settings) -> Settings:
    """A desk without data, whose reports are to be in pounds."""
    found = replace(settings, reporting_currency="GBP")
    migrate(found)
    return found


def given(value: str, month: str, note: str = "") -> dict[str, str]:
    return {"value": value, "month": month, "note": note}


def counts_in(desk: Settings, name: str, month: datetime.date) -> float | None:
    found = counting(history(accounts_engine(desk), name), month, measured_in(desk, metric(name)))
    return found.value if found else None


def events(desk: Settings, action: Action) -> list[tuple[str, str, dict]]:
    chosen = select(AUDIT_EVENTS).where(AUDIT_EVENTS.c.action == action).order_by(AUDIT_EVENTS.c.sequence)
    with accounts_engine(desk).connect() as connection:
        return [(row.actor, row.subject, json.loads(row.detail)) for row in connection.execute(chosen)]


def test_a_later_one_counts_from_its_month_and_the_earlier_stays(desk: Settings) -> None:
    set_target(desk, PAGES, ANN, "net_sales", given("50000", "2026-01", "As the budget says."))
    set_target(desk, PAGES, ANN, "net_sales", given("60000.50", "2026-06"))
    days = (datetime.date(2025, 12, 1), JANUARY, datetime.date(2026, 5, 31), JUNE, datetime.date(2030, 1, 1))
    assert [counts_in(desk, "net_sales", day) for day in days] == [None, 50_000, 50_000, 60_000.5, 60_000.5]
    later, earlier = history(accounts_engine(desk), "net_sales")
    assert (earlier.month, earlier.until, earlier.note, earlier.setter) == (JANUARY, JUNE, "As the budget says.", "analyst")
    assert (later.month, later.until, later.measured_in) == (JUNE, None, "GBP")


def test_of_one_month_the_last_word_counts_and_both_are_kept(desk: Settings) -> None:
    set_target(desk, PAGES, ANN, "orders", given("100", "2026-03"))
    set_target(desk, PAGES, ANN, "orders", given("120", "2026-03"))
    assert counts_in(desk, "orders", MARCH) == 120
    assert [(one.value, one.is_replaced) for one in history(accounts_engine(desk), "orders")] == [(120, False), (100, True)]
    assert [(actor, subject, detail["before"], detail["after"]) for actor, subject, detail in events(desk, Action.TARGET_SET)] == [
        ("analyst", "metric:orders", None, 100),
        ("analyst", "metric:orders", 100, 120),
    ]


def test_one_that_is_set_for_a_month_between_counts_until_the_later(desk: Settings) -> None:
    set_target(desk, PAGES, ANN, "orders", given("100", "2026-01"))
    set_target(desk, PAGES, ANN, "orders", given("300", "2026-06"))
    assert set_target(desk, PAGES, ANN, "orders", given("200", "2026-03")).until == JUNE
    assert [counts_in(desk, "orders", day) for day in (JANUARY, MARCH, JUNE)] == [100, 200, 300]


def test_withdrawn_none_counts_until_a_later_month_and_the_past_stays(desk: Settings) -> None:
    set_target(desk, PAGES, ANN, "orders", given("100", "2026-01"))
    set_target(desk, PAGES, ANN, "orders", given("300", "2026-06"))
    withdraw_target(desk, PAGES, ANN, "orders", "2026-03", "The shop is closed.")
    assert [counts_in(desk, "orders", day) for day in (JANUARY, MARCH, JUNE)] == [100, None, 300]
    assert [(detail["before"], detail["after"]) for _, _, detail in events(desk, Action.TARGET_WITHDRAWN)] == [(100, None)]
    with pytest.raises(UserError, match="no target in March 2026"):
        withdraw_target(desk, PAGES, ANN, "orders", "2026-03", "")


def test_in_another_currency_it_counts_no_more(desk: Settings) -> None:
    set_target(desk, PAGES, ANN, "net_sales", given("50000", "2026-01"))
    assert counts_in(replace(desk, reporting_currency="EUR"), "net_sales", MARCH) is None


def test_before_the_currency_is_known_no_amount_is_set(settings: Settings) -> None:
    migrate(settings)
    with pytest.raises(UserError, match="currency of the reports is not known"):
        set_target(settings, PAGES, ANN, "net_sales", given("50000", "2026-01"))
    assert set_target(settings, PAGES, ANN, "orders", given("100", "2026-01")).measured_in == "count"


def test_what_counts_now_leaves_out_metrics_that_are_gone(desk: Settings) -> None:
    set_target(desk, PAGES, ANN, "orders", given("100", "2020-01"))
    set_target(desk, PAGES, ANN, "net_sales", given("100", "2099-12"))
    row = {"from_month": "2020-01-01", "value": 1.0, "measured_in": "count", "note": "", "set_at": 0, "setter_id": 0, "setter": "x"}
    with accounts_engine(desk).begin() as connection:
        connection.execute(insert(TARGETS).values(metric="gone", **row))
    assert {name: one.value for name, one in counting_now(desk).items()} == {"orders": 100}


@pytest.mark.parametrize(
    ("name", "typed", "value", "words"),
    [
        ("discount_rate", "4.5", 0.045, "4.50\u202f%"),
        ("discount_rate", "0.07", 0.0007, "0.07\u202f%"),
        ("orders", "1200", 1200.0, "1,200 a month"),
        ("net_sales", "-12.5", -12.5, "−£12.50 a month"),
        ("aov", "45", 45.0, "£45.00"),
        ("active_customers", "300", 300.0, "300"),
    ],
)
def test_it_is_typed_as_it_is_shown(desk: Settings, name: str, typed: str, value: float, words: str) -> None:
    made = set_target(desk, PAGES, ANN, name, given(typed, "2026-01"))
    assert (made.value, in_words(made, "en-GB")) == (value, words)


@pytest.mark.parametrize("typed", ["", "many", "1,250", "1e3", "nan", "inf", "4.5 %", "--1", "1.", "٣", "0x10", "1" * 5000])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(UserError, match="The target"):
        value_of(metric("net_sales"), typed)


@pytest.mark.parametrize(("name", "typed", "words"), [("orders", "10.5", "no decimals"), ("net_sales", "1.005", "at most 2 decimals"),
                                                      ("net_sales", "1000000000000", "smaller than"),
                                                      ("discount_rate", "4.555", "at most 2")])  # fmt: skip
def test_what_could_not_be_shown_as_typed_is_refused(name: str, typed: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        value_of(metric(name), typed)


@pytest.mark.parametrize("typed", ["", "2026", "2026-13", "2026-00", "2026-3", "03/2026", "2026-03-01", "1999-12", "2100-01", "٢٠٢٦-03"])
def test_a_month_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(UserError, match="The month is"):
        month_of(typed)


def test_a_long_note_and_an_unknown_metric_are_refused_and_nothing_is_kept(desk: Settings) -> None:
    with pytest.raises(UserError, match="The note has"):
        set_target(desk, PAGES, ANN, "orders", given("1", "2026-01", "x" * 501))
    with pytest.raises(UserError, match="There is no metric"):
        set_target(desk, PAGES, ANN, "order", given("1", "2026-01"))
    with accounts_engine(desk).connect() as connection:
        assert connection.scalar(select(func.count()).select_from(TARGETS)) == 0


@pytest.mark.parametrize("name", ["admin", "executive", "marketing", "support", "fraud_analyst"])
def test_other_roles_may_not(desk: Settings, name: str) -> None:
    for deed in (lambda: set_target(desk, PAGES, stand_in(name), "orders", given("1", "2026-01")),
                 lambda: withdraw_target(desk, PAGES, stand_in(name), "orders", "2026-01", "")):  # fmt: skip
        with pytest.raises(Forbidden):
            deed()


def test_who_reaches_some_rows_or_sees_no_margin_may_not(desk: Settings) -> None:
    with pytest.raises(Forbidden, match="limited"):
        set_target(desk, PAGES, replace(ANN, scope=Scope(brands=("Alba",))), "orders", given("1", "2026-01"))
    blind: Viewer = replace(ANN, permissions=role("analyst").permissions - role("executive").permissions | role("support").permissions)
    with pytest.raises(Forbidden, match="No page that shows"):
        set_target(desk, PAGES, blind, margin(), given("1", "2026-01"))
    with pytest.raises(Forbidden, match="No page that shows"):
        actual(open_warehouse(desk), PAGES, blind, margin(), JANUARY)


def margin() -> str:
    from queries.reach import open_metrics

    return next(name for name, one in open_metrics(PAGES, ANN).items() if one.tag == "margin")


@pytest.mark.parametrize(
    ("name", "reached", "aimed", "found"),
    [
        ("net_sales", 50_000.0, 50_000.0, Outcome(0.0, True)),
        ("net_sales", 48_000.004, 50_000.0, Outcome(-2000.0, False)),
        ("return_rate", 0.05, 0.045, Outcome(0.005, False)),
        ("return_rate", 0.04, 0.045, Outcome(-0.005, True)),
        ("return_rate", 0.0450000001, 0.045, Outcome(0.0, True)),
        ("prospects", 12.0, 10.0, Outcome(2.0, None)),
    ],
)
def test_the_outcome_follows_the_direction_of_the_registry(name: str, reached: float, aimed: float, found: Outcome) -> None:
    assert outcome(metric(name), reached, aimed) == found


def test_amounts_of_any_unit_read_as_on_cards() -> None:
    assert [amount(1234.5, unit, "en-GB") for unit in ("EUR", "count", "decimal", "ratio")] == [
        "€1,234.50",
        "1,235",
        "1,234.5000",
        "123,450.00\u202f%",
    ]
