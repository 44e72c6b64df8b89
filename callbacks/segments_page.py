"""Segments: those that people keep, and the library, each leading to its profile."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from dash import html

from callbacks.deeds import Served
from callbacks.work import moment
from dashapp.auth.permissions import Permission
from dashapp.cards import icon
from dashapp.db.engines import accounts_engine
from dashapp.forms import buttons, line, lines
from queries.cards import Question
from queries.desk import Desk
from queries.office import require_whole_reach
from queries.segments.library import LEAST_CUSTOMERS, LEAST_SHARE, MOST_ALIKE, Standing, standings
from queries.segments.saved import Saved, saved

PROFILE, BUILDER = "/segment", "/segment_builder"


def address(reference: str, path: str = PROFILE, **more: str) -> str:
    """Where the page of a segment is."""
    return f"{path}?{urlencode({'segment': reference, **more})}"


def leading(words: str, href: str, sign: str = "") -> html.A:
    """A link that looks like the buttons beside it."""
    return html.A([icon(sign), words] if sign else words, href=href, className="btn btn-sm btn-light")


def kept(desk: Desk, question: Question, _key: str) -> Any:
    """The viewer's own and those that are shared with their role."""
    require_whole_reach(question.viewer)
    found = saved(accounts_engine(desk.settings), question.viewer)
    listed = lines(*(_kept(desk, question, one) for one in found), none="Nobody has kept a segment that you may open.")
    may = question.viewer.may(Permission.SEGMENTS_MANAGE)
    return html.Div([listed, buttons(leading("Build a segment", BUILDER, "plus")) if may else None])


def comes_along(desk: Desk, question: Question, _key: str) -> Any:
    """The library by group: what the data counts, and below it what it does not, with the reason."""
    require_whole_reach(question.viewer)
    found = standings(desk.warehouse)
    counted = [one for one in found if one.counted]
    words = (
        f"{len(counted)} of {len(found)} are counted: those with at least {LEAST_CUSTOMERS} customers and {LEAST_SHARE:.1%} of all, and "
        f"with less than {MOST_ALIKE:.0%} in common with each before it. They overlap: each is a question of its own."
    )
    groups = [(group, list(held)) for group, held in groupby(counted, key=lambda one: one.segment.group)]
    left = [one for one in found if not one.counted]
    shown = [html.Details([html.Summary(f"{group} ({len(held)})"), *map(_standing, held)]) for group, held in groups]
    not_counted = [html.Details([html.Summary(f"Not counted ({len(left)})"), *map(_standing, left)])] if left else []
    return html.Div([html.P(words, className="tr-muted"), *shown, *not_counted], className="tr-lines")


def _kept(desk: Desk, question: Question, one: Saved) -> html.Div:
    own = one.owner_id == question.viewer.user_id
    whose = "Yours" if own else f"By {one.owner}"
    words = f"{whose}, version {one.version}, {moment(desk.settings, one.changed_at)}"
    return line(one.words.title, words, leading("Open", address(str(one.segment_id))))


def _standing(one: Standing) -> html.A:
    """A line that leads to its profile: of parts as few as can be, for there are more than a hundred."""
    words = one.why if one.why else f"{one.customers:,} customers. {one.segment.reason}"
    return html.A([html.Strong(one.segment.title), words], href=address(one.segment.name), className="tr-line-link")


def named_options(desk: Desk, question: Question) -> Sequence[tuple[str, str]]:
    """Every segment that the viewer may open, as (reference, title)."""
    own = [(str(one.segment_id), one.words.title) for one in saved(accounts_engine(desk.settings), question.viewer)]
    return [*own, *((one.segment.name, one.segment.title) for one in standings(desk.warehouse) if one.counted)]


PANELS = {"segments.kept": Served(kept), "segments.library": Served(comes_along)}
