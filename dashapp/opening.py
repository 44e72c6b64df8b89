"""Whether a page opens to somebody: by its permission, and where it is about everything, by their reach."""

from __future__ import annotations

from dashapp.auth.viewer import Viewer
from dashapp.page import Page


def opens_to(page: Page, viewer: Viewer) -> bool:
    """Whether somebody may open a page."""
    return viewer.may(page.permission) and not (page.whole_reach and viewer.scope.limits())
