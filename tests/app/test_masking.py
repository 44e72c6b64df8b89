"""T-SEC-3: whoever may not know customers never receives a literal name or address of one, in whatever they ask for."""

from __future__ import annotations

import io
import itertools
import zipfile
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from sqlalchemy import delete, select, text

import layouts
from dashapp.auth import export_register
from dashapp.auth.roles import ROLES
from dashapp.auth.viewer import stand_in
from dashapp.charts import bars
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.db.engines import accounts_engine, warehouse_engine
from dashapp.db.exports import EXPORT_REGISTER
from dashapp.errors import Forbidden
from dashapp.page import Chart, Grid, Kpi
from queries import catalogue
from queries.cards import Question, query_table
from tests.app.asking import body, callback_named, post
from tests.app.conftest import Shop
from tests.app.taking import REASON
from tests.app.test_access import WIDGETS, opens

PAGES = layouts.pages()
CARDS = [(page, key, card) for page in PAGES.values() for key, card in page.cards()]
MASKED = [name for name in ROLES if "email" in stand_in(name).masked_tags]
ASKED = "source=corner-shop&order_id=O00001&from=2026-01-01&to=2026-06-30"
# Whom a page does not open to is told nothing of it; tests/app/test_access.py says so for every card.
PAIRS = [(role, card) for role, card in itertools.product(MASKED, CARDS) if opens(role, card[0])]
by_card = pytest.mark.parametrize(("role", "card"), PAIRS, ids=lambda given: given if isinstance(given, str) else given[1])


@pytest.fixture(scope="module")
def secrets(shop: Shop) -> tuple[bytes, ...]:
    """What the shop knows of its customers: every name and every e-mail address, as it stands in the warehouse."""
    with warehouse_engine(shop.settings).connect() as connection:
        rows = connection.execute(text("select customer_name, customer_email from dim_customers where customer_key > 0")).all()
    known = {str(value).encode() for row in rows for value in row} - {b"Not recorded"}
    assert len(known) > 60
    return tuple(sorted(known))


@pytest.fixture(scope="module")
def clients(shop: Shop) -> Iterator[dict]:
    yield {role: shop.client(role) for role in ROLES}
    with accounts_engine(shop.settings).begin() as connection:
        connection.execute(delete(EXPORT_REGISTER))


def told(stream: bytes, secrets: tuple[bytes, ...]) -> list[bytes]:
    """The secrets in a stream; a workbook is unpacked first."""
    if stream[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(stream)) as packed:
            stream = b"".join(packed.read(name) for name in packed.namelist())
    return [secret for secret in secrets if secret in stream]


def block(sort: list | None = None, where: dict | None = None) -> dict:
    return {"startRow": 0, "endRow": 500, "sortModel": sort or [], "filterModel": where or {}}


def asked_of_card(shop: Shop, client, key: str, card: object, request: dict) -> bytes:
    values = {"filters.data": f"?{ASKED}", "grid.getRowsRequest": request}
    return post(client, body(shop.app, callback_named(shop.app, WIDGETS[type(card)]), key, values)).get_data()


def drawer(shop: Shop, client, key: str, name: str) -> bytes:
    asked = body(shop.app, callback_named(shop.app, "drawer.is_open"), key, {"filters.data": f"?{ASKED}"})
    asked["inputs"] = [[{"id": {"action": name, "key": key}, "property": "n_clicks", "value": 1}]]
    asked["changedPropIds"] = [f'{{"action":"{name}","key":"{key}"}}.n_clicks']
    return post(client, asked).get_data()


def test_the_search_finds_what_is_told(shop: Shop, clients, secrets: tuple[bytes, ...]) -> None:
    """Support sees everybody on the screen: the tests below would see a leak."""
    stream = asked_of_card(shop, clients["support"], "segments/3.0", PAGES["segments"].card("segments/3.0"), block())
    assert len(told(stream, secrets)) > 30


@by_card
def test_t_sec_3_cards_and_drawers(shop: Shop, clients, secrets: tuple[bytes, ...], role: str, card) -> None:
    _, key, declared = card
    assert told(asked_of_card(shop, clients[role], key, declared, block()), secrets) == []
    for name in ("info", "table"):
        assert told(drawer(shop, clients[role], key, name), secrets) == []


@by_card
def test_t_sec_3_downloads(clients, secrets: tuple[bytes, ...], role: str, card) -> None:
    _, key, declared = card
    for extension in ("csv", "xlsx"):
        with clients[role].get(f"/export/{key}.{extension}?{ASKED}") as answer:
            assert told(answer.get_data(), secrets) == []
    if isinstance(declared, Chart):
        cookie = clients[role].get_cookie("_csrf_token")
        answer = clients[role].post(f"/export/{key}.png?{ASKED}", headers={"X-CSRFToken": cookie.value})
        assert told(answer.get_data(), secrets) == []


@pytest.mark.parametrize(("role", "name"), list(itertools.product(MASKED, PAGES)))
def test_t_sec_3_pages_and_workbooks(shop: Shop, clients, secrets: tuple[bytes, ...], role: str, name: str) -> None:
    with clients[role].get(f"/export/{name}.xlsx?{ASKED}") as answer:
        assert told(answer.get_data(), secrets) == []
    routed = body(
        shop.app, callback_named(shop.app, "page.children"), "", {"location.pathname": f"/{name}", "location.search": f"?{ASKED}"}
    )
    assert told(post(clients[role], routed).get_data(), secrets) == []
    assert told(clients[role].get(f"/{name}?{ASKED}").get_data(), secrets) == []


