"""What the checks say about the data follows it to every card, download and answer: a broken table turns its cards amber, no other."""

from __future__ import annotations

import io
from collections.abc import Iterator

import openpyxl
import pytest
from sqlalchemy import text

from callbacks.info import drawer
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import OPERATOR
from dashapp.charts import bars, line
from dashapp.db.engines import accounts_engine, warehouse_engine
from dashapp.page import Chart, Grid, Kpi, Page, Row, Scorecard
from jobs.build import build
from jobs.check import check
from jobs.quality.rules import add_rule, end_rule
from queries import trust
from queries.cards import Question, answers
from queries.desk import Desk, is_register
from queries.lineage.cards import tables_of
from queries.registry import CALENDAR_TABLE
from tests.app.api_client import program
from tests.app.asking import body, callback_named, post
from tests.app.conftest import Shop

SEARCH = "?from=2026-01-01&to=2026-06-30"
BOTH = Page(
    "both",
    "Both",
    "Home",
    Permission.OVERVIEW_VIEW,
    "What is sold, and how is it liked?",
    ("dates",),
    (
        Row(Kpi("net_sales"), Chart("average_rating", bars(by="month"), title="Average rating")),
        Row(Chart("orders", line(by="day"), title="Orders"), Chart("average_rating", line(by="month"), title="Rating")),
        Row(Grid("sales.orders", title="Orders"), Scorecard(("average_rating",), title="Week by week")),
    ),
)
SOLD, LIKED = ("both/0.0", "both/1.0", "both/2.0"), ("both/0.1", "both/1.1", "both/2.1")
TURN = "update raw_order_lines set quantity = -quantity where line_id = 1"
BREAK, MEND = "update raw_reviews set rating = 9", "update raw_reviews set rating = 5"


@pytest.fixture(scope="module")
def desk(own_shop: Shop) -> Iterator[Desk]:
    """A desk with a page of sales beside reviews, of a shop without a mistake."""
    with warehouse_engine(own_shop.settings).begin() as connection:
        values = "1, 'R1', 'P001', 5, 'A pleasure to wear on rainy days.', '2026-06-30 10:00:00', 'published', 0, 0"
        columns = "load_id, review_id, product_id, rating, body, created_at, status, is_verified, helpful_votes"
        connection.execute(text(f"insert into raw_reviews ({columns}) values ({values})"))
    build(own_shop.settings)
    own_shop.desk.pages["both"] = BOTH  # type: ignore[index]
    yield own_shop.desk
    del own_shop.desk.pages["both"]  # type: ignore[attr-defined]


def checked(desk: Desk) -> None:
    """Run every check, and let the desk look at once."""
    check(desk.settings)
    trust.forget()


def states(desk: Desk) -> dict[str, str]:
    """What every card of the page says."""
    found = {key: trust.trust_of(desk, Question(BOTH, card, OPERATOR, SEARCH)) for key, card in BOTH.cards()}
    return {key: one.state for key, one in found.items() if one is not None}


def change(desk: Desk, statement: str) -> None:
    with warehouse_engine(desk.settings).begin() as connection:
        connection.execute(text(statement))


def test_before_a_check_no_card_claims_to_be_good(desk: Desk) -> None:
    trust.forget()
    assert set(states(desk).values()) == {"not checked"}


def test_t_dq_5_a_broken_table_turns_the_cards_that_it_feeds_amber_and_no_other(desk: Desk) -> None:
    checked(desk)
    sound = states(desk)
    assert set(sound) == {*SOLD, *LIKED}
    assert {sound[key] for key in LIKED} == {"passing"}
    change(desk, BREAK)
    checked(desk)
    broken = states(desk)
    assert {broken[key] for key in LIKED} == {"failing"}
    assert {key: broken[key] for key in SOLD} == {key: sound[key] for key in SOLD}
    change(desk, MEND)
    checked(desk)
    assert states(desk) == sound


def test_t_dq_5_the_other_way_round(desk: Desk) -> None:
    change(desk, TURN)
    checked(desk)
    assert {states(desk)[key] for key in SOLD} == {"failing"}
    change(desk, TURN)
    checked(desk)


@pytest.fixture
def broken(desk: Desk) -> Iterator[Desk]:
    """The same desk while its reviews are wrong."""
    change(desk, BREAK)
    checked(desk)
    yield desk
    change(desk, MEND)
    checked(desk)


@pytest.mark.parametrize(
    ("output", "key", "wrong"),
    [
        ('"widget":"kpi"}.children', "both/0.0", TURN),
        ('"widget":"chart"}.figure', "both/1.1", BREAK),
        ('"widget":"scorecard"}.children', "both/2.1", BREAK),
    ],
)
def test_the_badge_is_drawn_on_the_card_and_changes_though_the_card_is_remembered(own_shop: Shop, desk: Desk, output, key, wrong) -> None:
    client = own_shop.client("analyst")
    asked = body(own_shop.app, callback_named(own_shop.app, output), key, {"filters.data": SEARCH})
    assert "tr-trust-passing" in post(client, asked).get_data(as_text=True)
    change(desk, wrong)
    checked(desk)
    drawn = post(client, asked).get_data(as_text=True)
    assert "tr-trust-failing" in drawn
    change(desk, TURN if wrong == TURN else MEND)
    checked(desk)
    assert "tr-trust-passing" in post(client, asked).get_data(as_text=True)


