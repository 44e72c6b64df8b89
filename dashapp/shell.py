"""The shell around every page: side bar, top bar, the place of the page, the drawer. Built for one viewer."""

from __future__ import annotations

from collections.abc import Iterable

import dash_bootstrap_components as dbc
from dash import dcc, html

from dashapp.auth.roles import ROLES
from dashapp.auth.viewer import Viewer
from dashapp.opening import opens_to
from dashapp.page import GROUPS, Page

PRODUCT = "Tallyroom"


def shell(viewer: Viewer, pages: Iterable[Page], shop_name: str) -> html.Div:
    """Everything but the page itself."""
    return html.Div(
        [
            dcc.Location(id="location", refresh="callback-nav"),
            dcc.Store(id="filters"),
            dcc.Store(id="drill"),
            dcc.Store(id="title-done"),
            dcc.Store(id="filters-audited"),
            dcc.Store(id="acted"),
            dcc.Store(id="act-said"),
            html.A("Skip to content", href="#tr-main", className="tr-skip"),
            _sidebar(viewer, pages, shop_name),
            _topbar(viewer),
            html.Main(
                [_view_as(viewer), html.Div(id="act-secret"), html.Div(id="page", className="tr-page")],
                id="tr-main",
                className="tr-main",
                tabIndex="-1",
            ),
            _drawer(),
        ],
        className="tr-shell",
    )


def openable(viewer: Viewer, pages: Iterable[Page]) -> list[Page]:
    """The pages of the menu that this viewer may open, in menu order."""
    listed = [page for page in pages if not page.hidden and opens_to(page, viewer)]
    return sorted(listed, key=lambda page: (GROUPS.index(page.group), page.order, page.name))


def _icon(name: str, large: bool = False) -> html.Span:
    size = " tr-icon-lg" if large else ""
    return html.Span(className=f"tr-icon tr-icon-{name}{size}", **{"aria-hidden": "true"})


def _sidebar(viewer: Viewer, pages: Iterable[Page], shop_name: str) -> html.Nav:
    brand_text = html.Span(
        [html.Span(PRODUCT, className="tr-brand-name"), html.Span(shop_name, className="tr-brand-shop")], className="tr-brand-text"
    )
    brand = html.A([html.Span(className="tr-brand-mark"), brand_text], href="/", className="tr-brand")
    listed = openable(viewer, pages)
    groups = [_nav_group(group, [page for page in listed if page.group == group]) for group in GROUPS]
    toggle = html.Button(
        [_icon("sidebar"), html.Span("Collapse", className="tr-nav-text")],
        id="tr-sidebar-toggle",
        type="button",
        className="tr-nav-link",
        **{"aria-label": "Collapse the side bar"},
    )
    nav = html.Div([group for group in groups if group], className="tr-nav")
    foot = html.Div(toggle, className="tr-sidebar-foot")
    return html.Nav([brand, nav, foot], id="tr-sidebar", className="tr-sidebar", **{"aria-label": "Pages"})


def _nav_group(group: str, pages: list[Page]) -> html.Div | None:
    if not pages:
        return None
    return html.Div([html.Div(group, className="tr-nav-title"), *map(_nav_link, pages)], className="tr-nav-group")


def _nav_link(page: Page) -> dcc.Link:
    inside = [_icon(page.icon or "file-text"), html.Span(page.title, className="tr-nav-text")]
    return dcc.Link(inside, href=page.path, id={"nav": page.name}, className="tr-nav-link", title=page.title)


def _topbar(viewer: Viewer) -> html.Header:
    menu_button = html.Button(
        _icon("list"), id="tr-menu-button", type="button", className="tr-icon-button", **{"aria-label": "Open the menu"}
    )
    theme = html.Button(
        _icon("moon"), id="tr-theme-toggle", type="button", className="tr-icon-button", **{"aria-label": "Switch between light and dark"}
    )
    tools = html.Div([html.Span(id="data-age", className="tr-data-age"), theme, _account(viewer)], className="tr-topbar-tools")
    demo = html.Span(id="demo-mark", className="tr-demo-mark", title="An invented shop. It goes when you import data of your own.")
    printed = html.Span(f"Printed by {viewer.name}", id="print-mark", className="tr-print-only", **{"data-name": viewer.name})
    return html.Header([menu_button, html.Div(id="topbar-title", className="tr-topbar-title"), demo, printed, tools], className="tr-topbar")


def _view_as(viewer: Viewer) -> html.Div | None:
    """The words that stand on every page while an admin sees the desk as somebody else."""
    if not viewer.seen_as:
        return None
    held, limits = ROLES[viewer.role].title, ", ".join(_counted(len(values), name) for name, values in viewer.scope.limits().items())
    words = (
        f"You see the desk as {viewer.seen_as}: {held}, {f'limited to {limits}' if limits else 'everything within reach'}. Only looking."
    )
    stop = html.Button("Back to your own desk", type="button", className="btn btn-sm btn-light", **{"data-post": "/view-as/stop"})
    return html.Div([_icon("people"), html.Span(words), stop], className="tr-view-as", role="status")


def _counted(number: int, plural: str) -> str:
    return f"{number} {plural.removesuffix('s') if number == 1 else plural}"


def _account(viewer: Viewer) -> html.Details:
    initials = "".join(word[0] for word in viewer.name.replace(".", " ").split()[:2]).upper()
    summary = html.Summary(html.Span(initials, className="tr-avatar"), className="tr-icon-button", **{"aria-label": "Your account"})
    held = ROLES.get(viewer.role)
    head = html.Div(
        [html.Strong(viewer.name), html.Div(held.title if held else viewer.role, className="tr-muted")], className="tr-menu-head"
    )
    profile = html.A([_icon("shield-lock"), "Profile and sign-in"], href="/profile", className="tr-menu-item")
    sign_out = html.Button([_icon("box-arrow-right"), "Sign out"], type="button", className="tr-menu-item", **{"data-post": "/logout"})
    panel = html.Div([head, profile, html.Hr(className="tr-menu-rule"), sign_out], className="tr-menu-panel")
    return html.Details([summary, panel], className="tr-menu")


def _drawer() -> dbc.Offcanvas:
    body = html.Div(id="drawer-body")
    title = html.Span(id="drawer-title")
    return dbc.Offcanvas(
        body, id="drawer", title=title, labelledby="drawer-title", placement="end", is_open=False, className="tr-drawer", scrollable=True
    )