@pytest.mark.parametrize(("role", "card"), [(role, card) for role, card in PAIRS if isinstance(card[2], Grid)], ids=str)
def test_t_sec_3_masked_columns_cannot_be_found_out(shop: Shop, clients, secrets: tuple[bytes, ...], role: str, card) -> None:
    """By neither order nor filter, on the screen or in a download: one refusal, whether there is such a customer or not."""
    _, key, declared = card
    hidden = [column for column in catalogue.query(declared.source).columns if column.tag in stand_in(role).masked_tags]
    for column in hidden:
        tries = [({column.name: {"filterType": "text", "type": kind, "filter": word}}, []) for kind in ("startsWith", "contains", "equals")
                 for word in ("person1", "nobody")]  # fmt: skip
        tries += [({column.name: {"filterType": "text", "type": "blank"}}, []), ({}, [{"colId": column.name, "sort": "asc"}])]
        for where, sort in tries:
            stream = asked_of_card(shop, clients[role], key, declared, block(sort, where))
            assert b"is masked for the role" in stream
            assert b'"rowCount":0' in stream
            state = quote(f'{{"filterModel": {str(where).replace(chr(39), chr(34))}, "sortModel": {str(sort).replace(chr(39), chr(34))}}}')
            for extension in ("csv", "xlsx"):
                answer = clients[role].get(f"/export/{key}.{extension}?{ASKED}&grid={state}", headers=REASON)
                assert (answer.status_code, told(answer.get_data(), secrets)) == (403, [])


@pytest.mark.parametrize("role", MASKED)
def test_t_sec_3_an_address_in_the_filters_is_not_handed_on(shop: Shop, clients, role: str) -> None:
    """Somebody who guesses an address finds it neither in the SQL nor on a cover, in the register or in the audit trail."""
    guessed = "person1@shop.example"
    for key in ("sales/2.0", "overview/1.0"):
        asked = body(
            shop.app, callback_named(shop.app, "drawer.is_open"), key, {"filters.data": f"?customer={quote(guessed)}&country={guessed}"}
        )
        asked["inputs"] = [[{"id": {"action": "info", "key": key}, "property": "n_clicks", "value": 1}]]
        asked["changedPropIds"] = [f'{{"action":"info","key":"{key}"}}.n_clicks']
        assert guessed.encode() not in post(clients[role], asked).get_data()
        with clients[role].get(f"/export/{key}.xlsx?country={quote(guessed)}") as answer:
            assert told(answer.get_data(), (guessed.encode(),)) == []
    with accounts_engine(shop.settings).connect() as connection:
        kept = [str(tuple(row)) for table in (AUDIT_EVENTS, EXPORT_REGISTER) for row in connection.execute(select(table))]
    assert [row for row in kept if "shop.example" in row] == []


@pytest.mark.parametrize("role", MASKED)
def test_t_sec_3_pickers_and_errors(shop: Shop, clients, secrets: tuple[bytes, ...], role: str) -> None:
    for name, page in PAGES.items():
        asked = body(shop.app, callback_named(shop.app, '{"filter":["ALL"]}.options'), "", {"page-loaded.data": name})
        filters = [dimension for dimension in page.filters if dimension != "dates"]
        asked["outputs"] = [[{"id": {"filter": one}, "property": "options"} for one in filters], []]
        asked["state"] = [
            [{"id": {"filter": one}, "property": "id", "value": {"filter": one}} for one in filters],
            [], [{"id": {"filter": one}, "property": "options", "value": []} for one in filters], [],
            {"id": "location", "property": "search", "value": ""},
        ]  # fmt: skip
        answer = post(clients[role], asked)
        assert answer.status_code in ((200,) if opens(role, page) else (403,)), answer.get_data(as_text=True)[:300]
        assert told(answer.get_data(), secrets) == []
    for address in (
        "/export/segments/3.0.csv?from=x",
        "/export/order/0.0.csv?order_id=x&source=%27",
        "/export/nowhere/0.0.csv",
        "/nowhere",
    ):
        assert told(clients[role].get(address).get_data(), secrets) == []


def test_t_sec_3_support_takes_nothing_out_of_the_house(clients, secrets: tuple[bytes, ...]) -> None:
    for page, key, _ in CARDS:
        answer = clients["support"].get(f"/export/{key}.csv?{ASKED}")
        assert (answer.status_code, told(answer.get_data(), secrets)) == (403, []), page.name


def test_t_sec_3_the_register_is_listed_without_customers(shop: Shop, clients, secrets: tuple[bytes, ...]) -> None:
    with clients["analyst"].get(f"/export/segments/3.0.csv?{ASKED}") as answer:
        assert answer.status_code == 200
    listed = export_register.listed(accounts_engine(shop.settings), stand_in("admin"))
    assert not listed.empty
    assert told(listed.frame.to_csv().encode(), secrets) == []


@pytest.mark.parametrize("card", [Chart("segmentation.customers", bars(x="customer_name", y="monetary"), title="Names"),
                                  Kpi("segmentation.customers", "customer_email")], ids=["chart", "kpi"])  # fmt: skip
def test_nothing_is_drawn_from_a_masked_column(shop: Shop, card: Chart | Kpi) -> None:
    page = PAGES["segments"]
    with pytest.raises(Forbidden, match="so it cannot be drawn"):
        query_table(shop.desk, Question(page, card, stand_in("analyst"), ""))
    assert not query_table(shop.desk, Question(page, card, stand_in("support"), "")).empty
