"""Lineage on a page: a drawing with a sentence, where each column comes from, and what a change touches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from dash import dcc, html

from callbacks.catalogue_page import address
from callbacks.widgets import widget
from dashapp.charts import graph
from dashapp.charts.lineage import height, lineage
from dashapp.forms import MOST_LINES
from queries.lineage.columns import Origin, followed
from queries.lineage.relations import LAYERS, relations, upstream
from queries.lineage.uses import KINDS, Use, counted

TITLES = {"raw": "Raw", "staging": "Staging", "step": "Steps", "mart": "Marts", "score": "Scores"}
HEADINGS = {"table": "Tables", "metric": "Metrics", "query": "Queries", "check": "Checks", "card": "Cards"}
MOST_NAMES = 6


def drawn(key: str, subject: str, reads: Iterable[str], own: str = "") -> html.Div:
    """The tables behind a subject, stage by stage, and in words. own: the title of the subject's stage, if it is no table."""
    tables = sorted(name for name in upstream(reads) if name in relations())
    stages = [(TITLES[layer], [name for name in tables if relations()[name].layer == layer]) for layer in LAYERS]
    shown = [(title, names) for title, names in stages if names] + ([(own, [subject])] if own else [])
    joined = [(table, name) for name in tables for table in sorted(relations()[name].reads)]
    joined += [(table, subject) for table in reads] if own else []
    picture = graph(widget("lineage", key), height(shown), f"Lineage of {subject}", lineage(shown, joined, subject))
    return html.Div([html.P(_told(subject, stages)), html.Div(picture, className="tr-lineage")])


def columns_table(columns: Mapping[str, Iterable[Origin]], about: Mapping[str, str]) -> html.Table:
    """Each column with what it is worked out from, and the loaded columns at the end of that."""
    head = html.Thead(html.Tr([html.Th(title, scope="col") for title in ("Column", "What it is", "Worked out from", "Loaded as")]))
    rows = [html.Tr([html.Td(html.Code(name)), html.Td(about.get(name, "")), *_origins(found)]) for name, found in columns.items()]
    return html.Div(html.Table([head, html.Tbody(rows)], className="table table-sm tr-table"), className="table-responsive")


def impact(found: Sequence[Use]) -> html.Div:
    """Everything that depends on something, by kind, and how much that is."""
    parts: list[Any] = [html.P(counted(found))]
    ordered = sorted(found, key=lambda use: (KINDS.index(use.kind), use.page, use.name))
    for kind, uses in groupby(ordered, key=lambda use: use.kind):
        listed = list(uses)
        heading = f"{HEADINGS[kind]} ({len(listed):,})"
        inside = html.Ul([html.Li(_use(use)) for use in listed], className="tr-impact")
        parts.append(html.Details([html.Summary(heading), inside], open=len(listed) <= MOST_LINES))
    return html.Div(parts)


def _use(use: Use) -> list[Any]:
    if use.kind == "card":
        page = use.name.partition("/")[0]
        return [dcc.Link(use.page, href=f"/{page}"), f": {use.title}"]
    kind = "query" if use.kind == "check" else use.kind
    return [dcc.Link(use.name, href=address(kind, use.name)), f": {use.title}"]


def _origins(found: Iterable[Origin]) -> tuple[html.Td, html.Td]:
    direct = sorted(found)
    return html.Td(_named(direct)), html.Td(_named(sorted(followed(direct))))


def _named(found: Sequence[Origin]) -> str:
    if not found:
        return "Nothing: a constant or a count of rows"
    more = f" and {len(found) - MOST_NAMES} more" if len(found) > MOST_NAMES else ""
    return ", ".join(f"{one.table}.{one.column}" for one in found[:MOST_NAMES]) + more


def _told(subject: str, stages: Sequence[tuple[str, Sequence[str]]]) -> str:
    """The drawing in words."""
    parts = [f"{len(names)} {title.lower()}" for title, names in stages if names]
    raw = ", ".join(stages[0][1])
    return f"{subject} is made from {', '.join(parts)} tables. What was loaded: {raw}." if raw else f"{subject} is made from no table."
