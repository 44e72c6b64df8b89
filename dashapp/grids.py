"""Grids on AG Grid's infinite row model, community features only: rows, order and filters come from the database."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import dash_ag_grid
from dash import Patch, html, no_update

from dashapp import formats
from dashapp.table import Column, Table

BLOCK = 100
_LETTER, _BESIDE, _WIDEST = 7, 44, 230  # pixels: a letter of a header, what stands beside its words, its widest
_SENTENCE = 280
_NAMES = 200
_FILTERS = {"text": "agTextColumnFilter", "id": "agTextColumnFilter", "date": "agDateColumnFilter", "timestamp": "agDateColumnFilter"}
_WIDTHS = {"id": 130, "text": 140, "date": 120, "timestamp": 150, "boolean": 90, "money": 130, "ratio": 110, "integer": 110, "decimal": 110}
_FORMATS = {
    "money": "trMoney",
    "integer": "trInteger",
    "decimal": "trDecimal",
    "ratio": "trRatio",
    "date": "trDate",
    "timestamp": "trTimestamp",
    "boolean": "trBoolean",
}
_COUNTED = ("modelUpdated", "viewportChanged", "pinnedRowDataChanged")
_OF_BLOCKS = ("cacheBlockSize", "maxBlocksInCache", "infiniteInitialRowCount", "blockLoadDebounceMillis")
_STATUS_TONES = {
    "good": ("placed", "pass", "active", "open", "done", "approved", "exported", "erased", "resolved", "published", "loaded", "within"),
    "warning": ("part returned", "warn", "waiting", "acknowledged", "in progress", "waived", "running", "not known", "undone", "stopped"),
    "bad": (
        "cancelled",
        "returned",
        "fail",
        "error",
        "inactive",
        "refused",
        "expired",
        "overdue",
        "new",
        "failed",
        "stalled",
        "beyond",
        "never",
    ),
}
_CHOOSING = {
    "rowSelection": {"mode": "multiRow", "checkboxes": True, "headerCheckbox": False, "enableClickSelection": False},
    "selectionColumnDef": {"pinned": "left", "width": 44, "headerName": "Chosen", "headerClass": "tr-unseen-header"},
}


def grid(
    identity: Mapping[str, str],
    columns: Sequence[Column],
    currency: str,
    locale: str,
    masked_tags: Collection[str] = (),
    height: int = 480,
    by_moment: bool = False,
    chosen_by: Sequence[str] = (),
) -> html.Div:
    """The grid of a card with its count of rows. Columns whose tag is masked can be neither sorted nor filtered.

    by_moment: whether its rows can be filtered by the days of moments, which only registers can.
    chosen_by: the columns that name a row, where rows can be chosen.
    """
    key = identity["key"]
    count = html.Div(className="tr-grid-count", role="status", **{"data-count-of": key})
    table = dash_ag_grid.AgGrid(
        id=dict(identity),
        columnDefs=[_definition(column, position, currency, locale, masked_tags, by_moment) for position, column in enumerate(columns)],
        defaultColDef={"resizable": True, "sortable": True, "minWidth": 90, "cellDataType": False, "suppressHeaderMenuButton": False},
        rowModelType="infinite",
        columnSize=None,
        dangerously_allow_code=False,
        eventListeners={name: [f"trCount(params, {json.dumps(key)})"] for name in _COUNTED},
        dashGridOptions=_options(locale) | (_CHOOSING if chosen_by else {}),
        **({"getRowId": f"trRowId(params, {json.dumps(list(chosen_by))})"} if chosen_by else {}),
        style={"height": f"{height}px", "width": "100%"},
    )
    return html.Div([table, count], className="tr-grid")


def listing(identity: Mapping[str, str], table: Table, locale: str, height: int = 440) -> html.Div:
    """A grid of rows that are all there, sorted and filtered in the browser: for lists of some hundreds.

    Its count stands there before the grid does: the rows may be drawn before the browser listens to what the grid tells.
    """
    key, rows = identity["key"], len(table.frame)
    first, *others = [_definition(column, position, "", locale, (), False) for position, column in enumerate(table.columns)]
    held = dash_ag_grid.AgGrid(
        id=dict(identity),
        columnDefs=[{**first, "width": _NAMES}, *others],
        rowData=grid_rows(table),
        defaultColDef={"resizable": True, "sortable": True, "minWidth": 90, "cellDataType": False, "suppressHeaderMenuButton": False},
        columnSize=None,
        dangerously_allow_code=False,
        eventListeners={name: [f"trCount(params, {json.dumps(key)})"] for name in _COUNTED},
        dashGridOptions={name: given for name, given in _options(locale).items() if name not in _OF_BLOCKS},
        style={"height": f"{height}px", "width": "100%"},
    )
    words = f"{formats.integer(rows, locale)} {'row' if rows == 1 else 'rows'}" if rows else "No rows"
    count = html.Div(words, className="tr-grid-count", role="status", **{"data-count-of": key})
    return html.Div([held, count], className="tr-grid")


def grid_rows(table: Table) -> list[dict[str, Any]]:
    """The rows of a block."""
    return table.records()


def pinned_totals(table: Table, totals: Mapping[str, Any]) -> Any:
    """The totals as a row pinned below all others: a change to the grid's options, or none when nothing adds up."""
    names = [column.name for column in table.columns]
    sums = {name: value for name, value in totals.items() if name in names and value is not None}
    if not sums:
        return no_update
    first = {} if names[0] in sums else {names[0]: "Total"}
    change = Patch()
    change["pinnedBottomRowData"] = [{**first, **sums}]
    return change


