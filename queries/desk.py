"""Desk: what every callback and route works with, given once when the application is composed."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dashapp.auth.authentication import current_viewer
from dashapp.auth.secured import require
from dashapp.auth.viewer import Viewer
from dashapp.errors import NotFound
from dashapp.filterbar import Situation
from dashapp.page import Card, Chart, Facts, Grid, Kpi, Page, Panel
from dashapp.presets import presets
from dashapp.settings import Settings
from dashapp.table import Table
from queries import catalogue
from queries.office import Office, require_whole_reach
from queries.warehouse import Warehouse, today


def needs_data(page: Page) -> bool:
    """Whether a card of the page asks the warehouse; registers and panels do not."""
    return any(not isinstance(card, Panel) and not is_register(card) for _, card in page.cards())


def is_register(card: Card) -> bool:
    """Whether a card shows a register of the accounts database."""
    return isinstance(card, Kpi | Grid | Facts | Chart) and isinstance(card.source, str) and card.source in catalogue.registers()


def require_page(viewer: Viewer, page: Page, subject: str) -> None:
    """Forbidden, and an audited refusal, for whoever lacks the page's permission or, where it needs that, the whole reach."""
    require(viewer, page.permission, subject)
    if page.whole_reach:
        require_whole_reach(viewer)


@dataclass(frozen=True)
class Desk:
    """Settings, the warehouse, the pages by name, the functions of the office, and the tables of panels that have one, by source."""

    settings: Settings
    warehouse: Warehouse
    pages: Mapping[str, Page]
    office: Office
    panel_tables: Mapping[str, Callable[[Settings, Viewer], Table]] = field(default_factory=dict)

    def open_card(self, key: str) -> tuple[Page, Card, Viewer]:
        """The page, the card and the viewer of a widget key from the browser.

        This is the one permission check of every card, drawer, grid and export. Raises NotFound for a key that no
        page declares and Forbidden when the role does not open the page.
        """
        page = self.pages.get(key.partition("/")[0]) if isinstance(key, str) else None
        if page is None:
            raise NotFound(f"There is no card {key!r}.")
        viewer = current_viewer()
        require_page(viewer, page, f"card:{key}")
        cards = dict(page.cards())
        if key not in cards:
            raise NotFound(f"The page {page.name!r} has no card {key!r}.")
        return page, cards[key], viewer

    def today(self) -> datetime.date:
        """The as-of day of the published data; the clock's day where nothing is published, for pages that need no data."""
        return today(self.warehouse)

    def situation(self) -> Situation:
        """The published data's surroundings; NoData when nothing is published."""
        version = self.warehouse.version()
        shortcuts = presets(version.as_of, version.first_date, self.settings.fiscal_year_start_month)
        return Situation(version.version, version.as_of, version.first_date, version.currency, self.settings.shop_name, tuple(shortcuts))

    def surroundings(self, page: Page) -> Situation:
        """The same; a page that reads no warehouse opens before anything is published."""
        if needs_data(page):
            return self.situation()
        today = self.today()
        return Situation(0, today, today, "", self.settings.shop_name, ())
