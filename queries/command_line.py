"""What the commands ask: names and conditions as text in, the same tables out that the pages get."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dashapp.auth.viewer import Viewer
from dashapp.errors import UserError
from dashapp.filters import DIMENSIONS, Filters
from dashapp.table import Table
from queries import catalogue, metrics
from queries.answers import parse_where
from queries.bind import read_texts
from queries.run import run
from queries.versions import Version
from queries.warehouse import Warehouse

FILTER_NAMES = ("from", "to", *DIMENSIONS, "currency", "basis")


def metric_answer(
    warehouse: Warehouse,
    names: str,
    viewer: Viewer,
    dimensions: str = "",
    conditions: Iterable[str] = (),
    **given: str,
) -> Table:
    """Metrics by dimensions, both given as names with commas between; by default over the whole history.

    given: from, to, basis and currency, as in the query string of a page; empty ones count as not given.
    """
    pairs = {name: list(values) for name, values in parse_where(conditions).items()}
    pairs |= {name: [text] for name, text in given.items() if text}
    filters = whole_history(Filters.from_pairs(pairs), warehouse.version())
    return metrics.ask(
        warehouse, _listed(names), by=_listed(dimensions), filters=filters, viewer=viewer, limit=warehouse.settings.export_row_limit
    )


def query_answer(warehouse: Warehouse, name: str, given: Iterable[str], viewer: Viewer, limit: int | None = None) -> Table:
    """A query of the library with parameters written NAME=VALUE: the page's filter names, or the query's own.

    At most `limit` rows, EXPORT_ROW_LIMIT unless given.
    """
    asked = catalogue.query(name)
    pairs: dict[str, list[str]] = {}
    for text in given:
        key, separator, value = text.partition("=")
        if not separator:
            raise UserError(f"The parameter is {text!r}. It must be written NAME=VALUE, such as country=France.")
        pairs.setdefault(key, []).append(value)
    filters = whole_history(Filters.from_pairs({key: values for key, values in pairs.items() if key in FILTER_NAMES}), warehouse.version())
    own = {key: values for key, values in pairs.items() if key not in FILTER_NAMES}
    parameters = {key: read_texts(asked.parameters[key], texts) if key in asked.parameters else texts[0] for key, texts in own.items()}
    most = warehouse.settings.export_row_limit if limit is None else limit
    return run(warehouse, name, parameters, viewer, filters=filters, limit=most)


def whole_history(filters: Filters, version: Version) -> Filters:
    """Days that were not given become the first and the last of the data."""
    last = filters.date_to or max(version.last_date, filters.date_from or version.last_date)
    return replace(filters, date_from=filters.date_from or min(version.first_date, last), date_to=last)


def _listed(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(",") if name.strip())
