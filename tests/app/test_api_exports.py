"""Downloads of the API go through the export policy, as its document says; the registers of the desk itself are not in it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import jsonschema_rs
import pytest
from sqlalchemy import delete, select

from dashapp.auth import export_register
from dashapp.auth.export_policy import POLICY, Rule, Sensitivity
from dashapp.auth.viewer import OPERATOR
from dashapp.db.engines import accounts_engine
from dashapp.db.exports import EXPORT_REGISTER
from queries import catalogue
from queries.desk import is_register
from queries.tables import tables
from tests.app.api_client import BASE, Program, program
from tests.app.conftest import Shop

ORDERS = "/exports/sales/5.0.csv"
REASON = {"X-Export-Reason": quote("Für den Abschluss im März")}
SMALL = Rule(("csv", "xlsx"), 10_000, needs_reason=False, approval_above=20)


@pytest.fixture
def analyst(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Program:
    """A program of an analyst, whose downloads of more than twenty rows wait."""
    monkeypatch.setitem(POLICY, "analyst", {Sensitivity.INTERNAL: SMALL})
    with accounts_engine(shop.settings).begin() as connection:
        connection.execute(delete(EXPORT_REGISTER))
    return program(shop, "analyst")


def answered(asker: Program, path: str, declared: str, **options: Any) -> tuple[int, Any]:
    """Status and body of an answer that is as the document says for this address."""
    document = asker.ask("/openapi.json").get_json()
    with asker.ask(path, **options) as answer:
        said = document["paths"][BASE + declared]["get"]["responses"][str(answer.status_code)]
        said = document["components"]["responses"][said["$ref"].rsplit("/", 1)[1]] if "$ref" in said else said
        schema = said["content"][answer.mimetype]["schema"]
        body = answer.get_json() if answer.is_json else answer.get_data()
        if answer.is_json:
            jsonschema_rs.validate({**schema, "components": document["components"]}, body)
        return answer.status_code, body


def agree(shop: Shop, path: str) -> None:
    export_register.approve(accounts_engine(shop.settings), int(path.rsplit("/", 1)[1]), OPERATOR)


def test_a_large_download_needs_a_reason_and_waits_and_is_had_once(shop: Shop, analyst: Program) -> None:
    declared = "/exports/sales/5.0.{extension}"
    status, body = answered(analyst, ORDERS, declared)
    assert (status, body["needs"], body["approval"]) == (428, "reason", True)
    status, body = answered(analyst, ORDERS, declared, headers=REASON)
    assert (status, body["status"]) == (202, "waiting")
    path = body["download"].removeprefix(BASE)
    assert answered(analyst, path, "/exports/approved/{number}")[0] == 400
    agree(shop, path)
    status, file = answered(analyst, path, "/exports/approved/{number}")
    assert (status, file[:3]) == (200, b"\xef\xbb\xbf")
    assert answered(analyst, path, "/exports/approved/{number}")[0] == 400
    with accounts_engine(shop.settings).connect() as connection:
        entry = connection.execute(select(EXPORT_REGISTER)).mappings().one()
    assert (entry["status"], entry["reason"], entry["subject"]) == ("done", "Für den Abschluss im März", "sales/5.0")
    assert file.count(b"\r\n") == entry["rows"] + 1


def test_a_small_download_is_in_the_register(shop: Shop, analyst: Program) -> None:
    status, _ = answered(analyst, "/exports/sales/0.0.xlsx?country=France", "/exports/sales/0.0.{extension}")
    assert status == 200
    with accounts_engine(shop.settings).connect() as connection:
        assert connection.execute(select(EXPORT_REGISTER.c["subject", "status"])).all() == [("sales/0.0", "done")]


def test_a_request_is_for_whoever_asked_and_for_a_token_that_opens_downloads(shop: Shop, analyst: Program) -> None:
    path = analyst.ask(ORDERS, headers=REASON).get_json()["download"].removeprefix(BASE)
    agree(shop, path)
    assert answered(program(shop, "finance"), path, "/exports/approved/{number}")[0] == 404
    assert program(shop, "analyst", ("metrics:read",), name="figures").ask(path).status_code == 403
    for wrong in ("0", "99999999", "x", "9" * 30, "%00"):
        assert analyst.ask(f"/exports/approved/{wrong}").status_code == 404, wrong
    assert analyst.ask(f"{path}?format=csv").status_code == 400


def test_the_header_is_in_the_document_and_a_bad_one_is_refused(analyst: Program) -> None:
    found = analyst.ask("/openapi.json").get_json()["paths"][f"{BASE}/exports/sales/5.0.{{extension}}"]["get"]
    assert [one["name"] for one in found["parameters"] if one["in"] == "header"] == ["X-Export-Reason"]
    assert answered(analyst, ORDERS, "/exports/sales/5.0.{extension}", headers={"X-Export-Reason": "x"})[0] == 400


def test_no_register_is_in_the_api(shop: Shop) -> None:
    admin, names = program(shop, "admin"), catalogue.registers()
    assert names
    assert not set(names) & set(catalogue.queries())
    document = admin.ask("/openapi.json").get_json()["paths"]
    for name, register in names.items():
        assert admin.ask(f"/queries/{name}").status_code == 403
        assert f"{BASE}/queries/{name}" not in document
        own = set(register.tables) - set(tables())
        assert register.database == catalogue.WAREHOUSE or own == set(register.tables)
        assert {admin.ask(f"/tables/{table}/rows").status_code for table in own} <= {404}
    cards = [key for page in shop.desk.pages.values() for key, card in page.cards() if is_register(card)]
    assert cards
    for key in cards:
        assert f"{BASE}/exports/{key}.{{extension}}" not in document
        assert admin.ask(f"/exports/{key}.csv").status_code == 404
