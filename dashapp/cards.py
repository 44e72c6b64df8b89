"""The card frame, its menu, and its five states: loading, empty, not enough data, no permission, error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashapp import formats
from dashapp.table import Source
from dashapp.trust import FAILING, PASSING, Trust

Part = Component | str | None


def card(
    title: str,
    subtitle: str = "",
    body: Part = None,
    reading: Part = None,
    actions: Sequence[object] = (),
    foot: Part = None,
    span: int = 6,
) -> html.Article:
    """A card: titles and actions, a one-sentence reading, the body, a foot that shows on hover or focus."""
    titles = [html.H2(title, className="tr-card-title"), html.P(subtitle, className="tr-card-subtitle") if subtitle else None]
    head = html.Header(
        [html.Div(titles, className="tr-card-titles"), html.Div(list(actions), className="tr-card-actions")], className="tr-card-head"
    )
    parts = [
        head,
        reading,
        html.Div(body, className="tr-card-body"),
        html.Footer(foot, className="tr-card-foot") if foot is not None else None,
    ]
    return html.Article([part for part in parts if part is not None], className=f"tr-card tr-span-{span}", **{"aria-label": title})


def menu(items: Sequence[object], label: str) -> html.Details:
    """A button with three dots that opens a list of actions."""
    summary = html.Summary(icon("three-dots"), className="tr-icon-button", **{"aria-label": label})
    return html.Details([summary, html.Div(list(items), className="tr-menu-panel")], className="tr-menu tr-no-print")


def icon(name: str, large: bool = False) -> html.Span:
    """An icon of the vendored set, for the eye only."""
    return html.Span(className=f"tr-icon tr-icon-{name}{' tr-icon-lg' if large else ''}", **{"aria-hidden": "true"})


def meta(source: Source, locale: str = "en-GB") -> str:
    """The foot of a card: how many rows answered, how old the data are, how long it took."""
    rows = f"{formats.integer(source.total_rows, locale)} {'row' if source.total_rows == 1 else 'rows'}"
    cut = "cut at the row limit" if source.truncated else ""
    age = f"data to {formats.day(source.as_of, locale)}" if source.as_of else ""
    return " · ".join(part for part in (rows, cut, age, f"{source.milliseconds:.0f} ms") if part)


def foot(text: str, badge: Part = None) -> list[object]:
    """The inside of a card's foot: words that show on hover or focus, and what the checks say, which shows always where one fails."""
    return [html.Span(text, className="tr-foot-more"), badge]


def trust_badge(trust: Trust, address: str = "") -> Component:
    """What the checks say about the source tables of a card, in two words; a link to the checks where there is an address."""
    sign = {FAILING: "exclamation", PASSING: "check"}.get(trust.state, "hourglass")
    name = f"tr-trust tr-trust-{trust.state.replace(' ', '-')}"
    inside = [icon(sign), trust.brief]
    if address:
        return dcc.Link(inside, href=address, className=name, title=trust.words)
    return html.Span(inside, className=name, title=trust.words)


def state_loading() -> html.Div:
    """Grey lines where the answer will be."""
    lines = [html.Span(className="tr-skeleton") for _ in range(3)]
    return html.Div([*lines, html.Span("Loading", className="tr-visually-hidden")], className="tr-state tr-state-loading", role="status")


def state_empty(text: str, action: Part = None) -> html.Div:
    """Nothing in the selection: one sentence that names it, one action."""
    return _state("empty", "inbox", text, action)


def state_gate(text: str, action: Part = None) -> html.Div:
    """Not enough data: which gate is not met, or which column is not recorded."""
    return _state("gate", "hourglass", text, action)


def state_forbidden(text: str, action: Part = None) -> html.Div:
    """The role or scope does not reach it."""
    return _state("forbidden", "shield-lock", text, action)


def state_error(text: str, reference: str) -> html.Div:
    """It failed: what happened, the reference for the log, and a button that asks again."""
    again = html.Button([icon("arrow-repeat"), "Try again"], type="button", className="btn btn-sm btn-light tr-state-action")
    return _state("error", "exclamation", text, again, html.Small(f"Reference {reference}", className="tr-state-reference"), role="alert")


def as_json(component: object) -> Any:
    """A component as plain lists and dicts, for the cache of drawn cards."""
    if isinstance(component, Component):
        return as_json(component.to_plotly_json())
    if isinstance(component, dict):
        return {name: as_json(value) for name, value in component.items()}
    return [as_json(value) for value in component] if isinstance(component, list | tuple) else component


def _state(kind: str, sign: str, text: str, action: Part, *more: Part, role: str = "status") -> html.Div:
    parts = [icon(sign, large=True), html.P(text, className="tr-state-text"), action, *more]
    return html.Div([part for part in parts if part is not None], className=f"tr-state tr-state-{kind}", role=role)
