"""Asking the registry: metrics by dimensions, for a period and for the periods it is compared with."""

from __future__ import annotations

from collections.abc import Sequence

from dashapp.auth.viewer import Viewer
from dashapp.errors import Forbidden, NotRecorded
from dashapp.filters import Filters
from dashapp.periods import Period
from dashapp.table import Table
from queries.bind import bind
from queries.compile import statement
from queries.execution import Question, answer
from queries.masking import masked
from queries.registry import Fact, Metric, fact_of, metric, registry
from queries.scope import scope_values
from queries.supplied import LISTS, period_of, supplied, transaction_currency
from queries.versions import Version
from queries.warehouse import Warehouse

__all__ = ["Metric", "ask", "ask_periods", "growth", "members", "metric", "registry"]


def ask(
    warehouse: Warehouse,
    names: Sequence[str],
    *,
    by: Sequence[str] = (),
    filters: Filters | None,
    viewer: Viewer,
    period: Period | None = None,
    labels: bool = False,
    limit: int | None = None,
) -> Table:
    """Metrics of one fact by dimensions, sorted by them; no rows when nothing happened in the period.

    Without filters the period is the whole history. `labels` adds `<dimension>_name` beside coded values.
    """
    metrics = _allowed(names, viewer)
    compiled = statement(tuple(metrics), tuple(dict.fromkeys(by)), labels)
    scope = scope_values(viewer, compiled.parameters, "This metric")
    fact = fact_of(metrics)
    most = warehouse.settings.row_limit if limit is None else limit

    def question_for(version: Version) -> Table:
        chosen = filters or Filters()
        _refuse_unrecorded(metrics, fact, chosen, version)
        known = supplied(version, chosen, period or period_of(version, filters)) | scope
        bound = bind(compiled.text, compiled.parameters, {name: known.get(name) for name in compiled.parameters})
        currency = transaction_currency(chosen, version) or version.currency
        question = Question(_name(metrics, by), bound, compiled.columns, compiled.tables, currency, _summary(metrics))
        return answer(warehouse, question, version, most)

    return masked(warehouse.settled(question_for), viewer)


def ask_periods(
    warehouse: Warehouse, names: Sequence[str], *, by: Sequence[str] = (), filters: Filters, viewer: Viewer, labels: bool = False
) -> list[tuple[Period, Table]]:
    """The selected period first, then each one it is compared with."""
    as_of = warehouse.version().as_of
    periods = (filters.period(as_of), *filters.comparisons(as_of))
    return [(period, ask(warehouse, names, by=by, filters=filters, viewer=viewer, period=period, labels=labels)) for period in periods]


def growth(current: float | None, compared: float | None) -> float | None:
    """The change as a fraction; None where there is nothing above zero to compare with."""
    if current is None or compared is None or not compared > 0:
        return None
    return (current - compared) / compared


def members(warehouse: Warehouse, dimension: str, viewer: Viewer) -> list[tuple[str, str]]:
    """Every value of a dimension that this viewer reaches, with its label, most orders first: the options of a picker."""
    table = ask(warehouse, ("orders",), by=(dimension,), filters=None, viewer=viewer, labels=True)
    label = table.columns[-2].name
    found = table.frame.sort_values(["orders", dimension], ascending=[False, True])
    return [(value, value if shown == value else f"{value} · {shown}") for value, shown in zip(found[dimension], found[label], strict=True)]


def _allowed(names: Sequence[str], viewer: Viewer) -> dict[str, Metric]:
    found = {name: metric(name) for name in ((names,) if isinstance(names, str) else names)}
    for one in found.values():
        if one.tag in viewer.masked_tags:
            raise Forbidden(f"{one.title} tells what is masked for the role {viewer.role!r}.")
    return found


def _refuse_unrecorded(metrics: dict[str, Metric], fact: Fact, filters: Filters, version: Version) -> None:
    """A filter that the fact does not know must not be passed over in silence: the number would be of something else."""
    titles = ", ".join(one.title for one in metrics.values())
    for name in LISTS:
        if getattr(filters, name) and name not in fact.dimensions:
            raise NotRecorded(f"{titles}: not recorded by {name.replace('_', ' ')}. Clear that filter to see it.")
    if transaction_currency(filters, version) and not fact.currency:
        raise NotRecorded(f"{titles}: recorded in {version.currency} only. Choose {version.currency} as the currency to see it.")


def _name(metrics: dict[str, Metric], by: Sequence[str]) -> str:
    return ", ".join(metrics) + (f" by {', '.join(by)}" if by else "")


def _summary(metrics: dict[str, Metric]) -> str:
    return " ".join(f"{one.title}: {one.words}" if len(metrics) > 1 else one.words for one in metrics.values())
