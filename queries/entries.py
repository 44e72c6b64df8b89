"""Entries: the lists of the catalogue as tables, counted from the files and the accounts database, never typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pandas
import yaml
from sqlalchemy import RowMapping, select

from dashapp.auth.masking import MARK
from dashapp.auth.viewer import Viewer
from dashapp.db.catalogue import QUERY_RUNS
from dashapp.db.engines import accounts_engine
from dashapp.errors import NoData
from dashapp.settings import Settings
from dashapp.table import Column, Source, Table
from queries.catalogue import SQL_FOLDER, Query, queries
from queries.certification import certified
from queries.checks import checks
from queries.definitions import list_definitions
from queries.lineage.relations import downstream, relations
from queries.lineage.uses import Pages, uses_of_metric, uses_of_query
from queries.reach import open_metrics
from queries.registry import facts_by_metric, registry
from queries.scope import PREFIX
from queries.targets import counting_now, in_words
from queries.trust import standing, trust_in
from queries.warehouse import open_warehouse

EXAMPLES = SQL_FOLDER.parent / "tests" / "sql"
METRICS = (
    Column("metric", "Metric", "id", drill="metric"),
    Column("title", "Title", "text"),
    Column("words", "Formula", "text", wide=True),
    Column("owner", "Owner", "text"),
    Column("target", "Target", "text", note="What counts this month: of sums the amount a calendar month, else the value itself."),
    Column("certified", "Certified", "text"),
    Column("approval", "Approval", "text"),
    Column("fact", "Asked of", "text"),
    Column("cards", "Cards", "integer"),
)
QUERIES = (
    Column("query", "Query", "id", drill="query"),
    Column("layer", "Layer", "text"),
    Column("summary", "What it answers", "text", wide=True),
    Column("parameters", "Parameters", "text"),
    Column("columns", "Columns", "integer"),
    Column("uses", "Used by", "integer"),
    Column("examples", "Examples", "integer"),
    Column("state", "Last result", "text"),
    Column("last_run", "Last run here", "text"),
    Column("milliseconds", "Milliseconds", "decimal"),
)
TABLES = (
    Column("table", "Table", "id", drill="table"),
    Column("layer", "Layer", "text"),
    Column("summary", "What a row is", "text", wide=True),
    Column("columns", "Columns", "integer"),
    Column("reads", "Reads", "integer"),
    Column("feeds", "Feeds", "integer"),
    Column("checks", "Checks", "text"),
)


def metric_entries(settings: Settings, pages: Pages, viewer: Viewer) -> Table:
    """Every metric: formula in words, owner, target, who vouches for it, and on how many cards it stands.

    A mark stands for the target of a metric that no page shows to the viewer.
    """
    targets, opened = counting_now(settings), open_metrics(pages, viewer)
    vouched = certified(settings)
    approvals = {one.metric: one.state for one in list_definitions(accounts_engine(settings))}
    rows = [
        (
            name,
            one.title,
            one.words,
            one.owner,
            (in_words(targets[name], viewer.locale) if name in opened else MARK) if name in targets else "",
            f"{vouched[name].certifier}, {_day(vouched[name].certified_at)}" if name in vouched else "",
            approvals[name],
            facts_by_metric()[name].name,
            sum(use.kind == "card" for use in uses_of_metric(pages, name)),
        )
        for name, one in sorted(registry().items())
    ]
    return _table("catalogue.metrics", "Every metric of the registry.", METRICS, rows)


def query_entries(settings: Settings, pages: Pages, _viewer: Viewer) -> Table:
    """Every query and check of the library. Examples: how many hold its rows against expected ones in the suite of this release."""
    runs = last_runs(settings)
    states = _states(settings)
    rows = [
        (
            one.name,
            one.layer,
            one.summary,
            ", ".join(name for name in one.parameters if not name.startswith(PREFIX)),
            len(one.columns),
            len(uses_of_query(pages, one.name)) if one.name in queries() else 0,
            example_count(one.name),
            states.get(one.name, ""),
            f"{runs[one.name]['ran_by']}, {_day(runs[one.name]['ran_at'])}" if one.name in runs else "",
            runs[one.name]["milliseconds"] if one.name in runs else None,
        )
        for one in library().values()
    ]
    return _table("catalogue.queries", "Every query and check of the library.", QUERIES, rows)


def table_entries(settings: Settings, _pages: Pages, _viewer: Viewer) -> Table:
    """Every table and view, with what the checks say about it."""
    rows = [
        (
            one.name,
            one.layer,
            one.summary,
            len(one.columns),
            len(one.reads),
            len(downstream([one.name])) - 1,
            _checks_of(settings, one.name),
        )
        for one in relations().values()
    ]
    return _table("catalogue.tables", "Every table and view of the warehouse.", TABLES, rows)


ENTRIES: Mapping[str, Callable[[Settings, Pages, Viewer], Table]] = {
    "catalogue.metrics": metric_entries,
    "catalogue.queries": query_entries,
    "catalogue.tables": table_entries,
}


def counts(settings: Settings, pages: Pages) -> list[tuple[str, str]]:
    """What there is, counted."""
    names = registry()
    vouched = certified(settings)
    layers = Counter(one.layer for one in library().values())
    kinds = Counter(one.layer for one in relations().values())
    unused = sum(not uses_of_metric(pages, name) for name in names)
    failing = sum(state in ("fail", "error") for state in _states(settings).values())
    return [
        ("Metrics", f"{len(names):,}"),
        ("Certified", f"{len(vouched):,} ({len(vouched) / len(names):.0%})"),
        ("Metrics on no card", f"{unused:,}"),
        *((f"Queries, {layer}", f"{number:,}") for layer, number in sorted(layers.items())),
        ("Checks that fail", f"{failing:,}"),
        *((f"Tables, {layer}", f"{kinds[layer]:,}") for layer in kinds),
    ]


def library() -> Mapping[str, Query]:
    """Every query that answers a question, and every check, by name."""
    return {**queries(), **{name: one.query for name, one in checks().items()}}


@cache
def example_count(name: str, folder: Path = EXAMPLES) -> int:
    """How many examples of a query stand beside the tests; none where a release comes without them."""
    subject, _, stem = name.partition(".")
    path = folder / subject / f"{stem}.yaml"
    return len(yaml.load(path.read_text(), Loader=yaml.CSafeLoader)) if path.exists() else 0


def last_runs(settings: Settings) -> dict[str, RowMapping]:
    """When each query was last run from the catalogue, by whom, and how long it took."""
    with accounts_engine(settings).connect() as connection:
        return {row["name"]: row for row in connection.execute(select(QUERY_RUNS)).mappings()}


def _states(settings: Settings) -> dict[str, str]:
    """The failing checks of the version that is shown; none before anything is published."""
    try:
        found = standing(open_warehouse(settings)).findings
    except NoData:
        return {}
    return {one.failing.check: one.failing.status for one in found}


def _checks_of(settings: Settings, name: str) -> str:
    try:
        return trust_in(open_warehouse(settings), [name]).brief
    except NoData:
        return ""


def _day(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d}"


def _table(name: str, summary: str, columns: tuple[Column, ...], rows: Sequence[tuple[Any, ...]]) -> Table:
    frame = pandas.DataFrame(rows, columns=[column.name for column in columns], dtype=object)
    source = Source(name, "", {}, 0, "", "", 0, (), len(frame), truncated=False, engine="code", summary=summary)
    return Table(columns, frame, source)
