"""Reach: which pages, metrics and queries a role may ask. A question is open exactly when a page that shows it is."""

from __future__ import annotations

from collections.abc import Mapping

from dashapp.auth.viewer import Viewer
from dashapp.errors import Forbidden, UserError, near
from dashapp.opening import opens_to
from dashapp.page import Card, Chart, Page
from queries.cards import card_metrics, is_query, query_name
from queries.catalogue import Query, queries, query
from queries.registry import Metric, registry

Pages = Mapping[str, Page]


def open_pages(pages: Pages, viewer: Viewer) -> list[Page]:
    """The pages that this viewer may open, hidden ones included."""
    return [page for page in pages.values() if opens_to(page, viewer)]


def open_metrics(pages: Pages, viewer: Viewer) -> dict[str, Metric]:
    """The metrics that an open page shows on a card, or that are declared to be of an open page; none whose tag is masked."""
    opened = open_pages(pages, viewer)
    own = {page.name for page in opened}
    shown = {name for page in opened for _, card in page.cards() for name in card_metrics(card)}
    found = {name: one for name, one in registry().items() if name in shown or one.page in own}
    return {name: one for name, one in found.items() if one.tag not in viewer.masked_tags}


def open_queries(pages: Pages, viewer: Viewer) -> dict[str, Query]:
    """The queries of the library that an open page shows on a card or behind a mark of one."""
    named = {name for page in open_pages(pages, viewer) for _, card in page.cards() for name in _queries_of(card)}
    return {name: one for name, one in queries().items() if name in named}


def require_metrics(pages: Pages, viewer: Viewer, names: tuple[str, ...]) -> None:
    """Raise UserError for a metric that does not exist, Forbidden for one that no page shows to this viewer."""
    opened = open_metrics(pages, viewer)
    for name in names:
        if name not in registry():
            raise UserError(f"There is no metric {name!r}.{near(name, opened)}")
        if name not in opened:
            raise Forbidden(f"No page that shows the metric {name!r} is open to the role {viewer.role!r}.")


def require_query(pages: Pages, viewer: Viewer, name: str) -> Query:
    """The query of that name; NotFound when there is none, Forbidden when no page shows it to this viewer."""
    found = query(name)
    if name not in open_queries(pages, viewer):
        raise Forbidden(f"No page that shows the query {name!r} is open to the role {viewer.role!r}.")
    return found


def _queries_of(card: Card) -> tuple[str, ...]:
    behind = (card.drill,) if isinstance(card, Chart) and "." in card.drill else ()
    return (query_name(card), *behind) if is_query(card) else behind
