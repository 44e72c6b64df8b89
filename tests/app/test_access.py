"""Role x page x callback x download, made from the declarations: what a role may not see answers 403, whatever is asked."""

from __future__ import annotations

import itertools

import pytest

import layouts
from callbacks.actions import ACTIONS
from dashapp.auth.permissions import Permission
from dashapp.auth.roles import ROLES
from dashapp.auth.secured import is_secured
from dashapp.page import Chart, Facts, Grid, Kpi, Page, Panel, Scorecard, can_be_taken
from tests.app.asking import body, callback_named, post, press
from tests.app.conftest import Shop
from tests.app.taking import REASON, formats

PAGES = layouts.pages()
CARDS = [(page, key, card) for page in PAGES.values() for key, card in page.cards()]
WIDGETS = {Kpi: '"widget":"kpi"}', Chart: '"widget":"chart"}.figure', Scorecard: '"widget":"scorecard"}', Facts: '"widget":"facts"}',
           Grid: '"widget":"grid"}.getRowsResponse', Panel: '"widget":"panel"}.children'}  # fmt: skip
PAIRS = list(itertools.product(ROLES, PAGES))
ROLES_AND_CARDS = list(itertools.product(ROLES, CARDS))
FIRST_BLOCK = {"startRow": 0, "endRow": 20, "sortModel": [], "filterModel": {}}


def opens(role: str, page: Page) -> bool:
    return page.permission in ROLES[role].permissions


# What pages of one order or one person are asked with.
ASKED = "?source=corner-shop&order_id=O00001&customer_id=C001&user_name=admin&request_id=1&check_name=orders.wrong_totals"


@pytest.fixture(scope="module")
def clients(shop: Shop):
    return {role: shop.client(role) for role in ROLES}


@pytest.mark.parametrize(("role", "name"), PAIRS)
def test_t_sec_1_a_page_answers_by_role(shop: Shop, clients, role: str, name: str) -> None:
    assert clients[role].get(f"/{name}").status_code == (200 if opens(role, PAGES[name]) else 403)


@pytest.mark.parametrize(("role", "card"), ROLES_AND_CARDS, ids=lambda given: given if isinstance(given, str) else given[1])
def test_t_sec_1_a_card_answers_by_role(shop: Shop, clients, role: str, card) -> None:
    page, key, declared = card
    values = {"filters.data": ASKED, "grid.getRowsRequest": FIRST_BLOCK}
    asked = body(shop.app, callback_named(shop.app, WIDGETS[type(declared)]), key, values)
    answer = post(clients[role], asked)
    assert answer.status_code == (200 if opens(role, page) else 403), answer.get_data(as_text=True)[:300]
    if not opens(role, page):
        assert set(answer.get_json()) == {"error", "reference"}


@pytest.mark.parametrize(("role", "card"), ROLES_AND_CARDS, ids=lambda given: given if isinstance(given, str) else given[1])
def test_t_sec_1_the_drawer_answers_by_role(shop: Shop, clients, role: str, card) -> None:
    page, key, _ = card
    asked = body(shop.app, callback_named(shop.app, "drawer.is_open"), key, {"filters.data": ASKED})
    pressed = {"action": "info", "key": key}
    asked["inputs"] = [[{"id": pressed, "property": "n_clicks", "value": 1}]]
    asked["changedPropIds"] = ['{"action":"info","key":"' + key + '"}.n_clicks']
    answer = post(clients[role], asked)
    assert answer.status_code == (200 if opens(role, page) else 403)
    if not opens(role, page):
        assert set(answer.get_json()) == {"error", "reference"}
    if opens(role, page) and not isinstance(card[2], Panel):
        has_sql = "select * from" in answer.get_data(as_text=True)
        assert has_sql == (Permission.SQL_VIEW in ROLES[role].permissions)


@pytest.mark.parametrize(("role", "card"), ROLES_AND_CARDS, ids=lambda given: given if isinstance(given, str) else given[1])
def test_t_sec_1_downloads_answer_by_role(shop: Shop, clients, role: str, card) -> None:
    page, key, _ = card
    for extension in ("csv", "xlsx"):
        may = opens(role, page) and Permission.DATA_EXPORT in ROLES[role].permissions and extension in formats(role, page, card[2])
        with clients[role].get(f"/export/{key}.{extension}{ASKED}", headers=REASON) as answer:
            assert answer.status_code == ((200 if can_be_taken(card[2]) else 404) if may else 403), answer.get_data(as_text=True)[:300]
            if not opens(role, page):
                assert set(answer.get_json()) == {"error", "reference"}


@pytest.mark.parametrize(("role", "name"), PAIRS)
def test_t_sec_1_workbooks_answer_by_role(shop: Shop, clients, role: str, name: str) -> None:
    taken = any(can_be_taken(card) for _, card in PAGES[name].cards())
    may = taken and opens(role, PAGES[name]) and Permission.DATA_EXPORT in ROLES[role].permissions
    with clients[role].get(f"/export/{name}.xlsx{ASKED}", headers=REASON) as answer:
        assert answer.status_code == (200 if may else 403)


