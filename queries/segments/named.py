"""A segment by what an address calls it: the number of a kept one, or the name of one of the library."""

from __future__ import annotations

from dataclasses import dataclass

from dashapp.auth.viewer import Viewer
from dashapp.db.engines import accounts_engine
from dashapp.errors import NotFound, near
from queries.desk import Desk
from queries.office import require_whole_reach
from queries.segments.library import Segment, library
from queries.segments.rules import Rule
from queries.segments.saved import Saved, one_saved


@dataclass(frozen=True)
class Named:
    """A segment, wherever it is kept. version: 0 for one of the library, which changes with the desk."""

    reference: str
    title: str
    rule: Rule
    reason: str
    action: str
    owner: str
    version: int = 0
    saved: Saved | None = None


def named(desk: Desk, viewer: Viewer, reference: str) -> Named:
    """The segment of that reference; NotFound where there is none that the viewer may open."""
    require_whole_reach(viewer)
    if reference.isascii() and reference.isdecimal() and len(reference) < 10:
        return of_saved(one_saved(accounts_engine(desk.settings), viewer, int(reference)))
    known = {one.name: one for one in library(desk.warehouse)}
    if reference not in known:
        raise NotFound(f"There is no segment {reference[:80]!r}.{near(reference[:80], known)}")
    return of_library(known[reference])


def of_saved(one: Saved) -> Named:
    """A kept segment."""
    words = one.words
    return Named(str(one.segment_id), words.title, one.rule, words.reason, words.action, one.owner, one.version, one)


def of_library(one: Segment) -> Named:
    """A segment of the library."""
    return Named(one.name, one.title, one.rule, one.reason, one.action, one.owner)
