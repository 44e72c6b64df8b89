"""Work beside the requests, as panels tell of it: what runs, and how the last one ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dash import html

from dashapp.settings import Settings
from queries.cards import Question
from queries.desk import Desk
from queries.office import Work, require_whole_reach

ENDED = {"done": "good", "failed": "bad", "stopped": "bad"}


def under_way(desk: Desk) -> bool:
    """Whether something runs, so that nothing else can be started."""
    found = desk.office.work(desk.settings)
    return found is not None and found.state == "running"


def told(desk: Desk, task: str = "", about: object = "") -> html.Div | None:
    """What runs; else how the last one ended, if it was this task, about this where something is named."""
    found = desk.office.work(desk.settings)
    if found is None:
        return None
    asked_for = found.task == task and str(about) in ("", found.about)
    if found.state != "running" and not asked_for:
        return None
    if found.state == "running":
        words = f"{found.title} is under way since {moment(desk.settings, found.began_at)}, asked for by {found.by}."
        return html.Div([_dot("warning"), words], className="tr-work", role="status")
    return html.Div([_dot(ENDED[found.state]), _ended(desk.settings, found)], className="tr-work", role="status")


def start(desk: Desk, question: Question, task: str, given: Mapping[str, Any]) -> str:
    """Begin a task; the sentence that says so."""
    require_whole_reach(question.viewer)
    return f"{desk.office.start(desk.settings, question.viewer, task, given).title} is under way."


def moment(settings: Settings, seconds: int | None) -> str:
    """A moment in the shop's time zone; empty for none."""
    if seconds is None:
        return ""
    return f"{datetime.fromtimestamp(seconds, UTC).astimezone(ZoneInfo(settings.shop_timezone)):%-d %b %Y, %H:%M}"


def _ended(settings: Settings, found: Work) -> str:
    ended = moment(settings, found.ended_at) or moment(settings, found.began_at)
    return f"{found.title}, asked for by {found.by}, {found.state} {ended}. {found.said}"


def _dot(tone: str) -> html.Span:
    return html.Span(className=f"tr-dot tr-dot-{tone}", **{"aria-hidden": "true"})
