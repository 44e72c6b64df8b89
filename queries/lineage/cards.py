"""From a card to the tables and columns that its numbers are read from."""

from __future__ import annotations

from dashapp.filters import Filters
from dashapp.page import Card, Chart, Kpi, Scorecard
from queries.cards import card_metrics, is_query, query_name
from queries.catalogue import query
from queries.lineage.columns import Origin
from queries.lineage.reading import columns_of_metrics, columns_of_query
from queries.lineage.relations import upstream
from queries.registry import CALENDAR_TABLE, Dimension, Fact, fact_of

RAW = "raw_"


def tables_of(card: Card, filters: Filters) -> frozenset[str]:
    """The tables that a card reads under these filters; those of the accounts database too, none for a panel."""
    if is_query(card):
        return frozenset(query(query_name(card)).tables)
    names = card_metrics(card)
    if not names:
        return frozenset()
    fact = fact_of(names)
    return frozenset({fact.name}).union(*(_tables(dimension) for dimension in _dimensions(fact, card, filters)))


def columns_of(card: Card, filters: Filters) -> frozenset[Origin]:
    """The columns that a card reads under these filters; none for a panel."""
    if is_query(card):
        return columns_of_query(query_name(card), card.column if isinstance(card, Kpi) else "")
    names = card_metrics(card)
    return columns_of_metrics(names, (*_shown(card), *filters.dimensions())) if names else frozenset()


def sources_of(tables: frozenset[str]) -> frozenset[str]:
    """The raw tables behind these. The calendar carries no figure, so what decides its first and last day is left out."""
    return frozenset(name for name in upstream(tables, through=(CALENDAR_TABLE,)) if name.startswith(RAW))


def _dimensions(fact: Fact, card: Card, filters: Filters) -> list[Dimension]:
    return [fact.dimensions[name] for name in (*_shown(card), *filters.dimensions()) if name in fact.dimensions]


def _shown(card: Card) -> tuple[str, ...]:
    return ("week",) if isinstance(card, Scorecard) else card.drawing.by if isinstance(card, Chart) else ()


def _tables(dimension: Dimension) -> set[str]:
    return {table for table in (dimension.table, dimension.keys) if table}
