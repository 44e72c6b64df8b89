"""Personal data by hand: who is meant, what they asked for, the bundle, the erasure, the refusal, and what is kept how long."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from sqlalchemy import select, text

from dashapp.auth import users
from dashapp.auth.scope import Scope
from dashapp.db.engines import accounts_engine, warehouse_engine
from dashapp.db.exports import EXPORT_REGISTER
from dashapp.db.personal_data import SUBJECT_REQUESTS
from jobs.retention import RULES, schedule
from tests.app.conftest import Shop
from tests.app.person import Person, trail

SEARCH, OPEN, DEEDS, RETENTION = (f"privacy.{name}" for name in ("search", "open", "deeds", "retention"))
NOBODY = "C999"


@pytest.fixture(scope="module")
def admin(own_shop: Shop) -> Person:
    return Person(own_shop, "admin")


@pytest.fixture(scope="module")
def people(own_shop: Shop) -> list[str]:
    """The numbers of customers of the shop, each of whom one test may erase."""
    asked = text("select distinct customer_id from raw_order_lines where customer_id <> '' order by 1")
    with warehouse_engine(own_shop.settings).connect() as connection:
        return list(connection.scalars(asked))


def asked_for(admin: Person, kind: str, *numbers: str) -> str:
    """Write a request down; the query string of its page."""
    answer = admin.press(OPEN, "open_request", people=" ".join(f"corner-shop/{number}" for number in numbers), kind=kind)
    assert answer.done, answer
    return answer.go_to.removeprefix("/request")


def row(shop: Shop, search: str) -> dict:
    number = int(search.rpartition("=")[2])
    with accounts_engine(shop.settings).connect() as connection:
        return dict(connection.execute(select(SUBJECT_REQUESTS).where(SUBJECT_REQUESTS.c.request_id == number)).mappings().one())


def held(shop: Shop, number: str) -> set[str]:
    with warehouse_engine(shop.settings).connect() as connection:
        return set(connection.scalars(text("select customer_name from raw_order_lines where customer_id = :number"), {"number": number}))


# Search


def test_who_is_meant_is_shown_masked_and_kept_out_of_the_trail(own_shop: Shop, admin: Person, people: list[str]) -> None:
    number = people[0]
    mail = f"person{int(number[1:])}@shop.example"
    answer = admin.press(SEARCH, "search_subject", text=mail.upper())
    assert (answer.done, answer.text) == (True, "")
    assert answer.shown.startswith(f"1 may be meant. corner-shop/{number} · ")
    assert "The e-mail address is the same." in answer.shown
    assert "in order lines" in answer.shown
    assert f"Asks for erasure: corner-shop/{number}" in answer.shown
    assert mail not in answer.shown
    actor, _, detail = trail(own_shop, "subject_searched")[-1]
    assert (actor, detail["found"], "shop.example" in json.dumps(detail)) == ("admin", 1, False)


@pytest.mark.parametrize(("words", "said"), [("nobody@shop.example", "Nobody is found."), ("", "Write an e-mail address"),
                                             ("x" * 500, "Write an e-mail address"), ("' or 1=1--", "Nobody is found.")])  # fmt: skip
def test_nobody_is_found_by_what_nobody_has(admin: Person, words: str, said: str) -> None:
    answer = admin.press(SEARCH, "search_subject", text=words)
    assert said in answer.text
    assert answer.shown == ""


@pytest.mark.parametrize(("name", "kind"), [("request_access", "access"), ("request_erasure", "erasure")])
def test_a_request_is_written_down_from_the_search(own_shop: Shop, admin: Person, people: list[str], name: str, kind: str) -> None:
    answer = admin.press(SEARCH, name, item=f"corner-shop/{people[1]}")
    written = row(own_shop, answer.go_to)
    assert (written["kind"], written["subjects"], written["status"]) == (kind, [f"corner-shop/{people[1]}"], "open")
    assert written["due_at"] - written["received_at"] == 30 * 24 * 3600
    assert "names at least one person" in admin.press(SEARCH, name).text


@pytest.mark.parametrize(("fields", "refusal"), [({"kind": "access"}, "names at least one person"),
                                                 ({"kind": "access", "people": "C001"}, "names at least one person"),
                                                 ({"kind": "gossip", "people": "corner-shop/C001"}, "kind is 'gossip'")])  # fmt: skip
def test_a_request_names_people_and_what_they_ask_for(admin: Person, fields: dict[str, str], refusal: str) -> None:
    answer = admin.press(OPEN, "open_request", **fields)
    assert (answer.done, answer.go_to, refusal in answer.text) == (False, "", True), answer


# Access


def test_the_bundle_answers_a_request_once_and_is_registered(own_shop: Shop, admin: Person, people: list[str]) -> None:
    search = asked_for(admin, "access", people[2])
    number = row(own_shop, search)["request_id"]
    assert "Download the bundle" in admin.panel(DEEDS, search)
    assert "does not ask for an erasure" in admin.press(DEEDS, "count_erasure", search=search).text
    assert "does not ask for an erasure" in admin.press(DEEDS, "erase_subject", search=search).text
    answer = admin.post(f"/request/{number}/bundle")
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (200, "application/zip", "no-store")
    inside = zipfile.ZipFile(io.BytesIO(answer.data))
    assert f"person{int(people[2][1:])}@shop.example" in "".join(inside.read(name).decode() for name in inside.namelist())
    assert (row(own_shop, search)["status"], row(own_shop, search)["handled_by"]) == ("exported", "admin")
    assert "Answered: the bundle was handed out." in admin.panel(DEEDS, search)
    with accounts_engine(own_shop.settings).connect() as connection:
        left = connection.execute(select(EXPORT_REGISTER).where(EXPORT_REGISTER.c.subject == f"request:{number}")).mappings().one()
    assert (left["user_name"], left["status"], left["sensitivity"], left["format"]) == ("admin", "done", "identity", "zip")
    assert admin.post(f"/request/{number}/bundle").status_code == 400
    assert "is exported, not open" in admin.press(DEEDS, "refuse_request", search=search, reason="Much too late for it.").text


@pytest.mark.parametrize("name", ["analyst", "finance", "support"])
def test_a_bundle_is_for_who_handles_requests(own_shop: Shop, admin: Person, people: list[str], name: str) -> None:
    number = row(own_shop, asked_for(admin, "access", people[3]))["request_id"]
    assert Person(own_shop, name).post(f"/request/{number}/bundle").status_code == 403
    assert admin.client.post(f"/request/{number}/bundle").status_code == 400
    assert admin.client.get(f"/request/{number}/bundle").status_code in (404, 405)
    assert admin.post("/request/99999/bundle").status_code == 404


# Erasure


def test_an_erasure_is_counted_then_done_and_the_orders_stay(own_shop: Shop, admin: Person, people: list[str]) -> None:
    person = people[4]
    search = asked_for(admin, "erasure", person)
    before = held(own_shop, person)
    counted = admin.press(DEEDS, "count_erasure", search=search)
    assert counted.done
    assert "rows would be replaced" in counted.shown
    assert "Order lines" in counted.shown
    assert held(own_shop, person) == before
    said = admin.press(DEEDS, "erase_subject", search=search)
    number = row(own_shop, search)["request_id"]
    assert said.text == f"The erasure of request {number} is under way."
    assert row(own_shop, search)["status"] == "erased"
    assert held(own_shop, person) == {"Erased"}
    panel = admin.panel(DEEDS, search)
    assert f"The erasure of request {number}, asked for by admin, done" in panel
    assert "Answered: who they are is erased, their orders stay." in panel
    for name in ("count_erasure", "erase_subject"):
        assert not admin.press(DEEDS, name, search=search).done
    other = asked_for(admin, "access", people[5])
    assert "The erasure" not in admin.panel(DEEDS, other)


def test_a_refusal_needs_its_reason_stands_and_is_taken_back(own_shop: Shop, admin: Person, people: list[str]) -> None:
    search = asked_for(admin, "erasure", people[6])
    assert "at least 10 letters" in admin.press(DEEDS, "refuse_request", search=search, reason="No.").text
    assert row(own_shop, search)["status"] == "open"
    assert admin.press(DEEDS, "refuse_request", search=search, reason="An open dispute about an order.").done
    assert (row(own_shop, search)["status"], row(own_shop, search)["reason"]) == ("refused", "An open dispute about an order.")
    assert "While a refusal of an erasure stands" in admin.panel(DEEDS, search)
    before = held(own_shop, people[6])
    another = asked_for(admin, "erasure", people[6])
    for name in ("count_erasure", "erase_subject"):
        assert not admin.press(DEEDS, name, search=another).done
    assert held(own_shop, people[6]) == before
    assert admin.press(DEEDS, "reopen_request", search=search).done
    assert row(own_shop, search)["status"] == "open"
    assert "is open, not refused" in admin.press(DEEDS, "reopen_request", search=search).text


@pytest.mark.parametrize("search", ["", "?request_id=99999", "?request_id=x", "?request_id=1%20or%201=1"])
@pytest.mark.parametrize("name", ["count_erasure", "erase_subject", "refuse_request", "reopen_request"])
def test_a_page_without_a_request_does_nothing(admin: Person, name: str, search: str) -> None:
    answer = admin.press(DEEDS, name, search=search, reason="A reason of some length.")
    assert (answer.done, "No request is named" in answer.text) == (False, True)
    assert "No request is named in this address." in admin.panel(DEEDS, search)


# Retention


def test_a_rule_is_changed_within_its_bounds(own_shop: Shop, admin: Person) -> None:
    assert admin.press(RETENTION, "set_retention", rule="sessions", days="45").text == "45 days from now on."
    assert schedule(own_shop.settings)["sessions"] == 45
    assert "Sessions after their end 45 days" in admin.panel(RETENTION)
    for rule, days, refusal in (
        ("sessions", "0", "takes 1 to"),
        ("sessions", "999999", "takes 1 to"),
        ("sessions", "", "Write a whole number"),
        ("sessions", "4.5", "Write a whole number"),
        ("sessions", "-3", "Write a whole number"),
        ("sessions", "9" * 5000, "Write a whole number"),
        ("audit_events", "30", "takes 2,555 to"),
        ("everything", "30", "There is no retention rule 'everything'"),
        ("", "30", "There is no retention rule"),
    ):
        answer = admin.press(RETENTION, "set_retention", rule=rule, days=days)
        assert (answer.done, refusal in answer.text) == (False, True), answer
    assert schedule(own_shop.settings)["sessions"] == 45
    assert trail(own_shop, "retention_changed")[-1] == ("admin", "retention:sessions", {"before": 30, "after": 45})


def test_what_is_older_is_counted_and_removed_after_the_rules_were_seen(own_shop: Shop, admin: Person) -> None:
    counted = admin.press(RETENTION, "count_retention")
    assert counted.done
    assert all(rule.title in counted.shown for rule in RULES.values())
    assert "The rules are not on the screen." in admin.press(RETENTION, "run_retention").text
    assert trail(own_shop, "retention_run") == []
    assert admin.press(RETENTION, "run_retention", rule="sessions").text == "The retention run is under way."
    assert "The retention run, asked for by admin, done" in admin.panel(RETENTION)
    assert trail(own_shop, "retention_run")[-1][0] == "admin"


LIMITED = [(SEARCH, "search_subject"), (SEARCH, "request_access"), (OPEN, "open_request"), (DEEDS, "count_erasure"),
           (DEEDS, "erase_subject"), (DEEDS, "refuse_request"), (DEEDS, "reopen_request"), (RETENTION, "set_retention"),
           (RETENTION, "count_retention"), (RETENTION, "run_retention")]  # fmt: skip


def test_whoever_reaches_only_a_part_handles_nobody(own_shop: Shop, admin: Person, people: list[str]) -> None:
    search = asked_for(admin, "erasure", people[7])
    fields = {"text": "Person 1", "people": f"corner-shop/{people[7]}", "kind": "access", "reason": "A reason of some length."}
    users.set_scope(accounts_engine(own_shop.settings), "admin", Scope(regions=("Hesse",)))
    try:
        limited = Person(own_shop, "admin")
        for panel, name in LIMITED:
            answer = limited.press(panel, name, f"corner-shop/{people[7]}", search, **fields, rule="sessions", days="60")
            assert (answer.done, "Your reach is limited" in answer.text, answer.shown) == (False, True, ""), name
        assert limited.post(f"/request/{row(own_shop, search)['request_id']}/bundle").status_code == 403
    finally:
        users.set_scope(accounts_engine(own_shop.settings), "admin", Scope())
