"""Column definitions of grids, their totals and their order."""

from __future__ import annotations

import json
from typing import Any

import dash
import pandas

from dashapp.grids import grid, grid_rows, listing, pinned_totals, sort_of
from dashapp.table import Column, Source, Table
from tests.charts.made_up import NET, RATE, table

COLUMNS = (
    Column("order_id", "Order", "id", drill="order"),
    Column("customer_name", "Customer", "text", tag="name"),
    Column("day", "Day", "date"),
    NET,
    RATE,
    Column("status", "Status", "text"),
)
KEY = {"widget": "grid", "key": "sales/4.0"}


def definitions(masked: frozenset[str] = frozenset()) -> dict[str, dict[str, Any]]:
    found = grid(KEY, COLUMNS, "GBP", "en-GB", masked)
    return {definition["field"]: definition for definition in found.children[0].columnDefs}


def test_the_first_column_is_pinned_and_numbers_are_right_aligned() -> None:
    found = definitions()
    assert [name for name, definition in found.items() if definition.get("pinned")] == ["order_id"]
    assert "ag-right-aligned-cell" in found["net_sales"]["cellClass"]
    assert found["net_sales"]["headerName"] == "Net sales, GBP"
    assert {"tr-mono", "tr-link"} <= set(found["order_id"]["cellClass"])


def test_filters_follow_the_type() -> None:
    found = definitions()
    assert [found[name]["filter"] for name in ("customer_name", "day", "net_sales")] == [
        "agTextColumnFilter",
        "agDateColumnFilter",
        "agNumberColumnFilter",
    ]


def test_a_masked_column_can_be_neither_sorted_nor_filtered() -> None:
    masked = definitions(frozenset({"name"}))["customer_name"]
    assert (masked["sortable"], masked["filter"]) == (False, False)
    assert definitions()["customer_name"]["sortable"] is True


def test_the_grid_runs_no_code_of_strings_and_only_community_features() -> None:
    component = grid(KEY, COLUMNS, "GBP", "en-GB").children[0]
    assert component.dangerously_allow_code is False
    assert component.rowModelType == "infinite"
    assert "enterprise" not in json.dumps(component.to_plotly_json(), default=str).lower()


def test_totals_are_pinned_below_under_their_columns() -> None:
    answer = table(COLUMNS, [("1", "A", "2021-12-01", 5.0, 0.1, "placed")])
    change = pinned_totals(answer, {"total_rows": 1, "net_sales": 5.0, "rate": None})
    assert change.to_plotly_json()["operations"][0]["params"]["value"] == [{"order_id": "Total", "net_sales": 5.0}]
    assert pinned_totals(answer, {"total_rows": 1}) is dash.no_update
    assert grid_rows(answer)[0]["net_sales"] == 5.0


def test_the_order_is_pairs_of_column_and_direction() -> None:
    assert sort_of([{"colId": "day", "sort": "desc", "type": None}]) == [("day", "desc")]
    assert sort_of(None) == []


def test_a_listing_holds_its_rows_and_asks_for_no_block() -> None:
    frame = pandas.DataFrame({"metric": ["net_sales"], "cards": [3]})
    columns = (Column("metric", "Metric", "id", drill="metric"), Column("cards", "Cards", "integer"))
    source = Source("x", "", {}, 0, "", "", 0, (), 1, truncated=False, engine="code")
    held = listing({"widget": "listing", "key": "catalogue/1.0"}, Table(columns, frame, source), "en-GB").children[0]
    assert held.rowData == [{"metric": "net_sales", "cards": 3}]
    assert not hasattr(held, "rowModelType")
    assert "cacheBlockSize" not in held.dashGridOptions
    assert "tr-link" in held.columnDefs[0]["cellClass"]


def test_the_count_of_a_listing_is_there_before_the_grid_is() -> None:
    def count(rows: int) -> Any:
        frame = pandas.DataFrame({"cards": range(rows)})
        source = Source("x", "", {}, 0, "", "", 0, (), rows, truncated=False, engine="code")
        return (
            listing({"widget": "listing", "key": "k"}, Table((Column("cards", "Cards", "integer"),), frame, source), "en-GB")
            .children[1]
            .children
        )

    assert (count(0), count(1), count(1200)) == ("No rows", "1 row", "1,200 rows")