def sort_of(model: Sequence[Mapping[str, Any]] | None) -> list[tuple[str, str]]:
    """The grid's order as pairs of column and direction."""
    return [(str(item.get("colId")), str(item.get("sort"))) for item in model or []]


def _options(locale: str) -> dict[str, Any]:
    return {
        "theme": {"function": "trTheme(themeQuartz)"},
        "cacheBlockSize": BLOCK,
        "maxBlocksInCache": 20,
        "infiniteInitialRowCount": 20,
        "blockLoadDebounceMillis": 80,
        "rowHeight": 36,
        "headerHeight": 40,
        "animateRows": False,
        "enableCellTextSelection": True,
        "ensureDomOrder": True,
        "tooltipShowDelay": 400,
        "suppressDragLeaveHidesColumns": True,
        "localeText": {"noRowsToShow": "No rows match", "loadingOoo": " "},
        "context": {"locale": locale},
    }


def _definition(column: Column, position: int, currency: str, locale: str, masked_tags: Collection[str], by_moment: bool) -> dict[str, Any]:
    masked = bool(column.tag) and column.tag in masked_tags
    title = f"{column.title}, {currency}" if column.type == "money" and currency else column.title
    unfiltered = ("boolean",) if by_moment else ("boolean", "timestamp")
    days = {"filterOptions": ["equals", "inRange", "lessThan", "greaterThan"]} if column.type == "timestamp" else {}
    width = _SENTENCE if column.wide else max(_WIDTHS[column.type], min(_WIDEST, _LETTER * len(title) + _BESIDE))
    found: dict[str, Any] = {
        "field": column.name,
        "colId": column.name,
        "headerName": title,
        "headerTooltip": f"{column.note} Masked for your role.".strip() if masked else column.note or title,
        "width": width,
        "sortable": not masked,
        "filter": False if masked or column.type in unfiltered else _FILTERS.get(column.type, "agNumberColumnFilter"),
        "filterParams": {"maxNumConditions": 1, "buttons": ["reset", "apply"], "closeOnApply": True} | days,
        "cellClass": _classes(column, masked),
    }
    found |= {"pinned": "left", "lockPinned": True} if position == 0 else {"flex": 3 if column.wide else 1, "minWidth": width}
    found |= {"headerClass": "ag-right-aligned-header"} if column.numeric else {"tooltipField": column.name}
    if column.type in _FORMATS:
        found["valueFormatter"] = {"function": f"{_FORMATS[column.type]}(params, {json.dumps(locale)})"}
    return found | _accents(column)


def _classes(column: Column, masked: bool) -> list[str]:
    marks = {
        "ag-right-aligned-cell": column.numeric,
        "tr-number": column.numeric or column.type in ("date", "timestamp"),
        "tr-mono": column.type == "id",
        "tr-link": bool(column.drill),
        "tr-masked": masked,
    }
    return [name for name, on in marks.items() if on]


def _accents(column: Column) -> dict[str, Any]:
    """A bar behind a share, a dot before a status."""
    if column.type == "ratio" and column.name.endswith("share"):
        return {"cellStyle": {"function": "trShare(params.value)"}}
    if column.name == "status":
        tests = {tone: " || ".join(f"params.value == {json.dumps(word)}" for word in words) for tone, words in _STATUS_TONES.items()}
        return {"cellClassRules": {f"tr-status tr-status-{tone}": test for tone, test in tests.items()}}
    return {}
