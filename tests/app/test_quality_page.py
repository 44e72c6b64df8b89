"""Data quality by its buttons: incidents are handled together or one by one, checks run again, rules and limits are set."""

from __future__ import annotations

import datetime

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from callbacks.check_page import DOWNLOAD
from dashapp.auth import users
from dashapp.auth.scope import Scope
from dashapp.auth.viewer import OPERATOR
from dashapp.db.engines import accounts_engine
from jobs.check import check
from jobs.quality.freshness import limits
from jobs.quality.rules import add_rule, row_rules
from queries.run import run
from tests.app.asking import body, callback_named, post
from tests.app.conftest import Shop
from tests.app.person import KEYS, Person, trail

PANEL, RUN, RULES, LIMITS = (f"quality.{name}" for name in ("incidents", "run", "rules", "limits"))
DEEDS, ROWS = "check.deeds", "check.rows"
GRID = "quality/3.0"
RULE = {"kind": "one_of", "values": ("Nowhere",), "severity": "critical", "tolerance": 0.0, "owner": "Data", "reason": "It is agreed."}
TOMORROW = (datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=2)).isoformat()


@pytest.fixture(scope="module")
def broken(own_shop: Shop) -> str:
    """A rule that every line breaks; the name of its check, which has an incident."""
    rule = add_rule(own_shop.settings, OPERATOR, {"column": "order_items.product_id", **RULE})
    check(own_shop.settings)
    return rule.name


@pytest.fixture(scope="module")
def analyst(own_shop: Shop) -> Person:
    return Person(own_shop, "analyst")


@pytest.fixture(scope="module")
def operations(own_shop: Shop) -> Person:
    return Person(own_shop, "operations")


@pytest.fixture
def chosen(own_shop: Shop, broken: str) -> dict[str, list[dict]]:
    """The incident of the rule as the browser sends a chosen row."""
    return {GRID: [row for row in incidents(own_shop) if row["check_name"] == broken]}


def incidents(shop: Shop) -> list[dict]:
    return run(shop.desk.warehouse, "quality.incidents", {}, OPERATOR).records()


def state(shop: Shop, name: str) -> tuple[str, str | None, int]:
    row = next(row for row in incidents(shop) if row["check_name"] == name)
    return row["status"], row["assignee"], row["comments"]


def at(name: str) -> str:
    return f"?check_name={name}"


def test_chosen_incidents_are_given_and_whoever_has_them_handles_them(
    own_shop: Shop, analyst: Person, operations: Person, broken: str, chosen: dict
) -> None:
    assert "not given to you" in operations.press(PANEL, "acknowledge_chosen", chosen=chosen).text
    assert state(own_shop, broken) == ("new", None, 0)
    assert "Give to Nobody admin analyst executive finance marketing operations support" in analyst.panel(PANEL)
    assert "Give to" not in operations.panel(PANEL)
    assert analyst.press(PANEL, "assign_chosen", person="operations", chosen=chosen).text == "1 incident given to operations."
    assert operations.press(PANEL, "acknowledge_chosen", chosen=chosen).text == "1 incident acknowledged."
    assert operations.press(PANEL, "comment_chosen", comment="We look.", chosen=chosen).text == "Written to 1 incident."
    assert operations.press(PANEL, "begin_chosen", chosen=chosen).text == "1 incident in progress."
    assert state(own_shop, broken) == ("in progress", "operations", 1)
    actors = [actor for actor, _, _ in trail(own_shop, "incident_changed")]
    assert actors == ["analyst", "operations", "operations", "operations"]
    assert analyst.press(PANEL, "assign_chosen", person=" ", chosen=chosen).text == "1 incident given back."


@pytest.mark.parametrize(("rows", "said"), [({}, "No incident is chosen"), ({GRID: []}, "No incident is chosen"),
                                            ({GRID: [{"incident_id": "1 or 1=1"}]}, "Reload"), ({GRID: [{"incident_id": True}]}, "Reload"),
                                            ({GRID: "x"}, "Reload"), ({GRID: [{"incident_id": 99}]}, "no incident 99"),
                                            ({"quality/4.0": [{"incident_id": 1}]}, "No incident is chosen")])  # fmt: skip
def test_what_is_not_chosen_in_the_list_of_incidents_is_not_handled(own_shop: Shop, analyst: Person, broken: str, rows, said: str) -> None:
    before = incidents(own_shop)
    answer = analyst.press(PANEL, "comment_chosen", comment="Hm.", chosen=rows)
    assert (answer.done, said in answer.text) == (False, True), answer
    assert incidents(own_shop) == before


def test_a_check_says_what_it_finds_and_runs_again(own_shop: Shop, analyst: Person, operations: Person, broken: str) -> None:
    said = analyst.panel(DEEDS, at(broken))
    assert "order_items.product_id is held to the rule one_of (values ['Nowhere'])." in said
    assert "To be done It is agreed." in said
    assert "Check again now" in said
    assert "Check again now" not in operations.panel(DEEDS, at(broken))
    assert analyst.press(DEEDS, "check_again", search=at(broken)).text == f"The check {broken} is under way."
    assert f"The check {broken}, asked for by analyst, done" in analyst.panel(DEEDS, at(broken))
    assert "rows offend" in analyst.panel(DEEDS, at(broken))
    history = run(own_shop.desk.warehouse, "quality.history", {"check_name": broken}, OPERATOR).records()
    assert len(history) > 1
    assert "does not hold" in operations.press(DEEDS, "check_again", search=at(broken)).text


