"""Every page at an address that shows something, with the name of somebody who may open it."""

from __future__ import annotations

from urllib.parse import urlencode

import layouts
from dashapp.auth.roles import ROLES
from dashapp.page import Page
from tests.app.shop import SHOWN

VISITORS = ("analyst", "admin")
Visit = tuple[str, str]


def visitor(page: Page) -> str:
    """The first of the visitors whose role opens the page."""
    return next(name for name in VISITORS if page.permission in ROLES[name].permissions)


def address(page: Page) -> str:
    """The path of a page with whatever it reads from its address."""
    return page.path + (f"?{urlencode({name: SHOWN[name] for name in page.parameters})}" if page.parameters else "")


VISITS: list[Visit] = sorted((visitor(page), address(page)) for page in layouts.pages().values())
# A page that shows one thing, such as one order, is opened from another page.
MENU: list[Visit] = sorted((visitor(page), page.path) for page in layouts.pages().values() if not page.parameters)
