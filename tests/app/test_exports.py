"""Downloads by policy: formats, caps, reasons, a second person, the register; and an approval is used once, by its requester."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import quote

import openpyxl
import pytest
from sqlalchemy import delete, select, update

from dashapp.auth import export_register, users
from dashapp.auth.export_policy import POLICY, Rule, Sensitivity
from dashapp.auth.permissions import Permission
from dashapp.auth.roles import ROLES
from dashapp.auth.scope import Scope
from dashapp.auth.viewer import Viewer, stand_in
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.db.engines import accounts_engine
from dashapp.db.exports import EXPORT_REGISTER
from dashapp.errors import Forbidden, UserError
from dashapp.page import Kpi, Page, Row
from tests.app.conftest import Shop

REASON = {"X-Export-Reason": quote("Für den Abschluss im März")}
ORDERS = "/export/sales/5.0.csv?from=2026-01-01&to=2026-06-30"
SMALL = Rule(("csv", "xlsx"), 10_000, needs_reason=False, approval_above=20)


@pytest.fixture(autouse=True)
def empty_register(shop: Shop) -> None:
    """Other files download from the same shop."""
    with accounts_engine(shop.settings).begin() as connection:
        connection.execute(delete(EXPORT_REGISTER))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """An analyst's download of more than twenty rows waits."""
    monkeypatch.setitem(POLICY, "analyst", {Sensitivity.INTERNAL: SMALL})