@pytest.mark.parametrize("name", ["orders.nothing", "*", "orders.*", "x' or 1=1 --", ""])
def test_a_check_that_is_none_is_not_run(own_shop: Shop, analyst: Person, name: str) -> None:
    runs = len(run(own_shop.desk.warehouse, "quality.runs", {}, OPERATOR).records())
    answer = analyst.press(DEEDS, "check_again", search=at(name))
    assert (answer.done, "no check" in answer.text.lower()) == (False, True), answer
    assert len(run(own_shop.desk.warehouse, "quality.runs", {}, OPERATOR).records()) == runs


def test_one_incident_is_handled_on_the_page_of_its_check(own_shop: Shop, analyst: Person, broken: str) -> None:
    assert analyst.press(DEEDS, "assign_incident", search=at(broken), person="finance").done
    assert analyst.press(DEEDS, "comment_incident", search=at(broken), comment="Ask the vendor.").done
    assert state(own_shop, broken)[1:] == ("finance", 2)
    finance = Person(own_shop, "finance")
    assert "so already" in finance.press(DEEDS, "acknowledge_incident", search=at(broken)).text
    events = run(own_shop.desk.warehouse, "quality.incident_events", {"check_name": broken}, OPERATOR).records()
    assert events[0]["words"] == "Ask the vendor."
    assert "no open incident" in analyst.press(DEEDS, "begin_incident", search=at("orders.wrong_totals")).text


def test_a_failure_is_waived_and_the_waiver_ended(own_shop: Shop, analyst: Person, operations: Person, broken: str) -> None:
    given = {"until": TOMORROW, "reason": "The vendor mends it."}
    assert "does not hold" in operations.press(DEEDS, "waive_check", search=at(broken), **given).text
    assert "needs a reason" in analyst.press(DEEDS, "waive_check", search=at(broken), until=TOMORROW).text
    assert analyst.press(DEEDS, "waive_check", search=at(broken), **given).text.startswith("What it finds opens no incident before")
    assert state(own_shop, broken)[0] == "waived"
    assert analyst.press(DEEDS, "end_waiver", search=at(broken)).done
    assert state(own_shop, broken)[0] == "in progress"


def test_rows_that_offend_are_shown_and_their_sql_to_whoever_may_read_it(own_shop: Shop, analyst: Person) -> None:
    found = run(own_shop.desk.warehouse, "quality.results", {}, OPERATOR).records()
    row = next(row for row in found if row["kind"] == "check" and row["violations"])
    said = analyst.panel(ROWS, at(row["check_name"]))
    words = "1 row offends." if row["violations"] == 1 else f"{row['violations']} rows offend."
    assert said.startswith(words)
    assert "The SQL that finds them" in said
    assert "CSV" in said
    assert "select" in said
    assert trail(own_shop, "sql_viewed")[-1][2] == {"check": row["check_name"]}
    seen = Person(own_shop, "support").panel(ROWS, at(row["check_name"]))
    assert seen.startswith(words)
    assert "select" not in seen
    assert "does not list them" in analyst.panel(ROWS, at("freshness.payments"))
    assert "No check is named" in analyst.panel(ROWS)


def block(shop: Shop, client: FlaskClient, name: str, start: int = 0, end: int = 5, sort: tuple = ()) -> TestResponse:
    """What the grid of the rows of a check is given."""
    asked = body(shop.app, callback_named(shop.app, '"widget":"offending"}.getRowsResponse'), name, {
        "offending.getRowsRequest": {"startRow": start, "endRow": end, "sortModel": list(sort), "filterModel": {}},
    })  # fmt: skip
    return post(client, asked)


def test_the_rows_of_a_rule_come_in_blocks_and_as_a_file(own_shop: Shop, broken: str) -> None:
    client = own_shop.client("analyst")
    first, second = (block(own_shop, client, broken, start, start + 3).get_json() for start in (0, 3))
    rows = [answer["response"][next(iter(answer["response"]))]["getRowsResponse"] for answer in (first, second)]
    assert [len(one["rowData"]) for one in rows] == [3, 3]
    assert list(rows[0]["rowData"][0]) == ["order_id", "line_number", "product_id"]
    taken = client.get(f"{DOWNLOAD}?check_name={broken}")
    lines = taken.get_data(as_text=True).splitlines()
    assert len(lines) == rows[0]["rowCount"] + 1 > 7
    assert taken.headers["Content-Disposition"].startswith("attachment")
    assert trail(own_shop, "exported")[-1][1] == f"check:{broken}"
    sought = block(own_shop, client, "orders.nothing").get_data(as_text=True)
    assert "There is no check" in sought
    assert "counts rows and does not list them" in block(own_shop, client, "freshness.payments").get_data(as_text=True)


