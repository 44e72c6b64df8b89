"""Every KPI card of every page. The cards of a page that show measures of one fact share its question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import dash
from dash import MATCH, Input, Output, State, html

from callbacks.states import empty_state, state_of
from callbacks.trust import foot_of
from callbacks.widgets import widget
from dashapp.auth.secured import secured
from dashapp.auth.viewer import Viewer
from dashapp.cards import as_json, state_gate
from dashapp.certainty import certainty
from dashapp.kpis import Comparison, Reading, kpi_body, kpi_foot
from dashapp.page import Kpi, Page
from dashapp.periods import Period, parse_day
from dashapp.table import Column, Table
from queries import metrics
from queries.cards import Question, grain_of, is_query, query_table
from queries.desk import Desk, is_register
from queries.registry import Metric, fact_of


@dataclass(frozen=True)
class Counted:
    """A column of a query as a card's measure: it has no direction of good, for it is compared with nothing."""

    column: Column
    better: str = "none"

    @property
    def title(self) -> str:
        """The column's title."""
        return self.column.title


def register(app: dash.Dash, desk: Desk) -> None:
    """The KPI callback."""

    @app.callback(
        Output(widget("kpi", MATCH), "children"),
        Input("filters", "data"),
        Input(widget("retry-kpi", MATCH), "n_clicks"),
        Input("acted", "data"),
        State(widget("kpi", MATCH), "id"),
    )
    @secured(None)
    def read(search: str | None, _retries: int | None, _acted: Any, identity: dict[str, str]) -> Any:
        return read_kpi(desk, identity["key"], search or "")


def read_kpi(desk: Desk, key: str, search: str) -> Any:
    """The inside of a KPI card."""
    question = Question(*desk.open_card(key), search)
    try:
        if is_register(question.card):
            return _with_foot(desk, question, _body(desk, question))
        parts = ["kpi", key, search, *question.parts()]
        return _with_foot(desk, question, desk.warehouse.remember(parts, lambda: as_json(_body(desk, question))))
    except Exception as error:  # noqa: BLE001 - a card shows its error, the page stays
        return state_of(error)


def _with_foot(desk: Desk, question: Question, drawn: tuple[Any, str]) -> Any:
    """The body with its foot, which changes with the checks and not only with the data."""
    body, words = drawn
    return [*body, as_json(html.Div(foot_of(desk, question, words), className="tr-kpi-foot"))] if words else body


def _body(desk: Desk, question: Question) -> tuple[object, str]:
    """The reading and the words of its foot; where the selection holds nothing a sentence, for that is neither zero nor unrecorded."""
    found = reading(desk, question)
    if found.source is not None and not found.source.total_rows:
        lacking = question.card.empty  # type: ignore[union-attr]
        return state_gate(lacking) if lacking else empty_state(question.page, question.filters, found.period), ""
    return kpi_body(found, question.viewer.locale), kpi_foot(found, question.viewer.locale)


def page_metrics(page: Page, viewer: Viewer, beside: str) -> tuple[str, ...]:
    """The metrics of the page's KPI cards that are asked together with `beside`: of the same fact, and seen by the viewer.

    What says how sure they are is asked along.
    """
    registry, fact = metrics.registry(), fact_of((beside,))
    shown = [card.source for _, card in page.cards() if isinstance(card, Kpi) and not is_query(card)]
    named = dict.fromkeys(asked for name in shown for asked in (name, *registry[name].certainty))
    return tuple(name for name in named if name == beside or (name in fact.metrics and registry[name].tag not in viewer.masked_tags))


def reading(desk: Desk, question: Question) -> Reading:
    """What a KPI card says: the number, its changes, its series."""
    return _column_reading(desk, question) if is_query(question.card) else _metric_reading(desk, question)


def _column_reading(desk: Desk, question: Question) -> Reading:
    card = question.card
    table = query_table(desk, question)
    value = _value(table, card.column)
    column = table.column(card.column)
    note = "" if is_register(card) or card.days else "Counted to the as-of day"
    # A register says in what it counts money; its source, the accounts database, has no currency.
    currency = next((row.get("currency") for row in table.records()), None) or table.source.currency
    return Reading(Counted(column), value, currency, _days(desk, question, table), source=table.source, note=note)


def _days(desk: Desk, question: Question, table: Table) -> Period:
    """The days that a card of a query tells of: those in its row, where it names them."""
    named, rows = question.card.days, table.records()
    if not named or not rows:
        return question.filters.period(desk.today())
    first, last = (parse_day(rows[0][name], name) for name in named)
    return Period(first, last)


def _metric_reading(desk: Desk, question: Question) -> Reading:
    card, filters, viewer = question.card, question.filters, question.viewer
    metric = metrics.registry()[card.source]
    names = page_metrics(question.page, viewer, card.source)
    (period, table), *compared = metrics.ask_periods(desk.warehouse, names, by=(), filters=filters, viewer=viewer)
    value = _value(table, card.source)
    # What has a margin of error is not compared in per cent of itself: the difference of two such scores has a margin, too.
    others = [] if metric.margin else compared
    comparisons = tuple(_comparison(value, other, _value(answer, card.source)) for other, answer in others)
    return Reading(
        metric=metric,
        value=value,
        currency=table.source.currency,
        period=period,
        comparisons=comparisons,
        series=_series(desk, question, names),
        source=table.source,
        explained_by=card.explained_by if card.explained_by != question.page.name else "",
        search=question.search,
        missing="Not recorded" if metric.may_be_missing else "n/a",
        certainty=_certainty(metric, table, viewer),
    )


def _certainty(metric: Metric, table: Table, viewer: Viewer) -> str:
    if not metric.answers:
        return ""
    margin = _value(table, metric.margin) if metric.margin else None
    return certainty(margin, _value(table, metric.answers), viewer.locale)


def _value(table: Table, name: str) -> float | None:
    records = table.records()
    return records[0][name] if records else None


def _comparison(value: float | None, period: Period, compared: float | None) -> Comparison:
    return Comparison(period, compared, metrics.growth(value, compared))


def _series(desk: Desk, question: Question, names: tuple[str, ...]) -> tuple[float | None, ...]:
    asked = grain_of(question.filters, desk)
    # A fact that knows no shorter step has a point a month.
    grain = asked if asked in fact_of(names).dimensions else "month"
    table = metrics.ask(desk.warehouse, names, by=(grain,), filters=question.filters, viewer=question.viewer)
    return tuple(record[question.card.source] for record in table.records())  # type: ignore[union-attr,index]
