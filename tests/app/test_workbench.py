"""The workbench: run, kept, shared, deleted, taken along; each run is checked anew, and others' own statements stay their own."""

from __future__ import annotations

import csv
import io
import json

import pytest
from sqlalchemy import delete, select

from dashapp.auth import users
from dashapp.auth.scope import UNLIMITED, Scope
from dashapp.db.catalogue import SAVED_QUERIES
from dashapp.db.engines import accounts_engine
from dashapp.db.exports import EXPORT_REGISTER
from tests.app.asking import press
from tests.app.conftest import Shop
from tests.app.person import KEYS, Person, trail

PANEL, SAVED = "workbench.statement", "workbench.saved"
COUNTRIES = "select country, count(*) as customers from dim_customers group by country order by country"


@pytest.fixture(scope="module")
def analyst(shop: Shop) -> Person:
    return Person(shop, "analyst")


@pytest.fixture(scope="module")
def admin(shop: Shop) -> Person:
    return Person(shop, "admin")


@pytest.fixture(autouse=True)
def nothing_kept(shop: Shop) -> None:
    with accounts_engine(shop.settings).begin() as connection:
        connection.execute(delete(SAVED_QUERIES))
        connection.execute(delete(EXPORT_REGISTER))


def kept(shop: Shop) -> list[dict]:
    with accounts_engine(shop.settings).connect() as connection:
        return [dict(row) for row in connection.execute(select(SAVED_QUERIES)).mappings()]


def test_a_statement_answers_below_the_form_and_is_in_the_trail(shop: Shop, analyst: Person) -> None:
    answer = analyst.press(PANEL, "run_statement", text=COUNTRIES)
    assert answer.done
    assert "rows from dim_customers" in answer.shown
    assert "France" in answer.shown
    actor, subject, detail = trail(shop, "sql_run")[-1]
    assert (actor, subject, detail["text"]) == ("analyst", "workbench", COUNTRIES)


def test_what_is_masked_says_so_and_shows_nothing(analyst: Person) -> None:
    answer = analyst.press(PANEL, "run_statement", text="select customer_email, country from dim_customers")
    assert "shop.example" not in answer.shown
    assert "Masked for your role: Customer email" in answer.shown


@pytest.mark.parametrize("text", ["", "select * from users", "select 1; select 2", "select customer_name from raw_order_lines"])
def test_what_is_refused_is_said(analyst: Person, text: str) -> None:
    answer = analyst.press(PANEL, "run_statement", text=text)
    assert not answer.done
    assert answer.text


def test_one_s_own_is_kept_replaced_and_deleted_with_before_and_after(shop: Shop, analyst: Person) -> None:
    led = analyst.press(PANEL, "save_statement", text=COUNTRIES, title="Countries", shared=False)
    number = kept(shop)[0]["saved_query_id"]
    assert led.go_to == f"/workbench?saved={number}"
    assert "Countries" in analyst.panel(SAVED)
    assert analyst.press(PANEL, "save_statement", text=f"{COUNTRIES} limit 3", title="Countries", shared=True).go_to == led.go_to
    assert [(row["text"], row["is_shared"]) for row in kept(shop)] == [(f"{COUNTRIES} limit 3", True)]
    _, _, detail = trail(shop, "query_saved")[-1]
    assert (detail["before"]["text"], detail["after"]["text"]) == (COUNTRIES, f"{COUNTRIES} limit 3")
    assert analyst.press(SAVED, "delete_statement", item=str(number)).done
    assert kept(shop) == []
    assert trail(shop, "saved_query_deleted")[-1][2]["before"]["title"] == "Countries"


def test_only_shared_ones_are_others_to_open_and_nobody_else_s_to_delete(shop: Shop, analyst: Person, admin: Person) -> None:
    analyst.press(PANEL, "save_statement", text=COUNTRIES, title="Mine", shared=False)
    analyst.press(PANEL, "save_statement", text=COUNTRIES, title="Ours", shared=True)
    numbers = {row["title"]: str(row["saved_query_id"]) for row in kept(shop)}
    listed = admin.panel(SAVED)
    assert "Ours" in listed
    assert "Mine" not in listed
    assert "There is no saved statement" in admin.panel(PANEL, f"?saved={numbers['Mine']}")
    assert not admin.press(SAVED, "delete_statement", item=numbers["Mine"]).done
    assert "Only they can delete" in admin.press(SAVED, "delete_statement", item=numbers["Ours"]).text
    assert len(kept(shop)) == 2
    assert admin.client.get(f"/catalogue/workbench.csv?saved={numbers['Mine']}").status_code == 404


@pytest.mark.parametrize(("text", "title"), [("select * from users", "X"), (COUNTRIES, ""), (COUNTRIES, "x" * 121)])
def test_nothing_is_kept_that_may_not_run_or_has_no_title(shop: Shop, analyst: Person, text: str, title: str) -> None:
    assert not analyst.press(PANEL, "save_statement", text=text, title=title).done
    assert kept(shop) == []


def test_a_kept_one_is_taken_along_by_policy_and_register(shop: Shop, analyst: Person) -> None:
    analyst.press(PANEL, "save_statement", text="select country, customer_email from dim_customers", title="Mails", shared=False)
    number = kept(shop)[0]["saved_query_id"]
    answer = analyst.client.get(f"/catalogue/workbench.csv?saved={number}")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert {row[1] for row in rows[1:]} == {"•••"}
    with accounts_engine(shop.settings).connect() as connection:
        entry = connection.execute(select(EXPORT_REGISTER)).mappings().one()
    assert (entry["subject"], entry["rows"], entry["sensitivity"]) == (f"workbench:{number}", len(rows) - 1, "internal")


@pytest.mark.parametrize("name", ["finance", "marketing", "support", "fraud_analyst"])
def test_other_roles_have_no_workbench(shop: Shop, name: str) -> None:
    person = Person(shop, name)
    assert person.client.get("/workbench").status_code == 403
    for deed in ("run_statement", "save_statement"):
        assert press(shop.app, person.client, deed, KEYS[PANEL], {"text": COUNTRIES, "title": "X"}).status_code == 403
    assert person.client.get("/catalogue/workbench.csv?saved=1").status_code == 403


def test_who_reaches_some_rows_is_refused(shop: Shop, analyst: Person) -> None:
    engine = accounts_engine(shop.settings)
    users.set_scope(engine, "analyst", Scope(regions=("Normandy",)))
    try:
        answer = Person(shop, "analyst").press(PANEL, "run_statement", text=COUNTRIES)
        assert "limited" in answer.text
    finally:
        users.set_scope(engine, "analyst", UNLIMITED)


@pytest.mark.parametrize("given", ["x", "-1", "1" * 30, "1 or 1=1", "%00"])
def test_a_forged_number_opens_nothing(analyst: Person, given: str) -> None:
    assert "must be a number" in analyst.panel(PANEL, f"?saved={given}")
    assert analyst.client.get(f"/catalogue/workbench.csv?saved={given}").status_code == 400


@pytest.mark.parametrize("forged", [7, None, [], {"a": 1}, ["select 1 as a"], True])
def test_a_forged_field_runs_nothing(shop: Shop, analyst: Person, forged: object) -> None:
    answer = press(shop.app, analyst.client, "run_statement", KEYS[PANEL], {"text": forged})
    assert answer.status_code == 200
    assert json.loads(answer.text)["response"]["acted"]["data"]["kind"] == "error"
