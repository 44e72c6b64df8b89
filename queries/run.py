"""Running queries of the library: declared parameters bound, scope added, limited, cached, masked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashapp.auth.viewer import Viewer
from dashapp.filters import Filters
from dashapp.settings import Settings
from dashapp.table import Table
from queries import catalogue, registers
from queries.bind import Bound
from queries.catalogue import Query
from queries.execution import answer
from queries.library import bound_query, question
from queries.literals import literal_sql
from queries.masking import masked, masked_names
from queries.versions import Version
from queries.warehouse import Warehouse, open_warehouse

__all__ = ["current_version", "literal_sql", "run"]


def current_version(settings: Settings) -> Version:
    """The current version; NoData when nothing has been published."""
    return open_warehouse(settings).version()


def run(
    warehouse: Warehouse,
    name: str,
    params: Mapping[str, Any],
    viewer: Viewer,
    *,
    filters: Filters | None = None,
    limit: int | None = None,
) -> Table:
    """The answer of a library query for this viewer, at most `limit` rows (ROW_LIMIT unless given).

    Parameters that filters and the version know are filled in; without filters the period is the whole history.
    """
    asked = catalogue.query(name)
    most = warehouse.settings.row_limit if limit is None else limit
    if asked.is_register:
        bound = registers.bound(warehouse.settings, asked, params, viewer)
        return masked(registers.table(warehouse, asked, bound), viewer)

    def ask(version: Version) -> Table:
        bound = _ordered(asked, params, viewer, filters, version)
        return answer(warehouse, question(asked, bound, filters, version), version, most)

    return masked(warehouse.settled(ask), viewer)


def _ordered(asked: Query, params: Mapping[str, Any], viewer: Viewer, filters: Filters | None, version: Version) -> Bound:
    """The statement in its own order; by its grain for whom that order would tell what is masked."""
    telling = masked_names(asked.columns, viewer) & {name for name, _ in asked.order}
    bound = bound_query(asked, params, viewer, filters, version, ordered=not telling)
    return Bound(f"{bound.text} order by {', '.join(asked.grain)}", bound.values) if telling else bound