PRESSED = [
    (name, key) for name, action in ACTIONS.items() for _, key, card in CARDS if isinstance(card, Panel) and card.source == action.panel
]
READING = {"check_chain", "count_retention"}
ROLES_AND_ACTIONS = list(itertools.product(ROLES, PRESSED))


@pytest.mark.parametrize(("role", "pressed"), ROLES_AND_ACTIONS, ids=lambda given: given if isinstance(given, str) else given[0])
def test_t_sec_1_an_action_answers_by_role(shop: Shop, clients, role: str, pressed) -> None:
    """With nothing filled in, an action that is allowed is refused as a person's mistake, and changes nothing; or it only reads."""
    name, key = pressed
    answer = press(shop.app, clients[role], name, key)
    allowed = opens(role, PAGES[key.partition("/")[0]]) and ACTIONS[name].permission in ROLES[role].permissions
    assert answer.status_code == (200 if allowed else 403), answer.get_data(as_text=True)[:300]
    if allowed:
        assert answer.get_json()["response"]["acted"]["data"]["kind"] == ("good" if name in READING else "error")


def test_every_action_has_a_panel_and_no_panel_lends_its_page_to_others(shop: Shop) -> None:
    assert {name for name, _ in PRESSED} == set(ACTIONS)
    key = next(key for name, key in PRESSED if name == "invite")
    for name, other in (("deactivate", key), ("invite", "sales/0.0"), ("nothing", key), ("invite", "nowhere/0.0")):
        answer = press(shop.app, shop.client("admin"), name, other)
        said = answer.get_data(as_text=True)
        assert "has no action" in said or "There is no card" in said, (name, other, said[:200])


def test_every_callback_goes_through_the_permission_check(shop: Shop) -> None:
    served = {name: found["callback"] for name, found in shop.app.callback_map.items() if "callback" in found}
    assert len(served) >= 8
    assert [name for name, function in served.items() if not is_secured(function)] == []


@pytest.mark.parametrize("key", ["nowhere/0.0", "sales/99.9", "", "sales", "../etc/passwd", "sales/0.0'--", "segments/0.0 "])
def test_a_forged_key_is_refused(shop: Shop, key: str) -> None:
    asked = body(shop.app, callback_named(shop.app, WIDGETS[Kpi]), key, {"filters.data": ""})
    assert post(shop.client("analyst"), asked).status_code in (400, 403, 404)


@pytest.mark.parametrize("path", ["/segments", "/segments/", "//segments", "/segments/../segments", "/%73egments", "/segments?x=1"])
def test_a_page_is_refused_however_its_path_is_spelled(shop: Shop, path: str) -> None:
    answer = shop.client("operations").get(path, follow_redirects=False)
    assert answer.status_code in (301, 302, 308, 403, 404)
    routed = body(shop.app, callback_named(shop.app, "page.children"), "", {"location.pathname": path.partition("?")[0]})
    text = post(shop.client("operations"), routed).get_data(as_text=True)
    assert "Segments & RFM" not in text or "tr-state-forbidden" in text
    assert '"kpi"' not in text


@pytest.mark.parametrize("output", ["nothing.children", "", None, '{"widget":"other","key":["MATCH"]}.children', 7])
def test_an_unknown_callback_is_refused(shop: Shop, output: object) -> None:
    assert post(shop.client("admin"), {"output": output, "outputs": [], "inputs": [], "state": [], "changedPropIds": []}).status_code == 403


def test_a_role_without_a_page_lands_on_a_page_that_says_so(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, page in PAGES.items():
        if opens("fraud_analyst", page):
            monkeypatch.delitem(shop.desk.pages, name)  # type: ignore[arg-type]
    routed = body(shop.app, callback_named(shop.app, "page.children"), "", {"location.pathname": "/"})
    assert "Your role has no page yet" in post(shop.client("fraud_analyst"), routed).get_data(as_text=True)


@pytest.mark.parametrize("path", ["/_dash-layout", "/_dash-dependencies", "/_dash-component-suites/dash/dcc/x.js", "/assets/cards.js",
                                  "/export/sales.xlsx", "/_mcp", "/_reload-hash", "/overview", "//admin"])  # fmt: skip
def test_nothing_is_public_but_the_sign_in_page(shop: Shop, path: str) -> None:
    answer = shop.app.server.test_client().get(path)
    assert answer.status_code in (302, 308, 401)
    assert "kpi" not in answer.get_data(as_text=True)


def test_names_and_addresses_of_customers_never_reach_a_masked_role(shop: Shop) -> None:
    for role in ("analyst", "support"):
        client = shop.client(role)
        asked = body(
            shop.app, callback_named(shop.app, WIDGETS[Grid]), "segments/3.0", {"filters.data": "", "grid.getRowsRequest": FIRST_BLOCK}
        )
        text = post(client, asked).get_data(as_text=True)
        assert ("@shop.example" in text) == (role == "support")
    with shop.client("analyst").get("/export/segments/3.0.csv") as answer:
        assert "@shop.example" not in answer.get_data(as_text=True)
