"""From a card to its tables: the one way that screen, drawer and export ask what a card shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs

from dashapp.auth.viewer import Viewer
from dashapp.errors import UserError, near
from dashapp.filters import Filters
from dashapp.page import Card, Chart, Choice, Drawing, Kpi, Page, Panel, Scorecard
from dashapp.periods import Period, parse_day
from dashapp.table import Table
from queries import catalogue, grid, metrics, run
from queries.desk import Desk
from queries.masking import refuse_masked

LONGEST_DAILY = 92
LONGEST_WEEKLY = 366 * 2

Answers = list[tuple[Period, Table]]


@dataclass(frozen=True)
class Question:
    """A card of a page, asked by a viewer under a query string; `narrowed` holds the parameters of a click."""

    page: Page
    card: Card
    viewer: Viewer
    search: str
    narrowed: Mapping[str, object] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The card's key on its page."""
        return next(key for key, card in self.page.cards() if card is self.card)

    @cached_property
    def filters(self) -> Filters:
        """The filters of the query string that the page filters by."""
        return page_filters(self.page, self.search)

    def parts(self) -> list[object]:
        """What a drawn answer depends on, besides the data version: for the cache of drawn cards."""
        masked = sorted(self.viewer.masked_tags)
        limits = sorted(self.viewer.scope.limits().items())
        given = sorted({**page_parameters(self.page, self.search), **self.narrowed}.items())
        return [self.filters.to_pairs(), limits, masked, sorted(self.viewer.permissions), self.viewer.locale, given]


def page_filters(page: Page, search: str) -> Filters:
    """The filters of a query string, without those that the page does not offer."""
    dated = "dates" in page.filters
    read = Filters.from_search(search, page.default_compare if dated else ()).only(page.filters)
    filters = replace(read, default_days=page.default_days)
    return filters if dated else replace(filters, date_from=None, date_to=None, compare=())


def page_parameters(page: Page, search: str) -> dict[str, str]:
    """The parameters, besides filters, that a page reads from its address, and what is chosen of its choices."""
    given = parse_qs(search.removeprefix("?"))
    named = {name: given[name][0] for name in page.parameters if name in given}
    chosen = {choice.name: _chosen(choice, given.get(choice.name, [choice.default])[0]) for choice in page.choices}
    return named | {name: value for name, value in chosen.items() if value}


def drawing_of(question: Question) -> Drawing:
    """The drawing of a chart, with what is chosen on the page where it names a choice; parts of a quotient are no parts of a whole."""
    card = question.card
    drawing: Drawing = card.drawing  # type: ignore[union-attr]
    divided = any(metrics.metric(name).denominator for name in card_metrics(card))
    chosen = {f":{name}": value for name, value in page_parameters(question.page, question.search).items()}
    options = {name: chosen.get(str(value), value) for name, value in drawing.options.items()}
    options |= {"additive": False} if divided else {}
    return replace(drawing, value=chosen.get(drawing.value, drawing.value), options=options)


def grain_of(filters: Filters, desk: Desk) -> str:
    """The calendar step of trends: the chosen one, or one that fits the range."""
    if filters.grain:
        return filters.grain
    days = filters.period(desk.warehouse.version().as_of).days
    return "day" if days <= LONGEST_DAILY else "week" if days <= LONGEST_WEEKLY else "month"


def answers(desk: Desk, question: Question) -> Answers:
    """The tables of a card: the current period first, then each comparison where the card compares."""
    card = question.card
    if isinstance(card, Kpi) and not is_query(card):
        return _metrics(desk, question, (card.source,), (), compare=True)
    if isinstance(card, Scorecard):
        return _metrics(desk, question, card.metrics, ("week",), compare=False)
    if isinstance(card, Chart) and not is_query(card):
        by = chart_dimensions(card, question.filters, desk)
        return _metrics(desk, question, chart_metrics(card), by, card.drawing.compares, labels=True)
    return [(question.filters.period(desk.today()), query_table(desk, question))]


