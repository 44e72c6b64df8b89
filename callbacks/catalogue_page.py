"""The catalogue: what there is, counted, and lists of metrics, queries and tables that lead to each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import dash_bootstrap_components as dbc
from dash import html

import layouts
from callbacks.deeds import Served
from callbacks.widgets import widget
from dashapp.auth.viewer import Viewer
from dashapp.forms import field
from dashapp.grids import listing
from dashapp.settings import Settings
from dashapp.table import Table
from queries.cards import Question
from queries.desk import Desk
from queries.entries import ENTRIES, counts

PAGES = {"metric": "/metric", "query": "/query", "table": "/table"}


def counted_entries(desk: Desk, _question: Question, _key: str) -> Any:
    """How many there are of each."""
    pairs = [part for title, number in counts(desk.settings, desk.pages) for part in (html.Dt(title), html.Dd(number))]
    return html.Dl(pairs, className="tr-facts tr-facts-wide")


def listed(source: str) -> Callable[[Desk, Question, str], Any]:
    """The list of one kind, with a field that narrows it while one types."""

    def draw(desk: Desk, question: Question, key: str) -> Any:
        return searchable(ENTRIES[source](desk.settings, desk.pages, question.viewer), key, question.viewer.locale)

    return draw


def searchable(table: Table, key: str, locale: str) -> html.Div:
    """The rows of a table in a grid, below a search field (assets/cards.js)."""
    search = dbc.Input(id=field("search", key), type="search", placeholder=f"Search {len(table.frame):,}", size="sm", debounce=True)
    label = html.Label([html.Span("Search", className="tr-visually-hidden"), search], className="tr-field")
    return html.Div([label, listing(widget("listing", key), table, locale)], **{"data-narrows": "rows"})


def address(kind: str, name: str) -> str:
    """Where the page of a metric, a query or a table is."""
    return f"{PAGES[kind]}?{urlencode({kind: name})}"


def _entries(source: str) -> Callable[[Settings, Viewer], Table]:
    return lambda settings, viewer: ENTRIES[source](settings, layouts.pages(), viewer)


PANELS = {"catalogue.counts": Served(counted_entries), **{source: Served(listed(source)) for source in ENTRIES}}
TABLES = {source: _entries(source) for source in ENTRIES}
