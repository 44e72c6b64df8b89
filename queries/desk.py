"""Desk: what every callback and route works with, given once when the application is composed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashapp.auth.authentication import current_viewer
from dashapp.auth.secured import require
from dashapp.auth.viewer import Viewer
from dashapp.errors import NotFound
from dashapp.filterbar import Situation
from dashapp.page import Card, Page
from dashapp.presets import presets
from dashapp.settings import Settings
from queries.warehouse import Warehouse


@dataclass(frozen=True)
class Desk:
    """Settings, the warehouse and the pages by name."""

    settings: Settings
    warehouse: Warehouse
    pages: Mapping[str, Page]

    def open_card(self, key: str) -> tuple[Page, Card, Viewer]:
        """The page, the card and the viewer of a widget key from the browser.

        This is the one permission check of every card, drawer, grid and export. Raises NotFound for a key that no
        page declares and Forbidden when the role does not open the page.
        """
        page = self.pages.get(key.partition("/")[0])
        if page is None:
            raise NotFound(f"There is no card {key!r}.")
        viewer = current_viewer()
        require(viewer, page.permission, f"card:{key}")
        cards = dict(page.cards())
        if key not in cards:
            raise NotFound(f"The page {page.name!r} has no card {key!r}.")
        return page, cards[key], viewer

    def situation(self) -> Situation:
        """The published data's surroundings; NoData when nothing is published."""
        version = self.warehouse.version()
        shortcuts = presets(version.as_of, version.first_date, self.settings.fiscal_year_start_month)
        return Situation(version.version, version.as_of, version.first_date, version.currency, self.settings.shop_name, tuple(shortcuts))