@pytest.fixture
def knowing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Gives the analyst a role that also knows customers and hands that out."""
    held = ROLES["analyst"].permissions | {Permission.CUSTOMER_IDENTITY_VIEW, Permission.IDENTITY_EXPORT}
    monkeypatch.setitem(ROLES, "evidence", replace(ROLES["analyst"], name="evidence", permissions=held))
    monkeypatch.setitem(POLICY, "evidence", {Sensitivity.INTERNAL: SMALL, Sensitivity.IDENTITY: SMALL})
    yield lambda: users.set_role(accounts_engine(shop.settings), "analyst", "evidence")
    users.set_role(accounts_engine(shop.settings), "analyst", "analyst")


@pytest.fixture
def books(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> str:
    """A page with a cost on it."""
    rows = (Row(Kpi("net_sales"), Kpi("cogs"), Kpi("gross_margin")),)
    page = Page("books", "Books", "Home", Permission.OVERVIEW_VIEW, "What do we earn?", ("dates",), rows)
    monkeypatch.setitem(shop.desk.pages, "books", page)  # type: ignore[arg-type]
    return "/export/books.xlsx"


def viewer(shop: Shop, name: str) -> Viewer:
    found = users.user(accounts_engine(shop.settings), name)
    return replace(stand_in(found.role), user_id=found.user_id, name=name)


def register(shop: Shop) -> list[dict]:
    with accounts_engine(shop.settings).connect() as connection:
        return [dict(row) for row in connection.execute(select(EXPORT_REGISTER).order_by(EXPORT_REGISTER.c.number)).mappings()]


def audited(shop: Shop, action: str) -> list[tuple[str, dict]]:
    chosen = select(AUDIT_EVENTS).where(AUDIT_EVENTS.c.action == action).order_by(AUDIT_EVENTS.c.sequence)
    with accounts_engine(shop.settings).connect() as connection:
        return [(row.subject, json.loads(row.detail)) for row in connection.execute(chosen)]


def requested(shop: Shop, address: str = ORDERS) -> int:
    """A waiting request of the analyst."""
    answer = shop.client("analyst").get(address, headers=REASON)
    assert answer.status_code == 202, answer.get_data(as_text=True)
    return answer.get_json()["export"]


def approved(shop: Shop) -> int:
    number = requested(shop)
    export_register.approve(accounts_engine(shop.settings), number, viewer(shop, "finance"))
    return number


def test_every_download_has_a_row_and_an_event(shop: Shop) -> None:
    client = shop.client("analyst")
    for address in (ORDERS, "/export/overview/1.0.xlsx", "/export/overview.xlsx"):
        with client.get(address) as answer:
            assert answer.status_code == 200
    cookie = client.get_cookie("_csrf_token")
    assert client.post("/export/overview/1.0.png", headers={"X-CSRFToken": cookie.value if cookie else ""}).status_code == 200
    entries = register(shop)
    assert [(entry["subject"], entry["format"], entry["status"]) for entry in entries] == [
        ("sales/5.0", "csv", "done"), ("overview/1.0", "xlsx", "done"), ("overview", "xlsx", "done"), ("overview/1.0", "png", "done"),
    ]  # fmt: skip
    assert {entry["user_name"] for entry in entries} == {"analyst"}
    assert entries[0]["search"] == "from=2026-01-01&to=2026-06-30"
    assert entries[0]["rows"] > 300
    assert "net_sales" in entries[0]["columns"]
    assert entries[0]["masked_tags"] == ["address", "email", "name", "phone"]
    assert [detail["number"] for _, detail in audited(shop, "exported")][-4:] == [entry["number"] for entry in entries]


def test_days_that_follow_the_data_are_spelled_out_in_the_register(shop: Shop) -> None:
    with shop.client("analyst").get("/export/sales/5.0.csv") as answer:
        assert answer.status_code == 200
    assert register(shop)[0]["search"] == "from=2026-06-01&to=2026-06-30"


def test_a_reason_is_asked_for_and_kept(shop: Shop, books: str) -> None:
    client = shop.client("analyst")
    missing = client.get(books)
    assert missing.status_code == 428
    body = missing.get_json()
    assert (body["needs"], body["sensitivity"], body["approval"]) == ("reason", "cost", False)
    assert "costs or margins" in body["error"]
    assert register(shop) == []
    assert client.get(books, headers={"X-Export-Reason": "x"}).status_code == 400
    with client.get(books, headers=REASON) as answer:
        assert answer.status_code == 200
    entry = register(shop)[0]
    assert (entry["reason"], entry["sensitivity"]) == ("Für den Abschluss im März", "cost")


def test_the_cover_says_number_and_sensitivity_and_what_was_left_out(shop: Shop, books: str) -> None:
    def cover(role: str) -> dict[str, str]:
        with shop.client(role).get(books, headers=REASON) as answer:
            assert answer.status_code == 200, answer.get_data(as_text=True)
            sheet = openpyxl.load_workbook(io.BytesIO(answer.get_data())).worksheets[0]
            return {str(row[0]): str(row[1]) for row in sheet.iter_rows(values_only=True)}

    finance, marketing = cover("finance"), cover("marketing")
    numbers = [entry["number"] for entry in register(shop)]
    assert (finance["Made by"], finance["Export"], finance["Sensitivity"]) == ("finance", f"Number {numbers[0]} of the register", "cost")
    assert "Left out" not in finance
    assert (marketing["Left out"], marketing["Sensitivity"]) == ("Cost of goods", "cost")


def test_formats_and_rows_are_limited(shop: Shop, books: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shop.client("executive").get("/export/books/0.1.csv").status_code == 403
    assert shop.client("marketing").get("/export/books/0.1.xlsx", headers=REASON).status_code == 403
    with shop.client("executive").get("/export/books/0.1.xlsx") as answer:
        assert answer.status_code == 200
    monkeypatch.setitem(POLICY, "analyst", {Sensitivity.INTERNAL: replace(SMALL, most_rows=60)})
    refused = shop.client("analyst").get(ORDERS, headers=REASON)
    assert refused.status_code == 403
    assert "one download holds 60 at most" in refused.get_json()["error"]
    assert audited(shop, "refused")[-1][0] == "export:sales/5.0"


@pytest.mark.parametrize("role", sorted(set(ROLES) - set(POLICY)))
def test_a_role_without_a_policy_takes_nothing_along(shop: Shop, role: str) -> None:
    assert shop.client(role).get(ORDERS).status_code == 403


@pytest.mark.usefixtures("small")
def test_a_large_download_waits_and_is_run_again_once(shop: Shop) -> None:
    client = shop.client("analyst")
    assert client.get(ORDERS).get_json()["approval"] is True
    number = requested(shop)
    assert client.get(f"/export/approved/{number}").status_code == 400
    export_register.approve(accounts_engine(shop.settings), number, viewer(shop, "finance"))
    with client.get(f"/export/approved/{number}") as answer:
        assert answer.status_code == 200
        assert answer.get_data(as_text=True).count("\r\n") == register(shop)[0]["rows"] + 1
    again = client.get(f"/export/approved/{number}")
    assert (again.status_code, again.get_json()["error"]) == (400, f"Export {number} has been used.")
    assert [(entry["status"], entry["reason"]) for entry in register(shop)] == [("done", "Für den Abschluss im März")]


@pytest.mark.usefixtures("small")
def test_the_approved_format_is_the_one_that_is_given(shop: Shop) -> None:
    number = requested(shop, ORDERS.replace(".csv", ".xlsx"))
    export_register.approve(accounts_engine(shop.settings), number, viewer(shop, "admin"))
    with shop.client("analyst").get(f"/export/approved/{number}") as answer:
        assert answer.get_data()[:2] == b"PK"
    assert shop.client("analyst").get(ORDERS).status_code == 428


@pytest.mark.usefixtures("small")
def test_nobody_else_finds_an_approved_request(shop: Shop) -> None:
    number = approved(shop)
    for name in ("executive", "finance", "admin"):
        assert shop.client(name).get(f"/export/approved/{number}").status_code == 404
    assert shop.client("analyst").get(f"/export/approved/{number + 1000}").status_code == 404
    assert register(shop)[0]["status"] == "approved"


@pytest.mark.usefixtures("small")
def test_an_approval_lapses_after_a_week(shop: Shop) -> None:
    number = approved(shop)
    with accounts_engine(shop.settings).begin() as connection:
        connection.execute(update(EXPORT_REGISTER).values(decided_at=EXPORT_REGISTER.c.decided_at - export_register.LAPSES_AFTER - 5))
    answer = shop.client("analyst").get(f"/export/approved/{number}")
    assert (answer.status_code, answer.get_json()["error"]) == (400, f"Export {number} has lapsed: ask again.")


@pytest.mark.usefixtures("small")
def test_a_request_that_nobody_decides_lapses(shop: Shop) -> None:
    number = requested(shop)
    with accounts_engine(shop.settings).begin() as connection:
        connection.execute(update(EXPORT_REGISTER).values(asked_at=EXPORT_REGISTER.c.asked_at - export_register.LAPSES_AFTER - 5))
    with pytest.raises(UserError, match="lapsed"):
        export_register.approve(accounts_engine(shop.settings), number, viewer(shop, "finance"))


@pytest.mark.usefixtures("small")
def test_scope_and_role_are_those_of_the_moment(shop: Shop) -> None:
    engine, number = accounts_engine(shop.settings), approved(shop)
    client = shop.client("analyst")
    try:
        users.set_role(engine, "analyst", "support")
        assert shop.client("analyst").get(f"/export/approved/{number}").status_code == 403
        users.set_role(engine, "analyst", "analyst")
        users.set_scope(engine, "analyst", Scope(regions=("Hesse",)))
        client = shop.client("analyst")
        with client.get(f"/export/approved/{number}") as answer:
            text = answer.get_data(as_text=True)
        assert "Germany" in text
        assert "France" not in text
        assert "Spain" not in text
    finally:
        users.set_role(engine, "analyst", "analyst")
        users.set_scope(engine, "analyst", Scope())
    assert register(shop)[0]["rows"] == text.count("\r\n") - 1


@pytest.mark.usefixtures("small")
def test_an_approval_does_not_cover_more_than_was_agreed(shop: Shop, knowing: Callable[[], None]) -> None:
    number = requested(shop, "/export/segments/3.0.csv")
    export_register.approve(accounts_engine(shop.settings), number, viewer(shop, "finance"))
    knowing()
    answer = shop.client("analyst").get(f"/export/approved/{number}")
    assert answer.status_code == 400
    assert "was approved as internal" in answer.get_json()["error"]
    assert register(shop)[0]["status"] == "approved"


def test_the_register_holds_nothing_that_tells_who_a_customer_is(shop: Shop, knowing: Callable[[], None]) -> None:
    knowing()
    client = shop.client("analyst")
    one = {"filterModel": {"customer_email": {"filterType": "text", "type": "equals", "filter": "person1@shop.example"}}}
    with client.get(f"/export/segments/3.0.csv?grid={quote(json.dumps(one))}") as answer:
        assert "person1@shop.example" in answer.get_data(as_text=True)
    most = {"filterModel": {"customer_email": {"filterType": "text", "type": "contains", "filter": "@shop.example"}}}
    refused = client.get(f"/export/segments/3.0.csv?grid={quote(json.dumps(most))}", headers=REASON)
    assert (refused.status_code, "Clear that filter" in refused.get_json()["error"]) == (400, True)
    assert [entry["sensitivity"] for entry in register(shop)] == ["identity"]
    kept = json.dumps(register(shop)) + json.dumps(audited(shop, "exported"))
    assert "shop.example" not in kept
    assert "Person 1" not in kept


@pytest.mark.usefixtures("small")
def test_a_second_person_decides(shop: Shop) -> None:
    engine, number = accounts_engine(shop.settings), requested(shop)
    for decide in (export_register.approve, export_register.refuse):
        with pytest.raises(Forbidden, match=r"exports\.approve"):
            decide(engine, number, viewer(shop, "executive"))
        with pytest.raises(Forbidden, match="your own request"):
            decide(engine, number, replace(viewer(shop, "admin"), user_id=viewer(shop, "analyst").user_id))
    export_register.refuse(engine, number, viewer(shop, "admin"))
    with pytest.raises(UserError, match="was refused"):
        export_register.approve(engine, number, viewer(shop, "finance"))
    assert shop.client("analyst").get(f"/export/approved/{number}").status_code == 400
    requester = viewer(shop, "analyst").user_id
    assert audited(shop, "export_refused")[-1] == (f"export:{number}", {"requester": requester, "rows": register(shop)[0]["rows"]})
    assert register(shop)[0]["decided_by"] == viewer(shop, "admin").user_id


@pytest.mark.usefixtures("small")
def test_people_list_their_own_and_approvers_all(shop: Shop) -> None:
    engine, number = accounts_engine(shop.settings), approved(shop)
    with shop.client("executive").get(ORDERS) as answer:
        assert answer.status_code == 200
    everything = export_register.listed(engine, viewer(shop, "finance")).records()
    assert [(row["user_name"], row["status"]) for row in everything] == [("executive", "done"), ("analyst", "approved")]
    assert everything[1]["decided_by_name"] == "finance"
    assert [row["number"] for row in export_register.listed(engine, viewer(shop, "analyst")).records()] == [number]
    assert export_register.listed(engine, viewer(shop, "finance"), "waiting").empty
    with pytest.raises(UserError, match="lost"):
        export_register.listed(engine, viewer(shop, "finance"), "lost")


@pytest.mark.parametrize("grid", ["{", "[]", "7", "null"])
def test_a_grid_state_that_is_none_is_refused_or_ignored(shop: Shop, grid: str) -> None:
    with shop.client("analyst").get(f"{ORDERS}&grid={quote(grid)}") as answer:
        assert answer.status_code == (400 if grid == "{" else 200)
