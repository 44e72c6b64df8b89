"""The library: a query of the catalogue becomes a bound question, scope included."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashapp.auth.viewer import Viewer
from dashapp.errors import NotRecorded
from dashapp.filters import Filters
from queries.bind import Bound, bind, refuse_unknown
from queries.catalogue import Query
from queries.execution import Question
from queries.scope import PREFIX, refuse_given, scope_values
from queries.supplied import LISTS, period_of, supplied, transaction_currency
from queries.versions import Version


def bound_query(
    asked: Query, params: Mapping[str, Any], viewer: Viewer, filters: Filters | None, version: Version, *, ordered: bool = True
) -> Bound:
    """The statement of a library query with its values, scope included."""
    refuse_given(params)
    refuse_unknown(params, [name for name in asked.parameters if not name.startswith(PREFIX)])
    if asked.refuses_filters and filters is not None:
        _refuse_unrecorded(asked, filters, version)
    known = supplied(version, filters or Filters(), period_of(version, filters))
    known.update(params)
    known.update(scope_values(viewer, asked.parameters, f"The query {asked.name}"))
    text = asked.text if ordered else asked.unordered
    return bind(text, asked.parameters, {name: value for name, value in known.items() if name in asked.parameters})


def _refuse_unrecorded(asked: Query, filters: Filters, version: Version) -> None:
    """NotRecorded for a filter that the query has no parameter for."""
    unknown = [name for name, plural in LISTS.items() if getattr(filters, name) and plural not in asked.parameters]
    if transaction_currency(filters, version) and "currency" not in asked.parameters:
        unknown.append("currency")
    if unknown:
        names = " or ".join(name.replace("_", " ") for name in unknown)
        raise NotRecorded(f"This cannot be told by {names}: it is not recorded for all that this reads. Clear that filter.")


def question(asked: Query, bound: Bound, filters: Filters | None, version: Version) -> Question:
    """The question that a bound library query is; its money is in the chosen currency where the query knows one."""
    chosen = transaction_currency(filters, version) if filters and "money" in asked.parameters else None
    return Question(asked.name, bound, asked.columns, asked.tables, chosen or version.currency, asked.summary)
