"""From a page's declaration to its components: head, filter bar, and every card in its loading state."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from dash import dcc, html

from callbacks.widgets import BESIDE, action, widget
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.cards import as_json, menu, state_loading
from dashapp.cards import card as frame
from dashapp.charts import graph
from dashapp.filterbar import Situation, filter_bar
from dashapp.grids import grid
from dashapp.kpis import kpi_frame
from dashapp.page import Card, Chart, Facts, Grid, Kpi, Page, Panel, Scorecard, can_be_taken
from queries import catalogue, metrics
from queries.cards import card_title, is_query, page_filters, page_parameters
from queries.desk import needs_data

# Rows that are there at once. Every change of a page asks each of its components, so that the rest comes when these are drawn.
FIRST_ROWS = 3
LOOK_AGAIN = 3_000  # milliseconds, at a panel that tells of work under way


def page_body(page: Page, search: str, situation: Situation, viewer: Viewer) -> html.Div:
    """Everything of a page but its data."""
    keyed = page.cards()
    rows = [_row(list(islice(keyed, len(row))), situation, viewer) for row in page.rows]
    has_bar = page.filters or needs_data(page)
    bar = filter_bar(page, page_filters(page, search), situation, page_parameters(page, search)) if has_bar else None
    first, later = rows[:FIRST_ROWS], rows[FIRST_ROWS:]
    below = [_later(later)] if later else []
    return html.Div([_head(page, viewer), bar, *first, *below, _rows_dialog(), dcc.Store(id="page-loaded", data=page.name)])


def _head(page: Page, viewer: Viewer) -> html.Div:
    titles = html.Div([html.H1(page.title, className="tr-page-title"), html.P(page.question, className="tr-page-question")])
    workbook = html.A(
        [html.Span(className="tr-icon tr-icon-download"), " Workbook"],
        href=f"/export/{page.name}.xlsx",
        className="btn btn-sm btn-light",
        title="Every card of this page as one Excel workbook",
        **{"data-export": page.name},
    )
    has_something = any(can_be_taken(card) for _, card in page.cards())
    actions = [workbook] if viewer.may(Permission.DATA_EXPORT) and has_something else []
    if page.beside:
        actions.insert(0, _opener(page.beside))
    return html.Div([titles, html.Div(actions, className="tr-page-actions")], className="tr-page-head")


def _opener(beside: str) -> html.Button:
    """What opens another page's tables in the drawer, under the filters of this one."""
    words = [html.Span(className="tr-icon tr-icon-arrow-left-right"), f" {beside.capitalize()}"]
    return html.Button(words, id=action(BESIDE, f"{beside}/0.0"), type="button", className="btn btn-sm btn-light")


def _row(cards: Sequence[tuple[str, Card]], situation: Situation, viewer: Viewer) -> html.Div:
    kinds = {card.kind for _, card in cards}
    parts = [_card(key, card, situation, viewer) for key, card in cards]
    return html.Div(parts, className="tr-row tr-kpi-row" if kinds == {"kpi"} else "tr-row")


def _later(rows: Sequence[html.Div]) -> html.Div:
    """Rows that the browser holds as data until assets/rows.js lets them in."""
    turn = html.Button(id="rows-turn", type="button", hidden=True)
    place = html.Div(className="tr-rows-later", **{"aria-hidden": "true"})
    return html.Div([place, turn, dcc.Store(id="rows-held", data=as_json(rows))], id="rows-below")


def _card(key: str, card: Card, situation: Situation, viewer: Viewer) -> object:
    if isinstance(card, Kpi):
        return _kpi(key, card)
    body = {Chart: _chart, Grid: _grid, Scorecard: _scorecard, Facts: _facts, Panel: _panel}[type(card)](key, card, situation, viewer)
    return frame(
        title=card.title,
        subtitle=card.subtitle or _subtitle(card, situation),
        body=body,
        reading=html.P(id=widget("reading", key), className="tr-card-reading") if isinstance(card, Chart) else None,
        actions=card_menu(key, card, viewer),
        foot=html.Span(id=widget(f"meta-{card.kind}", key)),
        span=card.span,
    )


def _subtitle(card: Card, situation: Situation) -> str:
    if isinstance(card, Chart) and isinstance(card.source, str) and not is_query(card):
        unit = metrics.registry()[card.source].unit
        return {"money": f"In {situation.currency}", "count": "Count", "ratio": "Percent"}.get(unit, "")
    if isinstance(card, Chart) and not is_query(card):
        return f"In {situation.currency}"
    return ""


