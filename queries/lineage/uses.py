"""Uses: everything that would be touched if a metric, a query or a table changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dashapp.filters import Filters
from dashapp.page import Card, Chart, Page, Panel
from queries.cards import card_metrics, card_title, is_query, query_name
from queries.catalogue import queries, query
from queries.checks import checks
from queries.desk import is_register
from queries.lineage.cards import tables_of
from queries.lineage.relations import downstream, relations
from queries.registry import facts, registry

Pages = Mapping[str, Page]
KINDS = ("table", "metric", "query", "check", "card")


@dataclass(frozen=True)
class Use:
    """One thing that depends on something: its kind (one of KINDS), its name, its title, the page that it stands on."""

    kind: str
    name: str
    title: str
    page: str = ""


def uses_of_metric(pages: Pages, name: str) -> list[Use]:
    """Cards that show a metric, and columns of queries that say they are it."""
    columns = [
        Use("query", one.name, f"{one.summary} Column {column.title}.")
        for one in queries().values()
        for column in one.columns
        if column.metric == name
    ]
    return [*columns, *(use for use, card in _cards(pages) if name in card_metrics(card))]


def uses_of_query(pages: Pages, name: str) -> list[Use]:
    """Cards that show a query, or open it behind their marks, and the table that it is published as."""
    published = [Use("table", one.name, one.summary) for one in relations().values() if one.text and one.text == query(name).text]
    return [*published, *(use for use, card in _cards(pages) if name in queries_of(card))]


def uses_of_table(pages: Pages, name: str) -> list[Use]:
    """Everything downstream of a table: tables, metrics, queries, the checks that look at it, cards."""
    reached = downstream([name])
    found = [Use("table", one, relations()[one].summary) for one in sorted(reached - {name})]
    found += [Use("metric", one.name, one.title) for fact in facts() if fact.name in reached for one in fact.metrics.values()]
    found += [Use("query", one.name, one.summary) for one in queries().values() if reached & set(one.tables)]
    found += [Use("check", one.name, one.query.summary) for one in checks().values() if name in one.query.tables]
    return [*found, *(use for use, card in _cards(pages) if reached & tables_of(card, Filters()))]


def queries_of(card: Card) -> tuple[str, ...]:
    """The queries that a card shows or opens."""
    behind = (card.drill,) if isinstance(card, Chart) and "." in card.drill else ()
    return (query_name(card), *behind) if is_query(card) else behind


def unused_metrics(pages: Pages) -> list[str]:
    """Metrics that no card shows."""
    shown = {name for _, card in _cards(pages) for name in card_metrics(card)}
    return sorted(set(registry()) - shown)


def counted(found: Iterable[Use]) -> str:
    """How many there are of each kind, as a sentence."""
    listed = list(found)
    parts = [(sum(use.kind == kind for use in listed), kind) for kind in KINDS]
    told = [f"{number} {_plural(kind) if number != 1 else kind}" for number, kind in parts if number]
    return f"A change touches {', '.join(told)}." if told else "Nothing depends on it."


def _plural(kind: str) -> str:
    return "queries" if kind == "query" else f"{kind}s"


def _cards(pages: Pages) -> Iterator[tuple[Use, Card]]:
    for page in pages.values():
        for key, card in page.cards():
            if not isinstance(card, Panel) and not is_register(card):
                yield Use("card", key, card_title(card), page.title), card
