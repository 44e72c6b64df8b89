"""Metrics over HTTP: which there are, and asking them by dimensions, for a period and those it is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from api.answers import json_body, listing, tabular
from api.endpoint import Endpoint, Variant
from api.fields import BASIS, CURRENCY, FORMAT, FROM, PAGING, TO, Field, blamed_on, conditions, read_address, read_body
from api.schemas import ANY_ROW, METRIC_ROW
from dashapp.auth.authentication import current_viewer
from dashapp.auth.viewer import Viewer
from dashapp.errors import UserError
from dashapp.filters import Filters
from dashapp.table import Table
from queries import metrics
from queries.command_line import whole_history
from queries.desk import Desk
from queries.lineage.reading import columns_of_metrics
from queries.reach import open_metrics, require_metrics
from queries.registry import facts, registry
from queries.sheets import combined

METRICS = Field("metrics", "Metrics of one fact, with commas.", many="commas", required=True, example="net_sales,orders")
BY = Field("by", "Dimensions, with commas: month, country, category ...", many="commas", example="month")
COMPARE = Field("compare", "Also previous, last_year or FROM..TO; at most two.", many="repeated")
QUESTION = (METRICS, BY, FROM, TO, conditions(), BASIS, CURRENCY, COMPARE, *PAGING)


def metric_list(desk: Desk, endpoint: Endpoint) -> Response:
    """The metrics that the role may ask."""
    read_address((), request.args.to_dict(flat=False))
    return listing([_described(name) for name in open_metrics(desk.pages, current_viewer())])


def metric_query(desk: Desk, endpoint: Endpoint) -> Response:
    """Metrics by dimensions, the question in the address."""
    return _answer(desk, read_address((*QUESTION, FORMAT), request.args.to_dict(flat=False)))


def metric_question(desk: Desk, endpoint: Endpoint) -> Response:
    """The same with the question in the body, for long ones; the format may stand in the address."""
    form = read_address((FORMAT,), request.args.to_dict(flat=False))
    return _answer(desk, {**read_body(QUESTION, json_body()), **form})


def _answer(desk: Desk, asked: Mapping[str, Any]) -> Response:
    viewer, names, by = current_viewer(), asked["metrics"], asked["by"]
    with blamed_on("metrics"):
        require_metrics(desk.pages, viewer, names)
    filters = _filters(desk, asked)
    parts, read = ["metrics", names, by, filters.to_pairs()], (*by, *filters.dimensions())
    return tabular(desk, asked, parts, lambda: _page(desk, asked, filters, viewer), lambda: columns_of_metrics(tuple(names), read))


def _filters(desk: Desk, asked: Mapping[str, Any]) -> Filters:
    pairs: dict[str, Any] = {name: [asked[name]] for name in ("from", "to", "basis", "currency") if asked[name]}
    pairs |= {"compare": asked["compare"], **(asked["where"] or {})}
    return whole_history(Filters.from_pairs(pairs), desk.warehouse.version())


def _page(desk: Desk, asked: Mapping[str, Any], filters: Filters, viewer: Viewer) -> Table:
    """The rows of the page; the answer is whole or refused, never cut in silence."""
    found = metrics.ask_periods(desk.warehouse, asked["metrics"], by=asked["by"], filters=filters, viewer=viewer)
    for _, table in found:
        if table.source.truncated:
            most = desk.settings.row_limit
            raise UserError(f"The answer has {table.source.total_rows:,} rows, more than {most:,}. Ask for fewer dimensions or days.")
    return _cut(combined(found), asked)


def _cut(table: Table, asked: Mapping[str, Any]) -> Table:
    """The rows of the page out of all of them."""
    rows = table.frame.iloc[asked["offset"] : asked["offset"] + asked["limit"]]
    return replace(table, frame=rows, source=replace(table.source, total_rows=len(table.frame)))


def _described(name: str) -> dict[str, Any]:
    one = registry()[name]
    fact = next(fact for fact in facts() if name in fact.metrics)
    return {
        "name": name,
        "title": one.title,
        "unit": one.unit,
        "better": one.better,
        "words": one.words,
        "source": one.source,
        "owner": one.owner,
        "page": one.page,
        "dimensions": list(fact.dimensions),
        "adds_up_over": list(one.additive),
    }


def _listing(desk: Desk, viewer: Viewer) -> list[Variant]:
    return [Variant("/metrics", "The metrics that your role may ask.", (), METRIC_ROW)]


def _in_address(desk: Desk, viewer: Viewer) -> list[Variant]:
    return [Variant("/metrics/query", "Metrics by dimensions.", (*QUESTION, FORMAT), ANY_ROW)]


def _in_body(desk: Desk, viewer: Viewer) -> list[Variant]:
    return [Variant("/metrics/query", "Metrics by dimensions, the question in the body.", QUESTION, ANY_ROW)]


ENDPOINTS = (
    Endpoint("metric_list", "/metrics", "metrics:read", "listing", metric_list, _listing),
    Endpoint("metric_query", "/metrics/query", "metrics:read", "table", metric_query, _in_address),
    Endpoint("metric_question", "/metrics/query", "metrics:read", "table", metric_question, _in_body, "POST"),
)