def test_the_rows_of_a_check_are_kept_from_whoever_may_not_see_them(own_shop: Shop, broken: str) -> None:
    fraud = own_shop.client("fraud_analyst")
    assert block(own_shop, fraud, broken).status_code == 403
    assert fraud.get(f"{DOWNLOAD}?check_name={broken}").status_code == 403


def test_every_check_is_run_by_whoever_may(own_shop: Shop, analyst: Person, operations: Person) -> None:
    assert "Which checks Every check" in analyst.panel(RUN)
    assert "Which checks" not in operations.panel(RUN)
    before = len(run(own_shop.desk.warehouse, "quality.trend", {}, OPERATOR).records())
    assert analyst.press(RUN, "run_checks", which="order_lines").text == "The check order_lines.* is under way."
    assert len(run(own_shop.desk.warehouse, "quality.trend", {}, OPERATOR).records()) == before
    assert analyst.press(RUN, "run_checks", which="every check").text == "A run of every check is under way."
    assert len(run(own_shop.desk.warehouse, "quality.trend", {}, OPERATOR).records()) == before + 1
    assert "A run of every check, asked for by analyst, done" in analyst.panel(RUN)
    for which in ("", "*", "users", "order_lines.unknown_orders"):
        assert "Choose" in analyst.press(RUN, "run_checks", which=which).text


def test_a_rule_is_added_without_sql_and_ended(own_shop: Shop, analyst: Person, operations: Person) -> None:
    given = {"column": "order_items.quantity", "kind": "range", "most": "5", "severity": "minor", "owner": "Data", "tolerance": "2.5"}
    assert "reason is empty" in analyst.press(RULES, "add_rule", **given).text
    assert analyst.press(RULES, "add_rule", reason="Nobody buys more.", **given).done
    rule = row_rules(accounts_engine(own_shop.settings))[-1]
    assert (rule.bounds, rule.tolerance, rule.severity) == ({"most": 5}, 0.025, "minor")
    assert f"{rule.rule_id} · order_items.quantity" in operations.panel(RULES)
    assert analyst.press(RULES, "end_rule", str(rule.rule_id)).text == f"Rule {rule.rule_id} counts no more."
    refused = [
        ({"column": "orders"}, "TABLE.COLUMN"),
        ({"kind": "regex"}, "type 'regex'"),
        ({"tolerance": "much"}, "percent"),
        ({"most": "", "least": ""}, "needs least or most"),
        ({"column": "users.password_hash"}, "no table 'users'"),
    ]
    for fields, said in refused:
        answer = analyst.press(RULES, "add_rule", **{**given, "reason": "So.", **fields})
        assert (answer.done, said in answer.text) == (False, True), answer


def test_a_limit_of_freshness_is_set(own_shop: Shop, analyst: Person) -> None:
    assert analyst.press(LIMITS, "set_limit", table="payments", days="9").text == "The newest row of payments may be 9 days old."
    assert {one.table: one.most_days for one in limits(accounts_engine(own_shop.settings))}["payments"] == 9
    for table, days in (("payments", "soon"), ("payments", "-1"), ("users", "3")):
        assert not analyst.press(LIMITS, "set_limit", table=table, days=days).done


@pytest.mark.usefixtures("broken")
def test_whoever_reaches_only_a_part_is_refused_everywhere(own_shop: Shop) -> None:
    """Nothing of the page is cut by brand or region, so nothing of it is shown."""
    users.set_scope(accounts_engine(own_shop.settings), "marketing", Scope(brands=("Brand 1",)))
    try:
        limited = own_shop.client("marketing")
        assert limited.get("/quality").status_code == 403
        routed = body(own_shop.app, callback_named(own_shop.app, "page.children"), "", {"location.pathname": "/quality"})
        text = post(limited, routed).get_data(as_text=True)
        assert "your reach is limited" in text
        assert '"kpi"' not in text
        for key in ("quality/0.0", "quality/2.0", GRID, "check/0.0"):
            kind = {"quality/0.0": '"widget":"kpi"}', "quality/2.0": '"widget":"chart"}.figure', "check/0.0": '"widget":"facts"}'}.get(key)
            asked = body(own_shop.app, callback_named(own_shop.app, kind or '"widget":"grid"}.getRowsResponse'), key, {
                "grid.getRowsRequest": {"startRow": 0, "endRow": 20, "sortModel": [], "filterModel": {}},
            })  # fmt: skip
            assert post(limited, asked).status_code == 403, key
        assert "reach" in block(own_shop, limited, "orders.wrong_totals").get_data(as_text=True)
        for path in ("/export/quality.xlsx", f"/export/{GRID}.csv", f"{DOWNLOAD}?check_name=orders.wrong_totals"):
            assert limited.get(path).status_code == 403
        assert KEYS[PANEL].startswith("quality/")
    finally:
        users.set_scope(accounts_engine(own_shop.settings), "marketing", Scope())