def test_the_grid_has_it_too(own_shop: Shop, desk: Desk) -> None:
    output = callback_named(own_shop.app, '"widget":"grid"}.getRowsResponse')
    given = {"grid.getRowsRequest": {"startRow": 0, "endRow": 10}, "filters.data": SEARCH}
    drawn = post(own_shop.client("analyst"), body(own_shop.app, output, "both/2.0", given)).get_data(as_text=True)
    assert "tr-trust" in drawn


def test_the_drawer_names_the_checks(own_shop: Shop, broken: Desk) -> None:
    client = own_shop.client("analyst")
    with client:
        client.get("/")
        opened, _, inside = drawer(broken, "both/0.1", "info", SEARCH)
    assert opened
    assert "reviews.ratings_out_of_range" in str(inside)


def test_t_dq_5_downloads_carry_the_warning(own_shop: Shop, broken: Desk) -> None:
    client = own_shop.client("analyst")
    table = client.get(f"/export/both/0.1.csv{SEARCH}")
    assert "checks-fail" in table.headers["Content-Disposition"]
    assert "reviews.ratings_out_of_range" in table.headers["X-Data-Checks"]
    image = post_image(client, f"/export/both/1.1.png{SEARCH}")
    assert "reviews.ratings_out_of_range" in image["checks"]
    assert "checks-fail" in image["name"]
    with client.get(f"/export/both.xlsx{SEARCH}") as book:
        cover = sheet(book.data)
    assert "reviews.ratings_out_of_range" in dict(row[:2] for row in cover)["Checks of the data"]
    notes = {row[1]: row[4] for row in cover if len(row) > 4 and row[4]}
    assert "reviews.ratings_out_of_range" in notes["Average rating"]
    assert "reviews.ratings_out_of_range" not in notes["Net sales"]


def post_image(client, path: str) -> dict:
    token = client.get_cookie("_csrf_token").value
    return client.post(path, headers={"X-CSRFToken": token}).get_json()


def sheet(book: bytes) -> list[tuple]:
    return [tuple(row) for row in openpyxl.load_workbook(io.BytesIO(book))["Cover"].iter_rows(values_only=True)]


def test_t_dq_5_the_api_carries_the_warning_and_an_old_answer_is_not_confirmed(own_shop: Shop, desk: Desk) -> None:
    asking, path = program(own_shop, "analyst"), "/metrics/query?metrics=average_rating"
    checked(desk)
    good = asking.ask(path)
    assert (good.get_json()["meta"]["checks"], good.get_json()["meta"]["failing"]) == ("passing", [])
    change(desk, BREAK)
    checked(desk)
    again = asking.ask(path, headers={"If-None-Match": good.headers["ETag"]})
    assert again.status_code == 200
    assert again.get_json()["meta"]["checks"] == "failing"
    assert again.get_json()["meta"]["failing"][0]["check"] == "reviews.ratings_out_of_range"
    assert "reviews.ratings_out_of_range" in again.headers["X-Data-Checks"]
    change(desk, MEND)
    checked(desk)


def test_a_rule_that_ended_warns_no_more(desk: Desk) -> None:
    given = {"column": "reviews.rating", "kind": "range", "most": "4", "reason": "Too good to be true."}
    rule = add_rule(desk.settings, OPERATOR, {**given, "severity": "critical", "tolerance": 0.0, "owner": "Data"})
    checked(desk)
    assert states(desk)["both/0.1"] == "failing"
    end_rule(desk.settings, OPERATOR, rule.rule_id)
    trust.forget()
    assert states(desk)["both/0.1"] == "passing"


def test_a_wrong_column_turns_only_the_cards_amber_that_read_it(desk: Desk) -> None:
    checked(desk)
    sound = states(desk)
    given = {"column": "reviews.body", "kind": "length", "most": "3", "reason": "Nobody reads more.", "severity": "critical"}
    rule = add_rule(desk.settings, OPERATOR, {**given, "tolerance": 0.0, "owner": "Data"})
    checked(desk)
    assert states(desk) == sound
    question = Question(BOTH, dict(BOTH.cards())["both/0.1"], OPERATOR, SEARCH)
    assert trust.trust_of(desk, question).elsewhere == {rule.name}
    assert [one.check for one in trust.trust_in(desk.warehouse, ["fct_reviews"]).failing] == [rule.name]
    end_rule(desk.settings, OPERATOR, rule.rule_id)
    trust.forget()


def test_the_drawer_says_how_many_rows_are_wrong(own_shop: Shop, broken: Desk) -> None:
    client = own_shop.client("analyst")
    with client:
        client.get("/")
        _, _, inside = drawer(broken, "both/0.1", "info", SEARCH)
    assert ": 1 of 1 (100.00" in str(inside)


def test_a_check_that_could_not_be_run_is_no_good_news(desk: Desk) -> None:
    checked(desk)
    with accounts_engine(desk.settings).begin() as connection:
        newest = "select max(result_id) from quality_results where check_name = 'reviews.ratings_out_of_range'"
        connection.execute(text(f"update quality_results set status = 'error' where result_id = ({newest})"))
    trust.forget()
    assert states(desk)["both/0.1"] == "failing"
    checked(desk)


@pytest.mark.parametrize("search", [SEARCH, f"{SEARCH}&segment=Champions&product=P001&compare=last_year"])
def test_the_tables_of_a_card_are_those_that_its_answer_names(own_shop: Shop, desk: Desk, search: str) -> None:
    for page in desk.pages.values():
        for key, card in page.cards():
            question = Question(page, card, OPERATOR, search)
            if card.kind == "panel" or is_register(card) or page.parameters:
                continue
            read = {table for _, found in answers(desk, question) for table in found.source.tables} if card.kind != "grid" else set()
            assert read - {CALENDAR_TABLE} <= tables_of(card, question.filters), key
