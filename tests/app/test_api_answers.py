"""T-API-1: the API's number is the card's and the command's, in every format; what it refuses, it refuses in one shape."""

from __future__ import annotations

import csv
import io
import json
import random
from urllib.parse import urlencode

import orjson
import pyarrow
import pytest
from click.testing import CliRunner

import manage
from callbacks.kpis import reading
from dashapp.auth import users
from dashapp.auth.scope import UNLIMITED, Scope
from dashapp.auth.viewer import viewer_for
from dashapp.db.engines import accounts_engine
from dashapp.page import Kpi
from queries.cards import Question
from tests.app.api_client import Program, program
from tests.app.conftest import Shop

SCOPES = {
    "everything": UNLIMITED,
    "normandy": Scope(regions=("Normandy",)),
    "brand": Scope(brands=("Brand 1",)),
    "nothing": Scope(brands=()),
}
METRICS = ("net_sales", "orders", "aov", "returns", "units", "active_customers")
RANGES = (
    "from=2026-01-01&to=2026-06-30",
    "from=2026-02-01&to=2026-03-15&basis=order",
    "from=2026-03-01&to=2026-05-31&country=France&channel=Web",
)
INJECTIONS = (
    *("'", "' or 1=1--", '"; drop table fct_orders;--', "1) union select 1--", "{basis}", ":day_from", "%s", "$1", "\\", "../..", "=1+1"),
    *("<script>", "\u202e", "\u0000", "é" * 400, "x" * 1001, "null", "[]", "a&b=c", "\U0001f600"),
)


@pytest.fixture(scope="module", params=SCOPES)
def asked(request: pytest.FixtureRequest, shop: Shop) -> tuple[Program, str, Scope]:
    """A program, its owner's name and scope."""
    name = f"api-{request.param}"
    users.add_user(accounts_engine(shop.settings), name, "analyst", scope=SCOPES[request.param])
    users.set_password(accounts_engine(shop.settings), name, "Correct-Horse-Battery-9")
    return program(shop, name), name, SCOPES[request.param]


@pytest.fixture(scope="module")
def analyst(shop: Shop) -> Program:
    return program(shop, "analyst")


def where(query: str) -> tuple[str, list[str]]:
    """A page's query string as the API's, and as the command's arguments."""
    pairs = [pair.partition("=")[::2] for pair in query.split("&")]
    plain = [(name, value) for name, value in pairs if name in ("from", "to", "basis")]
    filters = [f"{name}={value}" for name, value in pairs if name not in ("from", "to", "basis")]
    arguments = [text for name, value in plain for text in (f"--{name}", value)]
    return urlencode([*plain, *(("where", one) for one in filters)]), [*arguments, *(text for one in filters for text in ("--where", one))]


@pytest.mark.parametrize("query", RANGES)
def test_t_api_1_the_number_is_the_cards_and_the_commands(shop: Shop, asked, query: str) -> None:
    one, owner, scope = asked
    address, arguments = where(query)
    rows = one.rows(f"/metrics/query?metrics={','.join(METRICS)}&{address}")
    environment = {"VAR_DIR": str(shop.settings.var_dir), "WAREHOUSE_URL": "", "ACCOUNTS_URL": ""}
    said = CliRunner().invoke(manage.cli, ["metric", ",".join(METRICS), *arguments, "--as", owner, "--format", "json"], env=environment)
    commanded = json.loads(said.output)
    assert [{name: value and round(value, 2) for name, value in row.items()} for row in rows] == [
        {name: value and round(value, 2) for name, value in row.items()} for row in commanded
    ]
    viewer = viewer_for(1, owner, users.role_named("analyst"), scope)
    page = shop.desk.pages["sales"]
    cards = {card.source: card for _, card in page.cards() if isinstance(card, Kpi)}
    for name in METRICS:
        card = reading(shop.desk, Question(page, cards[name], viewer, f"?{query}")).value if name in cards else None
        assert name not in cards or card == (rows[0][name] if rows else None), name


