"""Forms: labelled fields and buttons. One callback collects them: ids hold the name of the field or deed and the key of the card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashapp.cards import icon

MOST_LINES = 20


def field(name: Any, key: Any) -> dict[str, Any]:
    """The id of a field of a card; both may be ALL."""
    return {"field": name, "key": key}


def act(name: Any, key: Any, item: Any = "") -> dict[str, Any]:
    """The id of a button that does something. item: to which of several in a list."""
    return {"act": name, "key": key, "item": item}


def form(*parts: Component | None) -> html.Div:
    """Fields one below the other, side by side where there is room."""
    return html.Div([part for part in parts if part is not None], className="tr-form", role="group")


def text_field(name: str, key: str, label: str, value: str = "", note: str = "", **more: Any) -> Component:
    """A line of text."""
    return _labelled(label, dbc.Input(id=field(name, key), value=value, size="sm", autoComplete="off", **more), note)


def long_text(name: str, key: str, label: str, value: str = "", note: str = "") -> Component:
    """Several lines of text."""
    return _labelled(label, dbc.Textarea(id=field(name, key), value=value, size="sm", rows=2), note)


def choice(name: str, key: str, label: str, options: Sequence[tuple[str, str]], value: str, note: str = "") -> Component:
    """One of several, as (value, title)."""
    return _labelled(label, dbc.Select(id=field(name, key), options=_options(options), value=value, size="sm"), note)


def several(name: str, key: str, label: str, options: Sequence[tuple[str, str]], values: Sequence[str]) -> Component:
    """Any number of several, with a search box. The label is for the ear: it stands beside something that shows it."""
    chosen = dcc.Dropdown(id=field(name, key), options=_options(options), value=list(values), multi=True, placeholder="None")
    # Dash's drop-down is no form control that a label element could name.
    return html.Div(chosen, className="tr-field", role="group", **{"aria-label": label})


def check(name: str, key: str, label: str, value: bool = False) -> Component:
    """Yes or no."""
    return dbc.Checkbox(id=field(name, key), label=label, value=value, className="tr-form-check")


def button(
    name: str, key: str, label: str, confirm: str = "", tone: str = "light", sign: str = "", item: str = "", about: str = ""
) -> html.Button:
    """Does something. confirm: the question that is asked before. item: to which of a list; about: its name, for the ear."""
    more = {"data-confirm": confirm} if confirm else {}
    more |= {"aria-label": f"{label}: {about}"} if about else {}
    inside = [icon(sign), label] if sign else label
    return html.Button(inside, id=act(name, key, item), type="button", className=f"btn btn-sm btn-{tone}", **more)


def with_key(made: html.Button, key: str) -> html.Button:
    """The same button, pressed by a key too while the focus is in the element of class tr-keys around it."""
    setattr(made, "aria-keyshortcuts", key)
    return made


def buttons(*given: Component | None) -> html.Div:
    """Buttons in a row."""
    return html.Div([one for one in given if one is not None], className="tr-form-buttons")


def line(title: str, words: str, *deeds: Component | None, sides: Sequence[str] = ()) -> html.Div:
    """One of a list: what it is, what is to be known of it, and the buttons that do something to it.

    sides: what it changes, each as before and after.
    """
    known = [html.Span(words, className="tr-muted")] if words else []
    told = [html.Strong(title), *(html.Span(side) for side in sides), *known]
    return html.Div([html.Div(told, className="tr-line-words"), buttons(*deeds)], className="tr-line")


def counted(title: str, count: str) -> html.Div:
    """One of a list of numbers: what is counted, and the number with its unit."""
    return line(title, "", html.Span(count, className="tr-number"))


def lines(*given: Component, none: str) -> html.Div:
    """A list, as far as it can be read; none: what is said where nothing is on it."""
    left = len(given) - MOST_LINES
    more = [html.P(f"And {left:,} more.", className="tr-muted")] if left > 0 else []
    return html.Div([*given[:MOST_LINES], *more] or html.P(none, className="tr-muted"), className="tr-lines")


def _labelled(label: str, control: Component, note: str) -> html.Label:
    return html.Label([html.Span(label, className="tr-field-label"), control, _note(note)], className="tr-field")


def _note(note: str) -> html.Small | None:
    return html.Small(note, className="tr-muted") if note else None


def _options(pairs: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"value": value, "label": title} for value, title in pairs]
