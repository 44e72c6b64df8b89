"""The filter bar: a row of chips, each with a small panel. assets/filters.js collects them into the store and the URL."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import dash_bootstrap_components as dbc
from dash import dcc, html

from dashapp.filters import DIMENSIONS, Filters
from dashapp.page import Choice, Page
from dashapp.periods import months, parse_day
from dashapp.presets import Preset

DIMENSION_TITLES = {
    "category": "Category",
    "brand": "Brand",
    "channel": "Channel",
    "platform": "Platform",
    "region": "Region",
    "country": "Country",
    "payment_method": "Payment method",
    "product": "Product",
    "customer": "Customer",
    "segment": "Segment",
    "marketing_channel": "Marketing channel",
    "campaign": "Campaign",
    "influencer": "Influencer",
    "vendor": "Vendor",
    "warehouse": "Warehouse",
    "carrier": "Carrier",
}
GRAIN_TITLES = {"": "Automatic", "day": "Day", "week": "Week", "month": "Month", "quarter": "Quarter", "fiscal_month": "Fiscal month"}
BASIS_TITLES = {
    "event": "Event date: a return counts on the day it is processed",
    "order": "Order date: a return counts on the day of its order",
}
COMPARISON_TITLES = {"previous": "Previous period", "last_year": "Same period last year, weekday-aligned", "custom": "Other dates"}


@dataclass(frozen=True)
class Situation:
    """What the published data are: the page's surroundings that do not depend on a filter."""

    version: int
    as_of: datetime.date
    first_date: datetime.date
    currency: str
    shop_name: str
    presets: tuple[Preset, ...]


def filter_bar(page: Page, filters: Filters, situation: Situation, chosen: Mapping[str, str]) -> html.Div:
    """The chips of a page with its filters already set, and what is chosen of its choices."""
    chips = [_dates(filters, situation), _compare(filters)] if "dates" in page.filters else []
    chips += [_dimension(name, getattr(filters, name)) for name in DIMENSIONS if name in page.filters]
    if "dates" in page.filters:
        chips += [_grain(filters), _currency(filters, situation), _basis(filters)]
    chips[:0] = [_choice(choice, chosen.get(choice.name, choice.default), situation) for choice in page.choices]
    reset = html.Button("Reset", id={"reset": "filters"}, type="button", className="tr-chip-reset", hidden=True)
    presets = dcc.Store(
        id="filter-presets", data=[[item.name, item.first.isoformat(), item.last.isoformat()] for item in situation.presets]
    )
    return html.Div([*chips, reset, presets], className="tr-filter-bar", role="group", **{"aria-label": "Filters"})


def _chip(name: str, title: str, controls: Sequence[object], hidden: bool = False, titles: str = "") -> html.Details:
    value = html.Span(id={"chip-value": name}, className="tr-chip-value")
    label = html.Summary([html.Span(title, className="tr-chip-name"), value], className="tr-chip-label", role="button")
    marks = {"data-filter": name} | ({"data-titles": titles} if titles else {})
    panel = html.Div(list(controls), className="tr-panel", role="group", **{"aria-label": title})
    return html.Details([label, panel], id={"chip": name}, className="tr-chip", hidden=hidden, **marks)


# Bootstrap's checks, not Dash's: those lay a role of their own over the boxes, which screen readers then announce twice.
def _checks(name: str, options: list[dict[str, str]], chosen: list[str]) -> dbc.Checklist:
    return dbc.Checklist(options=options, value=chosen, id={"filter": name}, className="tr-checks")


def _radios(name: str, options: list[dict[str, str]], chosen: str) -> dbc.RadioItems:
    # Only radios of one name are one stop of the Tab key, with the arrow keys going from one to the next.
    return dbc.RadioItems(options=options, value=chosen, id={"filter": name}, name=name, className="tr-checks")


def _day_input(name: str, title: str, value: datetime.date | str | None) -> html.Label:
    text = value.isoformat() if isinstance(value, datetime.date) else value or ""
    control = dbc.Input(id={"filter": name}, type="date", value=text, size="sm")
    return html.Label([html.Span(title), control], className="tr-field")


def _dates(filters: Filters, situation: Situation) -> html.Details:
    period = filters.period(situation.as_of)
    buttons = [html.Button(item.title, id={"preset": item.name}, type="button", className="tr-preset") for item in situation.presets]
    note = html.P(f"Presets count from the last day of the data, {situation.as_of:%-d %b %Y}.", className="tr-muted")
    days = html.Div([_day_input("from", "First day", period.first), _day_input("to", "Last day", period.last)], className="tr-field-pair")
    default = dcc.Store(id="filter-default-dates", data=[item.isoformat() for item in _default_dates(filters, situation)])
    return _chip("dates", "Dates", [html.Div(buttons, className="tr-presets"), days, note, default])


def _default_dates(filters: Filters, situation: Situation) -> tuple[datetime.date, datetime.date]:
    period = Filters(default_days=filters.default_days).period(situation.as_of)
    return period.first, period.last


def _compare(filters: Filters) -> html.Details:
    custom = next((value for value in filters.compare if ".." in value), "")
    first, _, last = custom.partition("..")
    chosen = [value if ".." not in value else "custom" for value in filters.compare]
    options = [{"label": title, "value": name} for name, title in COMPARISON_TITLES.items()]
    checks = _checks("compare", options, chosen)
    days = html.Div([_day_input("compare_from", "First day", first), _day_input("compare_to", "Last day", last)], className="tr-field-pair")
    return _chip("compare", "Compare", [html.P("At most two at once.", className="tr-muted"), checks, days])


def _dimension(name: str, values: tuple[str, ...]) -> html.Details:
    options = [{"label": value, "value": value} for value in values]
    checks = _checks(name, options, list(values))
    search = dcc.Input(type="search", placeholder="Search", className="form-control form-control-sm tr-panel-search")
    return _chip(name, DIMENSION_TITLES[name], [search, checks], hidden=not values)


def _choice(choice: Choice, value: str, situation: Situation) -> html.Details:
    # The default is an empty value, so that an address need not name it.
    given = _months(choice, value, situation) if choice.months else choice.options
    default = given[0][0]
    options = [{"label": title, "value": "" if name == default else name} for name, title in given]
    titles = json.dumps({option["value"]: option["label"] for option in options})
    return _chip(choice.name, choice.title, [_radios(choice.name, options, "" if value == default else value)], titles=titles)


def _months(choice: Choice, value: str, situation: Situation) -> list[tuple[str, str]]:
    """The latest full months, the last of them first; after them the one that an address names, where it is none of them."""
    over = months(situation.first_date, situation.as_of)[::-1][: choice.months]
    named = [(month.isoformat(), f"{month:%b %Y}") for month in over] or [("", "Last full month")]
    return named if not value or value in dict(named) else [*named, (value, f"{parse_day(value, choice.name):%b %Y}")]


def _grain(filters: Filters) -> html.Details:
    options = [{"label": title, "value": name} for name, title in GRAIN_TITLES.items()]
    return _chip("grain", "Trend by", [_radios("grain", options, filters.grain or "")])


def _currency(filters: Filters, situation: Situation) -> html.Details:
    options = [{"label": f"{situation.currency}, everything converted", "value": ""}]
    if filters.currency:
        options.append({"label": f"{filters.currency} orders only", "value": filters.currency})
    return _chip("currency", "Currency", [_radios("currency", options, filters.currency or "")], hidden=not filters.currency)


def _basis(filters: Filters) -> html.Details:
    options = [{"label": title, "value": name} for name, title in BASIS_TITLES.items()]
    return _chip("basis", "Date basis", [_radios("basis", options, filters.basis)])