def test_the_same_question_in_the_body(asked) -> None:
    one, _, _ = asked
    body = {
        "metrics": list(METRICS),
        "by": ["month", "country"],
        "where": {"channel": ["Web", "Store"]},
        "from": "2026-02-01",
        "to": "2026-05-31",
    }
    address = f"metrics={','.join(METRICS)}&by=month,country&where=channel=Web&where=channel=Store&from=2026-02-01&to=2026-05-31"
    assert one.rows("/metrics/query", method="POST", json=body) == one.rows(f"/metrics/query?{address}")


def test_compared_periods_stand_beside_each_other(analyst: Program) -> None:
    rows = analyst.rows("/metrics/query?metrics=orders&from=2026-05-01&to=2026-05-31&compare=previous&compare=2026-01-01..2026-01-31")
    apart = [analyst.rows(f"/metrics/query?metrics=orders&from={row['period'][:10]}&to={row['period'][-10:]}")[0]["orders"] for row in rows]
    assert [row["orders"] for row in rows] == apart
    assert [row["period"] for row in rows] == ["2026-05-01 to 2026-05-31", "2026-03-31 to 2026-04-30", "2026-01-01 to 2026-01-31"]


@pytest.mark.parametrize(
    "path",
    [
        "/metrics/query?metrics=net_sales,aov&by=month,country",
        "/queries/sales.orders?from=2026-03-01",
        "/tables/dim_products/rows?where=brand=Brand+0",
    ],
)
def test_json_csv_and_arrow_say_the_same(analyst: Program, path: str) -> None:
    rows = analyst.rows(path)
    written = analyst.ask(f"{path}&format=csv")
    lines = list(csv.DictReader(io.StringIO(written.get_data().decode("utf-8-sig"))))
    stream = analyst.ask(path, headers={"Accept": "application/vnd.apache.arrow.stream"})
    table = pyarrow.ipc.open_stream(stream.get_data()).read_all()
    assert table.to_pylist() == rows
    assert [list(line) for line in lines] == [list(row) for row in rows]
    for line, row in zip(lines, rows, strict=True):
        for name, value in row.items():
            text = line[name].removeprefix("'")
            assert text == "" if value is None else (abs(float(text) - value) < 0.006 if isinstance(value, float) else text == str(value))
    assert int(written.headers["X-Total-Count"]) == len(rows)


def test_a_cell_that_looks_like_a_formula_stays_text(analyst: Program) -> None:
    text = analyst.ask("/metrics/query?metrics=orders&by=channel&format=csv").get_data().decode("utf-8-sig")
    assert '"\'@market"' in text
    assert '"@market"' not in text


@pytest.mark.parametrize(
    "path", ["/metrics/query?metrics=orders&by=day", "/queries/sales.orders?", "/tables/fct_sales_events/rows?where=event_type=sale"]
)
@pytest.mark.parametrize("limit", [37, 500])
def test_pages_together_are_the_whole(analyst: Program, path: str, limit: int) -> None:
    whole = analyst.rows(f"{path}&limit=10000")
    found, following = [], f"{path}&limit={limit}"
    while following:
        answer = analyst.ask(following.removeprefix("/api/v1"))
        meta = answer.get_json()["meta"]
        assert meta["total"] == len(whole)
        assert (answer.headers.get("Link") == f'<{meta["next"]}>; rel="next"') == (meta["next"] is not None)
        found += answer.get_json()["rows"]
        following = meta["next"]
    assert found == whole


