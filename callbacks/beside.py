"""Beside a page: the tables of another, under the same filters, in the drawer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import html

from callbacks.states import state_of
from callbacks.view import downloads
from dashapp.auth.viewer import Viewer
from dashapp.cards import state_empty
from dashapp.page import Card, Grid, Page
from dashapp.table_view import table_of
from queries.cards import Question, card_title, query_table
from queries.desk import Desk

WORDS = {
    "Tax and shipping": "Charged on top of net sales.",
    "Timing": "Money and sales of one order that lie on different sides of the period; other periods hold the other side.",
    "Currency": "Cents that conversion makes. In the currency of the order there is no difference.",
    "Refund basis": "Goods that came back against money that was given back. Channels claim sales before returns.",
    "Unattributed": "Orders without a payment and payments without an order; sales that no channel claims.",
    "Unexplained": "Charged otherwise than the order came to; claims beyond everything that was sold in a category and region.",
}


def beside(desk: Desk, page: Page, viewer: Viewer, search: str) -> list[Any]:
    """Each card of the page as a table with its downloads, then what the differences mean, then the way to the page."""
    parts: list[Any] = [_section(desk, Question(page, card, viewer, search), key) for key, card in page.cards()]
    words = html.Dl([part for line, said in WORDS.items() for part in (html.Dt(line), html.Dd(said))], className="tr-facts")
    meaning = html.Section([html.H3("What the differences are", className="tr-drawer-heading"), words], className="tr-drawer-section")
    return [*parts, meaning, html.P(html.A("Open as a page", href=f"{page.path}{search}"))]


def _section(desk: Desk, question: Question, key: str) -> html.Section:
    heading = html.H3(card_title(question.card), className="tr-drawer-heading")
    return html.Section([heading, *_table(desk, question, key)], className="tr-drawer-section")


def _table(desk: Desk, question: Question, key: str) -> list[Any]:
    """One that is refused under these filters says so, and the others are still drawn."""
    try:
        table = query_table(desk, question)
    except Exception as error:  # noqa: BLE001 - a table shows its error, the drawer stays
        return [state_of(error)]
    if table.empty:
        return [state_empty(_empty(question.card))]
    shown = tuple(column for column in table.columns if column.name not in ("position", "kind"))
    read = replace(table, columns=shown, frame=table.frame[[column.name for column in shown]])
    return [table_of(read, question.viewer.locale), *downloads(key, question.card, question.viewer)]


def _empty(card: Card) -> str:
    return card.empty if isinstance(card, Grid) else ""
