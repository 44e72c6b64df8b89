"""The badge of a card, and what its drawer says about the checks of its source tables."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from dash import dcc, html

from dashapp import formats
from dashapp.auth.viewer import Viewer
from dashapp.cards import as_json, foot, trust_badge
from dashapp.trust import FAILING, MOST_NAMED, Failing, Trust
from queries.cards import Question
from queries.desk import Desk
from queries.trust import trust_of

PAGE, CHECK = "quality", "/check"


def foot_of(desk: Desk, question: Question, words: str) -> Any:
    """The inside of a card's foot: the words, and what the checks say, where the card shows data of the shop.

    As plain JSON: a component among the figures would have every figure walked through before it is sent.
    """
    trust = trust_of(desk, question)
    return as_json(foot(words)) if trust is None else as_json(foot(words, _badge(trust, checks_page(desk, question.viewer))))


@lru_cache(maxsize=256)
def _badge(trust: Trust, address: str) -> Any:
    return as_json(trust_badge(trust, address))


def checks_page(desk: Desk, viewer: Viewer) -> str:
    """The address of the checks, for those who may open it; else empty."""
    page = desk.pages.get(PAGE)
    opens = page is not None and viewer.may(page.permission) and not (page.whole_reach and viewer.scope.limits())
    return page.path if page is not None and opens else ""


def explained(desk: Desk, question: Question) -> list[Any]:
    """What a drawer says about a card: the sentence, every failing check with its table, the tables that no check looked at."""
    trust = trust_of(desk, question)
    return [] if trust is None else told(desk, question, trust)


def told(desk: Desk, question: Question, trust: Trust) -> list[Any]:
    """The same of any trust."""
    address = checks_page(desk, question.viewer)
    said: list[Any] = [html.P(trust.words if trust.state != FAILING else f"{trust.brief} of what this is read from, the gravest first.")]
    if trust.failing:
        listed = [html.Li(_failing(one, question.viewer.locale, linked=bool(address))) for one in trust.failing[:MOST_NAMED]]
        said.append(html.Ul(listed, className="tr-trust-list"))
    if len(trust.failing) > MOST_NAMED:
        said.append(html.P(f"And {len(trust.failing) - MOST_NAMED} more.", className="tr-muted"))
    if trust.unchecked:
        said.append(html.P(f"Not checked: {', '.join(sorted(trust.unchecked))}.", className="tr-muted"))
    return [*said, dcc.Link("Open the checks", href=address)] if address else said


def _failing(one: Failing, locale: str, *, linked: bool) -> list[Any]:
    name = html.Code(one.check)
    led = dcc.Link(name, href=f"{CHECK}?{urlencode({'check_name': one.check})}") if linked else name
    return [led, f" on {one.table}, {one.severity}{_extent(one, locale)}"]


def _extent(one: Failing, locale: str) -> str:
    """How much of its table it found wrong."""
    if one.status != "fail":
        return ", could not be run"
    if not one.held:
        return ""
    found, held = formats.integer(one.violations, locale), formats.integer(one.held, locale)
    return f": {found} of {held} ({formats.ratio(one.violations / one.held, locale, 2)})"
