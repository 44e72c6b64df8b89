"""What a download carries: its cards, measured before they are fetched, and how it stands in the export register."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from dashapp.auth.export_policy import Load, sensitivity_of
from dashapp.auth.export_register import Export
from dashapp.auth.masking import IDENTITY_TAGS
from dashapp.auth.permissions import Permission
from dashapp.auth.secured import require
from dashapp.auth.viewer import Viewer
from dashapp.errors import Forbidden, NotFound, NotRecorded, UserError
from dashapp.page import Card, Page, can_be_taken
from dashapp.table import Column
from queries.cards import Question, card_title
from queries.desk import Desk, require_page
from queries.masking import without_addresses
from queries.sheets import measured


@dataclass(frozen=True)
class Wanted:
    """A download as it is asked for: a card's key or a page's name, the format, the query string, the card's own filters and order."""

    subject: str
    format: str
    search: str
    grid: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True)
class Parcel:
    """A download that the viewer may have, measured. left_out: titles of cards that the viewer does not see."""

    wanted: Wanted
    page: Page
    viewer: Viewer
    questions: tuple[Question, ...]
    rows: int
    columns: tuple[Column, ...]
    left_out: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The page's title, or the card's."""
        return card_title(self.questions[0].card) if "/" in self.wanted.subject else self.page.title

    @property
    def load(self) -> Load:
        """What the export policy asks about it."""
        return Load(self.wanted.format, self.rows, frozenset(column.tag for column in self.columns if column.tag))


def parcel(desk: Desk, wanted: Wanted, viewer: Viewer) -> Parcel:
    """Open and measure a download; Forbidden when the viewer sees none of its cards."""
    require(viewer, Permission.DATA_EXPORT, f"export:{wanted.subject}")
    page, cards = _opened(desk, wanted.subject, viewer)
    kept: list[Question] = []
    rows = 0
    columns: list[Column] = []
    left_out: list[str] = []
    for card in cards:
        question = Question(page, card, viewer, wanted.search)
        try:
            count, shown = measured(desk, question, wanted.grid)
        except (Forbidden, NotRecorded):
            if len(cards) == 1:
                raise
            left_out.append(card_title(card))
            continue
        kept.append(question)
        rows += count
        columns += shown
    if not kept:
        raise Forbidden(f"Your role, {viewer.role}, sees no card of {page.title}.")
    return Parcel(wanted, page, viewer, tuple(kept), rows, tuple(columns), tuple(left_out))


def entry_of(desk: Desk, sent: Parcel) -> Export:
    """The download as the register keeps it: days spelled out, and nothing that tells who a customer is."""
    viewer = sent.viewer
    return Export(
        subject=sent.wanted.subject,
        search=_kept_search(desk, sent),
        grid=_kept_grid(sent),
        format=sent.wanted.format,
        rows=sent.rows,
        columns=tuple(dict.fromkeys(column.name for column in sent.columns)),
        masked_tags=tuple(sorted(viewer.masked_tags)),
        sensitivity=sensitivity_of(sent.load.tags, viewer).value,
        reason=without_addresses(sent.wanted.reason),
    )


def require_repeatable(sent: Parcel) -> None:
    """UserError when the register could not keep the filters: who waits must not leave a customer's address in it."""
    typed = [value for _, value in _pairs(sent)]
    if _dumped(sent.wanted.grid) != _kept_grid(sent) or any(without_addresses(value) != value for value in typed):
        raise UserError("A download that waits for a second person cannot be filtered by who customers are. Clear that filter.")


def _opened(desk: Desk, subject: str, viewer: Viewer) -> tuple[Page, list[Card]]:
    if "/" in subject:
        page, card, _ = desk.open_card(subject)
        return page, [card]
    if subject not in desk.pages:
        raise NotFound(f"There is no page {subject!r}.")
    page = desk.pages[subject]
    require_page(viewer, page, f"export:{subject}")
    return page, [card for _, card in page.cards() if can_be_taken(card)]


def _kept_search(desk: Desk, sent: Parcel) -> str:
    pairs = _pairs(sent)
    if "dates" in sent.page.filters:
        period = sent.questions[0].filters.period(desk.today())
        days = [("from", period.first.isoformat()), ("to", period.last.isoformat())]
        pairs = days + [(name, value) for name, value in pairs if name not in ("from", "to")]
    return urlencode([(name, without_addresses(value)) for name, value in pairs])


def _pairs(sent: Parcel) -> list[tuple[str, str]]:
    """The query string without the grid, which is kept apart."""
    return [pair for pair in parse_qsl(sent.wanted.search.removeprefix("?")) if pair[0] != "grid"]


def _kept_grid(sent: Parcel) -> str:
    personal = {column.name for column in sent.columns if column.tag in IDENTITY_TAGS}
    model = sent.wanted.grid.get("filterModel") or {}
    kept = {name: given for name, given in model.items() if name not in personal}
    return without_addresses(_dumped({**sent.wanted.grid, "filterModel": kept}) if model else _dumped(sent.wanted.grid))


def _dumped(state: Mapping[str, Any]) -> str:
    return json.dumps(state, sort_keys=True, ensure_ascii=False) if state else ""
