"""The library: a query of the catalogue becomes a bound question, scope included."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashapp.auth.viewer import Viewer
from dashapp.filters import Filters
from queries.bind import Bound, bind, refuse_unknown
from queries.catalogue import Query
from queries.execution import Question
from queries.scope import PREFIX, refuse_given, scope_values
from queries.supplied import period_of, supplied, transaction_currency
from queries.versions import Version


def bound_query(
    asked: Query, params: Mapping[str, Any], viewer: Viewer, filters: Filters | None, version: Version, *, ordered: bool = True
) -> Bound:
    """The statement of a library query with its values, scope included."""
    refuse_given(params)
    refuse_unknown(params, [name for name in asked.parameters if not name.startswith(PREFIX)])
    known = supplied(version, filters or Filters(), period_of(version, filters))
    known.update(params)
    known.update(scope_values(viewer, asked.parameters, f"The query {asked.name}"))
    text = asked.text if ordered else asked.unordered
    return bind(text, asked.parameters, {name: value for name, value in known.items() if name in asked.parameters})


def question(asked: Query, bound: Bound, filters: Filters | None, version: Version) -> Question:
    """The question that a bound library query is; its money is in the chosen currency where the query knows one."""
    chosen = transaction_currency(filters, version) if filters and "money" in asked.parameters else None
    return Question(asked.name, bound, asked.columns, asked.tables, chosen or version.currency, asked.summary)