def card_metrics(card: Card) -> tuple[str, ...]:
    """The metrics that a card shows; none for a card of a query."""
    if isinstance(card, Kpi) and not is_query(card):
        return (card.source,)
    if isinstance(card, Scorecard):
        return card.metrics
    return chart_metrics(card) if isinstance(card, Chart) and not is_query(card) else ()


def chart_metrics(card: Chart) -> tuple[str, ...]:
    """The metrics that a chart names."""
    return (card.source,) if isinstance(card.source, str) else card.source


def chart_dimensions(card: Chart, filters: Filters, desk: Desk) -> tuple[str, ...]:
    """The dimensions of a chart; a trend's day becomes the grain of the page."""
    if not card.drawing.follows_grain:
        return card.drawing.by
    return tuple(grain_of(filters, desk) if name == "day" else name for name in card.drawing.by)


def is_query(card: Card) -> bool:
    """Whether a card names a query of the library rather than metrics."""
    return not isinstance(card, Scorecard | Panel) and isinstance(card.source, str) and "." in card.source


def card_title(card: Card) -> str:
    """The title of a card; a KPI's is that of its metric or column."""
    if not isinstance(card, Kpi):
        return card.title
    if is_query(card):
        return next(column.title for column in catalogue.query(card.source).columns if column.name == card.column)
    return metrics.registry()[card.source].title


def query_name(card: Card) -> str:
    """The query that a card of the library names."""
    return str(getattr(card, "source", ""))


def query_parameters(question: Question) -> dict[str, object]:
    """What a query gets besides filters and scope: the page's parameters and the click that narrows it."""
    given: dict[str, object] = {**page_parameters(question.page, question.search), **question.narrowed}
    declared = catalogue.query(query_name(question.card)).parameters
    return {name: value for name, value in given.items() if name in declared}


def selection(question: Question, where: Mapping[str, Any] | None) -> grid.Selection:
    """Which rows a grid shows: its page's filters, its page's parameters, the click, and its own filters."""
    name = query_name(question.card)
    return grid.Selection(name, query_parameters(question), question.viewer, question.filters, where or {})


def query_table(desk: Desk, question: Question, limit: int | None = None) -> Table:
    """The table of a card that names a query; a card that draws a masked column is refused."""
    name = query_name(question.card)
    refuse_masked(catalogue.query(name).columns, drawn_columns(question), question.viewer, "drawn")
    return run.run(desk.warehouse, name, query_parameters(question), question.viewer, filters=question.filters, limit=limit)


def drawn_columns(question: Question) -> set[str]:
    """The columns of a query that become a number or a mark; grids and facts show what is masked as masked."""
    card = question.card
    if isinstance(card, Kpi):
        return {card.column}
    if not isinstance(card, Chart):
        return set()
    drawing = drawing_of(question)
    return {drawing.x, drawing.y, drawing.value}


def _chosen(choice: Choice, value: str) -> str:
    if choice.months:
        return _month(choice, value) if value else value
    allowed = [option for option, _ in choice.options]
    if value not in allowed:
        raise UserError(f"{choice.name} is {value!r}.{near(value, allowed)}")
    return value


def _month(choice: Choice, value: str) -> str:
    day = parse_day(value, choice.name)
    if day.day != 1:
        raise UserError(f"{choice.name} is {value!r}. It must be the first day of a month, such as {day.replace(day=1)}.")
    return day.isoformat()


def _metrics(desk: Desk, question: Question, names: tuple[str, ...], by: tuple[str, ...], compare: bool, labels: bool = False) -> Answers:
    if compare:
        return metrics.ask_periods(desk.warehouse, names, by=by, filters=question.filters, viewer=question.viewer, labels=labels)
    table = metrics.ask(desk.warehouse, names, by=by, filters=question.filters, viewer=question.viewer, labels=labels)
    return [(_period(desk, question.filters), table)]


def _period(desk: Desk, filters: Filters) -> Period:
    return filters.period(desk.warehouse.version().as_of)