def _kpi(key: str, card: Kpi) -> object:
    body = html.Div(state_loading(), id=widget("kpi", key), className="tr-kpi-body")
    return kpi_frame(card_title(card), body, _info_button(key), retry("kpi", key))


def _info_button(key: str) -> html.Button:
    icon = html.Span(className="tr-icon tr-icon-info", **{"aria-hidden": "true"})
    return html.Button(
        icon, id=action("info", key), type="button", className="tr-icon-button", **{"aria-label": "Definition, source and SQL"}
    )


def retry(kind: str, key: str) -> html.Button:
    """The hidden button that an error state's Try again presses."""
    return html.Button(id=widget(f"retry-{kind}", key), type="button", hidden=True, **{"data-retry": key})


def _chart(key: str, card: Chart, _situation: Situation, _viewer: Viewer) -> html.Div:
    state = html.Div(state_loading(), id=widget("state", key), className="tr-chart-state")
    return html.Div([graph(widget("chart", key), card.height, card.title), state, retry("chart", key)], className="tr-chart")


def _grid(key: str, card: Grid, situation: Situation, viewer: Viewer) -> html.Div:
    asked = catalogue.query(card.source)
    narrowed = html.Div(id=widget("narrowed", key), className="tr-grid-narrowed")
    table = grid(
        widget("grid", key),
        asked.columns,
        situation.currency,
        viewer.locale,
        viewer.masked_tags,
        height=card.height,
        by_moment=asked.is_register,
        chosen_by=asked.grain if card.chosen_for else (),
    )
    state = html.Div(id=widget("grid-state", key), className="tr-grid-state")
    purged = dcc.Store(id=widget("grid-purged", key))
    return html.Div([narrowed, state, table, purged, retry("grid", key)], className="tr-grid-frame")


def _scorecard(key: str, _card: Scorecard, _situation: Situation, _viewer: Viewer) -> html.Div:
    return html.Div([html.Div(state_loading(), id=widget("scorecard", key)), retry("scorecard", key)])


def _facts(key: str, _card: Facts, _situation: Situation, _viewer: Viewer) -> html.Div:
    return html.Div([html.Div(state_loading(), id=widget("facts", key)), retry("facts", key)])


def _panel(key: str, _card: Panel, _situation: Situation, _viewer: Viewer) -> html.Div:
    again = dcc.Interval(id=widget("waiting-panel", key), interval=LOOK_AGAIN, disabled=True)
    return html.Div([html.Div(state_loading(), id=widget("panel", key)), again, retry("panel", key)])


def card_menu(key: str, card: Card, viewer: Viewer) -> list[object]:
    """The card's buttons: definition and SQL, its table, its downloads."""
    if not can_be_taken(card):
        return []
    items: list[object] = [] if isinstance(card, Panel) else [menu_button("info", key, "info", "Definition, source and SQL")]
    if isinstance(card, Chart | Scorecard | Panel):
        items.append(menu_button("table", key, "table", "View as table"))
    return [menu(items + downloads(key, card, viewer), f"More about {card_title(card)}")]


def downloads(key: str, card: Card, viewer: Viewer) -> list[object]:
    """The ways to take a card along; none for a role that exports nothing."""
    if not viewer.may(Permission.DATA_EXPORT):
        return []
    image = [png_item(key, card.title)] if isinstance(card, Chart) else []
    return [*image, export_item(key, "csv"), export_item(key, "xlsx")]


def menu_button(name: str, key: str, icon: str, title: str) -> html.Button:
    """A menu item that a callback answers."""
    return html.Button(
        [html.Span(className=f"tr-icon tr-icon-{icon}"), title], id=action(name, key), type="button", className="tr-menu-item"
    )


def export_item(key: str, extension: str) -> html.A:
    """A menu item that downloads a card; assets/exports.js adds the filters of the moment."""
    title = f"Download {extension.upper()}"
    href = f"/export/{key}.{extension}"
    return html.A([html.Span(className="tr-icon tr-icon-download"), title], href=href, className="tr-menu-item", **{"data-export": key})


def png_item(key: str, title: str) -> html.Button:
    """A menu item that asks the server, then draws the PNG in the browser."""
    return html.Button(
        [html.Span(className="tr-icon tr-icon-image"), "Download PNG"],
        type="button",
        className="tr-menu-item",
        **{"data-png": key, "data-title": title},
    )


def _rows_dialog() -> html.Div:
    """Where the rows behind a mark of a chart are listed."""
    return html.Div(id="rows-dialog")