def test_an_etag_is_of_the_version_the_question_and_the_reach(shop: Shop, analyst: Program) -> None:
    path = "/metrics/query?metrics=net_sales&by=month"
    first = analyst.ask(path)
    again = analyst.ask(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data(), again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in first.headers["Vary"]
    others = [f"{path}&limit=2", f"{path}&basis=order", f"{path}&format=csv", f"{path}&where=country=France"]
    narrow = program(shop, "analyst", scope=Scope(regions=("Normandy",)))
    tags = {analyst.ask(other).headers["ETag"] for other in others} | {narrow.ask(path).headers["ETag"]}
    assert len(tags | {first.headers["ETag"]}) == len(others) + 2
    assert narrow.ask(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    masked, plain = analyst.ask("/queries/segmentation.customers"), program(shop, "executive").ask("/queries/segmentation.customers")
    assert masked.headers["ETag"] == plain.headers["ETag"]
    assert analyst.ask("/metrics", headers={"If-None-Match": analyst.ask("/metrics").headers["ETag"]}).status_code == 304


def test_the_download_is_the_screens(shop: Shop, analyst: Program) -> None:
    browser = shop.client("analyst")
    for key in ("sales/0.0", "sales/2.0", "sales/5.0", "segments/3.0", "overview/0.0"):
        query = "?from=2026-02-01&to=2026-05-31&country=France" if key.startswith("sales") else ""
        assert analyst.ask(f"/exports/{key}.csv{query}").get_data() == browser.get(f"/export/{key}.csv{query}").get_data()
    with analyst.ask("/exports/sales/5.0.xlsx?country=France") as answer:
        assert answer.get_data()[:2] == b"PK"
        assert answer.headers["Cache-Control"] == "no-store"


def test_masked_columns_are_masked_and_cannot_be_searched(analyst: Program) -> None:
    for path in ("/tables/dim_customers/rows?", "/queries/segmentation.customers?", "/exports/segments/3.0.csv?"):
        text = analyst.ask(path).text
        assert "@shop.example" not in text
        assert "Person 1" not in text
    answer = analyst.ask("/tables/dim_customers/rows?where=customer_email=person1@shop.example")
    assert (answer.status_code, answer.get_json()["field"]) == (403, "where")
    assert {row["customer_name"] for row in analyst.rows("/tables/dim_customers/rows?where=customer_id=C001")} == {"P•••"}


@pytest.mark.parametrize("given", INJECTIONS)
def test_whatever_is_given_is_bound_or_refused(analyst: Program, given: str) -> None:
    fields = ("metrics", "by", "from", "to", "basis", "currency", "compare", "limit", "offset", "format", given)
    for name in fields:
        query = urlencode({"metrics": "net_sales", name: given})
        assert analyst.ask(f"/metrics/query?{query}").status_code in ((200, 400, 403) if name == "currency" else (400,)), name
    condition = f"country={given}"
    for path, asked in (
        ("/queries/sales.orders", {"country": given}),
        ("/queries/sales.order", {"order_id": given}),
        ("/tables/fct_orders/rows", {"where": condition}),
        ("/metrics/query", {"metrics": "orders", "where": condition}),
    ):
        answer = analyst.ask(f"{path}?{urlencode(asked)}")
        refused = "\0" in given or len(given) > 1000
        assert answer.status_code == (400 if refused else 200), answer.text[:200]
        assert refused or len(answer.get_json()["rows"]) <= 1
        assert refused or not any(row.get("orders") for row in answer.get_json()["rows"])
    for body in (
        given,
        [given],
        {given: given},
        {"metrics": given},
        {"metrics": [given]},
        {"metrics": ["orders"], "where": {"country": given}},
    ):
        assert analyst.ask("/metrics/query", "POST", json=body).status_code == 400


def test_long_lists_are_answered_up_to_a_number_and_refused_beyond(analyst: Program) -> None:
    many = [f"Nowhere {'x' * 180} {number}" for number in range(1000)]
    body = {"metrics": ["orders"], "where": {"country": [*many, "France"]}}
    assert len(orjson.dumps(body)) > 190_000
    assert analyst.rows("/metrics/query", method="POST", json=body) == analyst.rows("/metrics/query?metrics=orders&where=country=France")
    body["where"]["country"] += many
    body["where"]["country"] += [f"{number}" for number in range(100)]
    assert analyst.ask("/metrics/query", "POST", json=body).get_json()["field"] == "where"
    assert analyst.ask("/metrics/query", "POST", data=b"[" * 3_000_000, content_type="application/json").status_code == 413


@pytest.mark.parametrize(("path", "options", "status"), [
    ("/metrics/query", {}, 400),
    ("/metrics/query?metrics=nothing_such", {}, 400),
    ("/metrics/query?metrics=net_sales,inventory_value", {}, 403),
    ("/metrics/query?metrics=net_sales&by=nothing", {}, 400),
    ("/metrics/query?metrics=net_sales&from=2026-05-01&to=2026-04-01", {}, 400),
    ("/metrics/query?metrics=net_sales&from=20260501", {}, 400),
    ("/metrics/query?metrics=net_sales&limit=0", {}, 400),
    ("/metrics/query?metrics=net_sales&limit=10001", {}, 400),
    ("/metrics/query?metrics=net_sales&limit=1&limit=2", {}, 400),
    ("/metrics/query?metrics=net_sales&where=vendor=V1", {}, 400),
    ("/queries/nothing.such", {}, 404),
    ("/queries/sales.order", {}, 400),
    ("/queries/sales.order?order_id=O1&order_id=O2", {}, 400),
    ("/tables/users/rows", {}, 404),
    ("/tables/warehouse_versions/rows", {}, 404),
    ("/tables/fct_orders/rows?where=lines=many", {}, 400),
    ("/tables/fct_orders/rows?where=nothing=1", {}, 400),
    ("/exports/sales/0.0.pdf", {}, 404),
    ("/exports/sales/99.0.csv", {}, 404),
    ("/exports/sales/0.0.csv?segment=Champions", {}, 400),
    ("/metrics/query?metrics=net_sales", {"headers": {"Accept": "image/png"}}, 406),
    ("/metrics/query?metrics=net_sales&format=xml", {}, 400),
    ("/metrics", {"headers": {"Accept": "text/csv"}}, 406),
    ("/metrics/query", {"method": "POST", "data": "metrics=net_sales"}, 415),
    ("/metrics/query", {"method": "POST", "data": "{", "content_type": "application/json"}, 400),
    ("/metrics/query", {"method": "POST", "data": '{"metrics": NaN}', "content_type": "application/json"}, 400),
    ("/metrics", {"method": "DELETE"}, 405),
    ("/nothing", {}, 404),
])  # fmt: skip
def test_errors_have_one_shape(analyst: Program, path: str, options: dict, status: int) -> None:
    answer = analyst.ask(path, **options)
    assert (answer.status_code, answer.mimetype) == (status, "application/json"), answer.text
    assert {"error", "reference"} <= set(answer.get_json()) <= {"error", "reference", "field"}
    assert answer.headers["Cache-Control"] == "no-store"


def test_random_questions_never_reach_beyond_the_scope(shop: Shop) -> None:
    narrow = program(shop, "analyst", scope=Scope(regions=("Hesse", "Galicia, North"), brands=("Brand 2",)))
    chance = random.Random(5)
    for _ in range(40):
        by = chance.sample(["region", "brand", "month", "country", "channel", "category"], 2)
        filters = [("where", f"{name}={value}") for name, value in chance.sample(list(FILTERS), 2)]
        query = urlencode([("metrics", "net_sales,orders"), ("by", ",".join(["region", "brand", *by])), *filters])
        rows = narrow.rows(f"/metrics/query?{query}")
        assert {(row["region"], row["brand"]) for row in rows} <= {("Hesse", "Brand 2"), ("Galicia, North", "Brand 2")}
    total = narrow.rows("/metrics/query?metrics=net_sales")[0]["net_sales"]
    parts = narrow.rows("/metrics/query?metrics=net_sales&by=region")
    assert round(total, 2) == round(sum(row["net_sales"] for row in parts), 2)


FILTERS = (
    *(("region", "Normandy"), ("region", "Hesse"), ("brand", "Brand 1"), ("brand", "Brand 2"), ("country", "Germany")),
    *(("country", "France"), ("channel", "Web"), ("category", "Category 1"), ("payment_method", "Card")),
)


def test_nothing_published_is_said(empty_shop: Shop) -> None:
    answer = program(empty_shop, "analyst").ask("/metrics/query?metrics=net_sales")
    assert answer.status_code == 404
    assert "There is no data yet" in answer.get_json()["error"]
