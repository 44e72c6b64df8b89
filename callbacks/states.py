"""What a card shows when it cannot show its answer: one sentence, one action, a reference for the log."""

from __future__ import annotations

import logging
import secrets
from datetime import date

from dashapp.cards import state_empty, state_error, state_forbidden, state_gate
from dashapp.errors import Forbidden, NoData, NotRecorded, TallyroomError
from dashapp.filters import Filters
from dashapp.page import Page
from dashapp.periods import Period
from dashapp.table import Table

NOT_RECORDED = "Not recorded"
log = logging.getLogger(__name__)


def state_of(error: Exception) -> object:
    """The state of an error; an unexpected one is logged with its reference and shows no detail."""
    if isinstance(error, Forbidden):
        return state_forbidden(str(error))
    if isinstance(error, NoData):
        return state_empty(str(error))
    if isinstance(error, NotRecorded):
        return state_gate(str(error))
    reference = secrets.token_hex(4)
    if isinstance(error, TallyroomError):
        log.warning("%s: %s", reference, error)
        return state_error(str(error), reference)
    log.error("%s: a card failed", reference, exc_info=error)
    return state_error("This card could not be drawn. Try again; if it stays, give the reference to your admin.", reference)


def empty_state(page: Page, filters: Filters, period: Period) -> object:
    """No rows in the selection, said with the selection; of a page about one thing, that it is not there."""
    if page.parameters:
        return nowhere()
    return state_empty(
        f"{_subject(filters)} between {period.first:%-d %b %Y} and {period.last:%-d %b %Y}. Choose other dates or reset the filters."
    )


def nowhere() -> object:
    """What an address names is not there, or not for this viewer: nobody is told which."""
    return state_empty("There is nothing at this address, or it is not within your reach.")


def _subject(filters: Filters) -> str:
    chosen = ", ".join(value for values in filters.dimensions().values() for value in values)
    currency = f" in {filters.currency}" if filters.currency else ""
    return f"No orders{currency} in {chosen}" if chosen else f"No orders{currency}"


def gate_state(dimension: str) -> object:
    """Every row lacks the dimension: say which import column would fill it."""
    return state_gate(
        f"The imported files record no {dimension.replace('_', ' ')}. The import column {dimension!r} of the map would fill this card."
    )


def unrecorded(table: Table, dimensions: tuple[str, ...]) -> str | None:
    """The first text dimension that has no member besides Not recorded, if any."""
    for name in dimensions:
        if name in table.frame and not table.empty and (table.frame[name] == NOT_RECORDED).all():
            return name
    return None


def nothing_there(table: Table) -> bool:
    """Whether a table has no row with a value in it."""
    numeric = [column.name for column in table.columns if column.numeric]
    return table.empty or not table.frame[numeric].fillna(0).astype(bool).to_numpy().any()


def as_day(text: str) -> date:
    """ISO text as a day."""
    return date.fromisoformat(text[:10])
