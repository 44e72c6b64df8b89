"""One table: its columns, from what it is made, and what is made from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dash import html

from callbacks.catalogue_page import address
from callbacks.deeds import Served
from callbacks.lineage_panels import columns_table, drawn, impact
from callbacks.trust import told
from dashapp.auth.audit import Action, record
from dashapp.auth.permissions import Permission
from dashapp.cards import state_empty
from dashapp.errors import NoData
from queries.cards import Question, page_parameters
from queries.desk import Desk
from queries.lineage.columns import Origin, trace
from queries.lineage.relations import Relation, relation, relations
from queries.lineage.uses import uses_of_table
from queries.trust import trust_in

NOTHING = "No table is named in this address. Choose one in the catalogue."


def about(desk: Desk, question: Question, _key: str) -> Any:
    """What a row is, its columns with what reads each of them, what the checks say, and its SQL for those who may see it."""
    one = _asked(question)
    if one is None:
        return state_empty(NOTHING)
    parts: list[Any] = [html.P(f"{one.summary or one.name} Layer: {one.layer}."), *_checks(desk, question, one), _columns(one)]
    if one.text and question.viewer.may(Permission.SQL_VIEW):
        record(desk.settings, question.viewer, Action.SQL_VIEWED, f"table:{one.name}")
        parts += [html.H3("SQL", className="tr-drawer-heading"), html.Pre(html.Code(one.text), className="tr-code", tabIndex="0")]
    return html.Div(parts)


def lineage(_desk: Desk, question: Question, key: str) -> Any:
    """The tables behind it, and the columns behind each of its columns."""
    one = _asked(question)
    if one is None:
        return state_empty(NOTHING)
    picture = drawn(key, one.name, [one.name])
    return html.Div([picture, columns_table(trace(one.text).columns, _about(one))]) if one.text else picture


def uses(desk: Desk, question: Question, _key: str) -> Any:
    """What a change of the table touches."""
    one = _asked(question)
    return state_empty(NOTHING) if one is None else impact(uses_of_table(desk.pages, one.name))


def _checks(desk: Desk, question: Question, one: Relation) -> list[Any]:
    try:
        return told(desk, question, trust_in(desk.warehouse, [one.name]))
    except NoData:
        return []


def _columns(one: Relation) -> html.Div:
    """Every column, and the columns of the next tables that are worked out from it."""
    readers = [other for other in relations().values() if one.name in other.reads]
    feeds = {column.name: sorted(_fed(readers, Origin(one.name, column.name))) for column in one.columns}
    head = html.Thead(html.Tr([html.Th(title, scope="col") for title in ("Column", "Type", "What it holds", "Masked as", "Feeds")]))
    rows = [
        html.Tr([html.Td(html.Code(column.name)), html.Td(column.type), html.Td(_words(column.title, column.note)), html.Td(column.tag),
                 html.Td(", ".join(feeds[column.name]))])
        for column in one.columns
    ]  # fmt: skip
    named = [html.A(other.name, href=address("table", other.name)) for other in readers]
    read = html.P(["Read by ", *[part for name in named for part in (name, ", ")][:-1], "."]) if named else None
    return html.Div(
        [read, html.Div(html.Table([head, html.Tbody(rows)], className="table table-sm tr-table"), className="table-responsive")]
    )


def _fed(readers: Iterable[Relation], origin: Origin) -> set[str]:
    return {
        f"{other.name}.{name}" for other in readers if other.text for name, found in trace(other.text).columns.items() if origin in found
    }


def _about(one: Relation) -> dict[str, str]:
    return {column.name: _words(column.title, column.note) for column in one.columns}


def _words(title: str, note: str) -> str:
    return f"{title}. {note}" if note else title


def _asked(question: Question) -> Relation | None:
    name = page_parameters(question.page, question.search).get("table", "")
    return relation(name) if name else None


PANELS = {"table.about": Served(about), "table.lineage": Served(lineage), "table.impact": Served(uses)}
