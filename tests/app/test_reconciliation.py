"""One number everywhere: card, chart, grid footer, CSV, XLSX, command and pasted SQL agree, to the cent."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from decimal import Decimal

import openpyxl
import pytest
from click.testing import CliRunner
from plotly.utils import PlotlyJSONEncoder

import manage
from callbacks.charts import draw_chart
from callbacks.grids import answer as block
from callbacks.info import drawer
from callbacks.kpis import reading
from callbacks.marks import marked
from callbacks.rows import follow, marked_rows
from callbacks.widgets import BESIDE
from dashapp.auth.viewer import OPERATOR, stand_in
from dashapp.page import Kpi
from queries.cards import Question, answers, chart_dimensions, page_filters
from queries.literals import literal_sql
from tests.app.conftest import Shop

SEARCHES = (
    "",
    "?from=2026-01-01&to=2026-06-30",
    "?from=2026-02-01&to=2026-03-15&basis=order",
    "?from=2026-03-01&to=2026-05-31&country=France&channel=Web&compare=none",
    "?from=2026-01-01&to=2026-06-30&brand=Brand+1&category=Category+1&category=Category+2",
    "?from=2026-01-01&to=2026-06-30&region=Galicia%2C+North&compare=last_year",
)
MEASURES = ("gross_sales", "discounts", "returns", "net_sales", "tax", "shipping_revenue", "total_sales")


def cents(value: object) -> int:
    return int((Decimal(str(value)) * 100).to_integral_value())


def signed_in(shop: Shop, role: str = "analyst"):
    """A request in which the role is signed in, for calling callbacks as functions."""
    from flask import g

    context = shop.app.server.test_request_context()
    context.push()
    g.viewer = stand_in(role)
    return context


@pytest.fixture
def analyst(shop: Shop):
    context = signed_in(shop)
    yield stand_in("analyst")
    context.pop()


def card_value(shop: Shop, viewer, search: str, name: str) -> float | None:
    page = shop.desk.pages["sales"]
    card = next(card for _, card in page.cards() if isinstance(card, Kpi) and card.source == name)
    return reading(shop.desk, Question(page, card, viewer, search)).value


@pytest.mark.parametrize("search", SEARCHES)
def test_t_rec_2_card_chart_grid_csv_xlsx_and_command_agree(shop: Shop, analyst, search: str) -> None:
    page = shop.desk.pages["sales"]
    net = cents(card_value(shop, analyst, search, "net_sales"))
    trend = answers(shop.desk, Question(page, page.card("sales/2.0"), analyst, search))[0][1]
    assert cents(round(trend.frame["net_sales"].sum(), 2)) == net
    _, footer, state, _ = block(shop.desk, "sales/5.0", {"startRow": 0, "endRow": 100}, search, None)
    assert state is None
    pinned = footer["operations"][0]["params"]["value"][0]
    bridge = answers(shop.desk, Question(page, page.card("sales/2.1"), analyst, search))[0][1].records()[0]
    assert cents(pinned["net_sales"]) == net
    assert [cents(pinned[name]) for name in MEASURES] == [cents(bridge[name] or 0) for name in MEASURES]
    client = shop.client("analyst")
    rows = list(csv.DictReader(io.StringIO(client.get(f"/export/sales/5.0.csv{search}").get_data().decode("utf-8-sig"))))
    assert sum(cents(row["Net sales"]) for row in rows) == net
    with client.get(f"/export/sales.xlsx{search}") as answer:
        book = openpyxl.load_workbook(io.BytesIO(answer.get_data()))
    sheet = book[[name for name in book.sheetnames if name.startswith("Orders")][-1]]
    titles = [cell.value for cell in sheet[1]]
    column = [row[titles.index("Net sales")] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert cents(round(sum(column[:-1]), 2)) == net == cents(column[-1])
    assert len(column) - 1 == len(rows)
    period = page_filters(page, search).period(shop.desk.warehouse.version().as_of)
    assert cents(command(shop, search, period)[0]["net_sales"]) == net


def command(shop: Shop, search: str, period) -> list[dict[str, float]]:
    filters = page_filters(shop.desk.pages["sales"], search)
    where = [f"{name}={value}" for name, values in filters.dimensions().items() for value in values]
    arguments = [
        "metric",
        "net_sales,orders",
        "--from",
        str(period.first),
        "--to",
        str(period.last),
        "--basis",
        filters.basis,
        "--format",
        "json",
    ]
    for condition in where:
        arguments += ["--where", condition]
    environment = {"VAR_DIR": str(shop.settings.var_dir), "WAREHOUSE_URL": "", "ACCOUNTS_URL": ""}
    answer = CliRunner().invoke(manage.cli, arguments, env=environment)
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.output)


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("grain", ["day", "month"])
def test_t_sal_1_the_rows_behind_every_point_sum_to_it(shop: Shop, analyst, search: str, grain: str) -> None:
    separator = "&" if search else "?"
    asked = f"{search}{separator}grain={grain}"
    figure, state, _, _ = draw_chart(shop.desk, "sales/2.0", asked)
    trace = next(trace for trace in figure["data"] if trace.get("name") == "This period")
    points = [(trace["customdata"][at], value) for at, value in enumerate(trace["y"]) if value]
    assert state is None
    assert points
    for customdata, value in points[:: max(1, len(points) // 5)]:
        assert cents(round(behind(shop, "sales/2.0", customdata, asked)["net_sales"], 2)) == cents(round(value, 2))


@pytest.mark.parametrize("key", ["sales/4.0", "sales/4.1", "sales/4.2", "sales/3.0"])
def test_t_sal_1_the_rows_behind_every_bar_and_cell_sum_to_it(shop: Shop, analyst, key: str) -> None:
    page, search = shop.desk.pages["sales"], "?from=2026-02-01&to=2026-06-30&country=France"
    card = page.card(key)
    table = answers(shop.desk, Question(page, card, analyst, search))[0][1]
    names = [name for name in (card.drawing.x, card.drawing.y) if name] or list(card.drawing.by)
    for record in table.records()[:12]:
        total = behind(shop, key, [record[name] for name in names], search)
        assert cents(round(total["net_sales"] or 0, 2)) == cents(round(record["net_sales"] or 0, 2)), record


def behind(shop: Shop, key: str, customdata: list[object], search: str) -> dict[str, float]:
    """The totals of the dialog that a click on a mark opens."""
    dialog, _ = follow(shop.desk, key, {"points": [{"customdata": customdata}]}, search)
    packed = packed_key(dialog)
    response, footer, _ = marked_rows(shop.desk, packed, {"startRow": 0, "endRow": 100})
    assert response["rowCount"] > 0
    return footer["operations"][0]["params"]["value"][0]


def packed_key(dialog: object) -> str:
    found = [
        part.id["key"]
        for part in dialog._traverse()
        if getattr(part, "id", None) and isinstance(part.id, dict) and part.id.get("widget") == "rows"
    ]
    return found[0]


def test_a_click_outside_any_mark_opens_nothing(shop: Shop, analyst) -> None:
    card = shop.desk.pages["sales"].card("sales/2.0")
    period = page_filters(shop.desk.pages["sales"], "").period(shop.desk.warehouse.version().as_of)
    assert marked(card.drawing, ("day",), {"points": []}, period) == {}
    assert marked(card.drawing, ("day",), {"points": [{"customdata": ["1999-01-01"]}]}, period) == {}


@pytest.mark.parametrize("search", ["", "?country=France", "?channel=Web&segment=Lost"])
def test_t_rfm_3_a_click_on_a_cell_lists_exactly_its_customers(shop: Shop, analyst, search: str) -> None:
    page = shop.desk.pages["segments"]
    cells = answers(shop.desk, Question(page, page.card("segments/1.0"), analyst, search))[0][1].records()
    assert any(cell["customers"] for cell in cells)
    for cell in cells:
        point = {"points": [{"customdata": [cell["frequency_score"], cell["recency_score"]]}]}
        _, drill = follow(shop.desk, "segments/1.0", point, search)
        response, *_ = block(shop.desk, "segments/3.0", {"startRow": 0, "endRow": 100}, search, drill)
        assert response["rowCount"] == cell["customers"]


def test_a_click_on_a_tile_lists_exactly_the_customers_of_its_segment(shop: Shop, analyst) -> None:
    page = shop.desk.pages["segments"]
    segments = answers(shop.desk, Question(page, page.card("segments/2.0"), analyst, ""))[0][1].records()
    assert any(segment["customers"] for segment in segments)
    for segment in segments:
        _, drill = follow(shop.desk, "segments/2.0", {"points": [{"customdata": [segment["segment"]]}]}, "")
        response, *_ = block(shop.desk, "segments/3.0", {"startRow": 0, "endRow": 100}, "", drill)
        assert response["rowCount"] == segment["customers"]


def test_t_sql_1_the_sql_of_every_card_returns_its_number(shop: Shop, analyst) -> None:
    page = shop.desk.pages["sales"]
    database = shop.settings.warehouse_url.removeprefix("sqlite:///")
    for key, card in page.cards():
        if not isinstance(card, Kpi):
            continue
        for _, table in answers(shop.desk, Question(page, card, analyst, "?from=2026-02-01&to=2026-04-30&brand=Brand+1")):
            with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
                pasted = connection.execute(literal_sql(table.source, OPERATOR)).fetchall()
            shown = table.frame[card.source].tolist()
            assert [row[-1] for row in pasted] == pytest.approx(shown), key
        connection.close()


def test_two_users_with_different_reach_never_share_a_result(shop: Shop, analyst) -> None:
    from dataclasses import replace

    from dashapp.auth.scope import Scope

    page = shop.desk.pages["sales"]
    everywhere = card_value(shop, analyst, "", "net_sales")
    narrowed = replace(analyst, scope=Scope(regions=("Normandy",)))
    nowhere = replace(analyst, scope=Scope(regions=()))
    for _ in range(2):
        assert card_value(shop, analyst, "", "net_sales") == everywhere
        assert 0 < (card_value(shop, narrowed, "", "net_sales") or 0) < everywhere
        assert not card_value(shop, nowhere, "", "net_sales")
    assert chart_dimensions(page.card("sales/4.2"), page_filters(page, ""), shop.desk) == ("country",)


@pytest.mark.parametrize("search", ["?from=2026-01-01&to=2026-06-30", "?from=2026-03-01&to=2026-05-31&country=France&basis=order"])
def test_t_rec_5_drawer_page_and_download_agree(shop: Shop, analyst, search: str) -> None:
    is_open, title, body = drawer(shop.desk, "reconcile/0.0", BESIDE, search)
    shown = json.dumps(body, cls=PlotlyJSONEncoder)
    assert (is_open, title) == (True, "Reconcile")
    rows, _, state, _ = block(shop.desk, "reconcile/0.0", {"startRow": 0, "endRow": 100}, search, None)
    assert state is None
    lines = {row["line"]: row for row in rows["rowData"]}
    client = shop.client("analyst")
    taken = {
        row["Line"]: row for row in csv.DictReader(io.StringIO(client.get(f"/export/reconcile/0.0.csv{search}").text.lstrip("\ufeff")))
    }
    assert {line: cents(row["amount"]) for line, row in lines.items()} == {line: cents(row["Amount"]) for line, row in taken.items()}
    assert all(f'"{line}"' in shown for line in lines)
    differences = [cents(row["amount"]) for row in lines.values() if row["kind"] == "difference"]
    assert sum(differences) == cents(lines["Gap"]["amount"])
    assert "Unexplained" in lines
    assert cents(lines["Net sales"]["amount"]) == cents(card_value(shop, analyst, search, "net_sales"))


def test_t_rec_5_a_filter_that_money_does_not_know_is_refused_in_words(shop: Shop, analyst) -> None:
    search = "?from=2026-01-01&to=2026-06-30&category=Category+1"
    shown = json.dumps(drawer(shop.desk, "reconcile/0.0", BESIDE, search)[2], cls=PlotlyJSONEncoder)
    assert "This cannot be told by category" in shown
    answer = shop.client("analyst").get(f"/export/reconcile/0.0.csv{search}")
    assert (answer.status_code, "This cannot be told by category" in answer.text) == (400, True)
