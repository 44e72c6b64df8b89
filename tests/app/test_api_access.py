"""Who gets into the API: role x endpoint x verb, tokens of every kind, and nobody by cookie. Made from the declarations."""

from __future__ import annotations

import dataclasses
import itertools
import json
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from sqlalchemy import select, update

import layouts
from api import ENDPOINTS
from dashapp.auth import users
from dashapp.auth.permissions import Permission
from dashapp.auth.roles import ROLES
from dashapp.auth.scope import Scope
from dashapp.auth.tokens import OPENS, make_token, revoke_token
from dashapp.auth.viewer import stand_in
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.db.engines import accounts_engine
from dashapp.db.tokens import API_TOKENS
from dashapp.page import Card, Chart, Page, can_be_taken
from queries.cards import card_metrics, is_query, query_name
from queries.catalogue import queries
from queries.desk import is_register
from queries.reach import open_metrics, open_queries
from queries.registry import registry
from queries.tables import tables
from tests.app.api_client import BASE, Program, program
from tests.app.conftest import Shop, compose
from tests.app.shop import SHOWN
from tests.app.taking import REASON, formats

PAGES = layouts.pages()
CALLERS = [role for role in ROLES if Permission.API_USE in ROLES[role].permissions]
# What queries about one thing are asked about.
ONE = {"order_id": "O00001", "customer_id": "C001"}
VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE")
PATHS = ("/metrics", "/metrics/query?metrics=net_sales", "/queries", "/queries/sales.orders", "/tables", "/tables/fct_orders/rows",
         "/exports/sales/0.0.csv", "/openapi.json")  # fmt: skip
CARDS = [(page, key, card) for page in PAGES.values() for key, card in page.cards()]


def opened(role: str) -> set[str]:
    return {name for name, page in PAGES.items() if page.permission in ROLES[role].permissions}


@pytest.fixture(scope="module")
def programs(shop: Shop) -> dict[str, Program]:
    return {role: program(shop, role) for role in CALLERS}


@pytest.mark.parametrize("role", ROLES)
def test_a_metric_is_open_exactly_when_a_page_with_it_is_and_its_tag_is_not_masked(role: str) -> None:
    viewer = stand_in(role)
    found = set(open_metrics(PAGES, viewer))
    shown = {name for page in PAGES.values() if page.name in opened(role) for _, card in page.cards() for name in card_metrics(card)}
    of_pages = shown | {name for name, one in registry().items() if one.page in opened(role)}
    assert found == {name for name in of_pages if registry()[name].tag not in viewer.masked_tags}


@pytest.mark.parametrize("role", ROLES)
def test_a_query_is_open_exactly_when_a_page_with_it_is(role: str) -> None:
    cards = [card for page in PAGES.values() if page.name in opened(role) for _, card in page.cards()]
    behind = {card.drill for card in cards if isinstance(card, Chart) and "." in card.drill}
    named = {query_name(card) for card in cards if is_query(card) and not is_register(card)}
    assert set(open_queries(PAGES, stand_in(role))) == named | behind


@pytest.mark.parametrize("role", CALLERS)
def test_t_api_1_a_metric_answers_by_role(programs, role: str) -> None:
    answers = {name: programs[role].ask(f"/metrics/query?metrics={name}&limit=1").status_code for name in registry()}
    may = open_metrics(PAGES, stand_in(role))
    assert answers == {name: 200 if name in may else 403 for name in registry()}


@pytest.mark.parametrize(("role", "name"), list(itertools.product(CALLERS, queries())))
def test_t_api_1_a_query_answers_by_role(programs, role: str, name: str) -> None:
    given = {parameter: value for parameter, value in ONE.items() if parameter in queries()[name].parameters}
    answer = programs[role].ask(f"/queries/{name}?{urlencode(given)}")
    assert answer.status_code == (200 if name in open_queries(PAGES, stand_in(role)) else 403), answer.text[:300]


@pytest.mark.parametrize("role", CALLERS)
@pytest.mark.parametrize(("page", "key", "card"), CARDS, ids=[key for _, key, _ in CARDS])
def test_t_api_1_a_download_answers_by_role(programs, role: str, page: Page, key: str, card: Card) -> None:
    given = f"?{urlencode({name: SHOWN[name] for name in page.parameters})}"
    offered = can_be_taken(card) and not is_register(card)
    may = page.name in opened(role) and "csv" in formats(role, page, card)
    with programs[role].ask(f"/exports/{key}.csv{given}", headers=REASON) as answer:
        assert answer.status_code == (403 if not may else 200 if offered else 404), answer.text[:300]


@pytest.mark.parametrize("role", CALLERS)
def test_t_api_1_a_table_answers_to_roles_that_see_sql(programs, role: str) -> None:
    answers = {name: programs[role].ask(f"/tables/{name}/rows?limit=2").status_code for name in tables()}
    assert set(answers.values()) == {200 if Permission.SQL_VIEW in ROLES[role].permissions else 403}, answers


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("opens", OPENS)
def test_a_token_opens_its_parts_only(shop: Shop, path: str, opens: str) -> None:
    part = f"{path.split('/')[1].partition('?')[0]}:read"
    answer = program(shop, "analyst", (opens,)).ask(path)
    assert answer.status_code == (200 if opens == part or part not in OPENS else 403)
    if answer.status_code == 403:
        assert f'error="insufficient_scope", scope="{part}"' in answer.headers["WWW-Authenticate"]
        assert set(answer.get_json()) == {"error", "reference"}
    answer.close()


@pytest.mark.parametrize(("path", "verb"), list(itertools.product(PATHS, VERBS)))
def test_every_verb_on_every_endpoint(programs, path: str, verb: str) -> None:
    declared = {one.method for one in ENDPOINTS if one.path == path.partition("?")[0]} | {"GET", "HEAD"}
    with programs["analyst"].ask(path, verb, json={"metrics": ["net_sales"]} if verb == "POST" else None) as answer:
        asked_twice = verb == "POST" and "?metrics" in path
        assert answer.status_code == (405 if verb not in declared else 400 if asked_twice else 200)
    with Program(programs["analyst"].client).ask(path, verb) as answer:
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_session_is_no_token(shop: Shop) -> None:
    browser = shop.client("analyst")
    assert browser.get("/sales").status_code == 200
    for path in PATHS:
        assert browser.get(BASE + path).status_code == 401
    answer = browser.post(f"{BASE}/metrics/query", json={"metrics": ["net_sales"]}, headers={"X-CSRFToken": shop.token(browser)})
    assert answer.status_code == 401


@pytest.mark.parametrize("path", ["/", "/sales", "/_dash-layout", "/export/sales/0.0.csv", "/change-password"])
def test_a_token_is_no_session(shop: Shop, path: str) -> None:
    asked = program(shop, "analyst")
    answer = asked.client.get(path, headers={"Authorization": f"Bearer {asked.token}"})
    assert answer.status_code in (302, 401)
    assert "/login" in answer.headers.get("Location", answer.text)


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/v1", "/api/v1/", "/api/v2/metrics", "/api/v1/metrics/", "/api/v1//metrics", "/api/v1/%2e%2e/sales"]
)
def test_paths_beside_the_endpoints(shop: Shop, path: str) -> None:
    asked = program(shop, "analyst")
    with asked.client.get(path) as answer:
        assert answer.status_code in (308, 401)
    with asked.client.get(path, headers={"Authorization": f"Bearer {asked.token}"}) as answer:
        assert answer.status_code in (308, 404)
        assert answer.status_code == 308 or set(answer.get_json()) >= {"error", "reference"}


@pytest.mark.parametrize(
    "header",
    [
        *("", "Bearer", "Bearer ", "Basic {}", "Token {}", "{}", "Bearer {}x", "Bearer x{}", "Bearer {},Bearer {}", "Bearer {} {}"),
        *("Bearer ' or 1=1--", "Bearer \xff\xfe", "Bearer " + "A" * 8000),
    ],
)
def test_other_headers_open_nothing(shop: Shop, header: str) -> None:
    asked = program(shop, "analyst")
    answer = asked.client.get(
        f"{BASE}/metrics", headers={"Authorization": header.replace("{}", asked.token)}, environ_overrides={"REMOTE_ADDR": "198.51.100.99"}
    )
    assert answer.status_code in (401, 429)
    assert set(answer.get_json()) == {"error", "reference"}
    assert asked.token not in answer.text


@pytest.mark.parametrize("header", ["bearer {}", "BEARER {}", "Bearer  {}"])
def test_the_scheme_is_read_without_case(shop: Shop, header: str) -> None:
    asked = program(shop, "analyst")
    assert asked.client.get(f"{BASE}/metrics", headers={"Authorization": header.format(asked.token)}).status_code == 200


@pytest.mark.parametrize("name", ["token", "access_token", "Authorization"])
def test_a_token_in_the_address_is_refused(shop: Shop, name: str) -> None:
    asked = program(shop, "analyst")
    assert asked.client.get(f"{BASE}/metrics?{name}={asked.token}").status_code == 401
    answer = asked.ask(f"/metrics?{name}={asked.token}")
    assert (answer.status_code, answer.get_json()["field"]) == (400, name)
    assert asked.token not in answer.text


def test_expired_revoked_and_shut_out_tokens(shop: Shop) -> None:
    engine = accounts_engine(shop.settings)
    users.add_user(engine, "leaver", "analyst")
    users.set_password(engine, "leaver", "Correct-Horse-Battery-9")
    asked, other = program(shop, "leaver"), program(shop, "leaver", name="other")
    assert asked.ask("/metrics").status_code == other.ask("/metrics").status_code == 200
    with engine.begin() as connection:
        latest = connection.execute(select(API_TOKENS.c.token_id).order_by(API_TOKENS.c.token_id.desc()).limit(2)).scalars().all()
        connection.execute(update(API_TOKENS).where(API_TOKENS.c.token_id == latest[0]).values(expires_at=int(time.time())))
    revoke_token(engine, latest[1])
    for gone in (asked, other):
        answer = gone.ask("/metrics")
        assert answer.status_code == 401
        assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    third = program(shop, "leaver", name="third")
    users.set_role(engine, "leaver", "support")
    assert third.ask("/metrics").status_code == 401
    users.set_role(engine, "leaver", "fraud_analyst")
    assert third.ask("/metrics/query?metrics=net_sales").status_code == 403
    users.deactivate(engine, "leaver")
    assert third.ask("/metrics").status_code == 401


def test_wrong_tokens_slow_their_own_address_down_and_nobody_else(shop: Shop) -> None:
    asked = program(shop, "analyst")
    guesser = Program(asked.client, "tally_" + "A" * 43, "203.0.113.77")
    statuses = [guesser.ask("/metrics").status_code for _ in range(24)]
    assert statuses[:20] == [401] * 20
    assert 429 in statuses[20:]
    answer = guesser.ask("/metrics")
    assert (answer.status_code, int(answer.headers["Retry-After"]) > 0) == (429, True)
    assert dataclasses.replace(asked, address="203.0.113.77").ask("/metrics").status_code == 200
    assert dataclasses.replace(guesser, address="203.0.113.78").ask("/metrics").status_code == 401


def test_calls_are_counted_by_token_and_by_address(tmp_path) -> None:
    from dashapp.settings import Settings

    small = compose(Settings.from_environment({"VAR_DIR": str(tmp_path / "var"), "API_REQUESTS_PER_MINUTE": "10"}))
    owners = [program(small, "analyst", name=str(number)) for number in range(7)]
    if time.time() % 60 > 50:
        time.sleep(61 - time.time() % 60)
    answers = [owners[0].ask("/metrics") for _ in range(12)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    assert [int(answer.headers["RateLimit-Remaining"]) for answer in answers] == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert owners[1].ask("/metrics").status_code == 200
    statuses = [owner.ask("/metrics").status_code for owner in owners[2:] for _ in range(8)]
    assert statuses.count(200) == 50 - 12 - 1
    assert dataclasses.replace(owners[-1], address="198.51.100.200").ask("/metrics").status_code in (200, 429)


def test_every_call_is_on_record_without_its_values(shop: Shop) -> None:
    asked = program(shop, "analyst")
    asked.ask("/metrics/query?metrics=net_sales&by=month&where=country=France")
    asked.ask("/queries/sales.order?order_id=Secret-Person")
    asked.ask("/nothing")
    with accounts_engine(shop.settings).connect() as connection:
        wanted = select(AUDIT_EVENTS).where(AUDIT_EVENTS.c.action == "api_called").order_by(AUDIT_EVENTS.c.sequence.desc()).limit(3)
        events = [dict(row) for row in connection.execute(wanted).mappings()][::-1]
    assert [event["subject"] for event in events] == ["/api/v1/metrics/query", "/api/v1/queries/<name>", "/api/<path:rest>"]
    details = [json.loads(event["detail"]) for event in events]
    assert [(one["status"], one["rows"]) for one in details] == [(200, 6), (200, 0), (404, 0)]
    assert {name for one in details for name in one} == {"token", "method", "status", "rows"}
    assert not [event for event in events if "France" in str(event) or "Secret" in str(event) or asked.token in str(event)]


def test_many_at_once(shop: Shop) -> None:
    asked = [program(shop, role) for role in CALLERS[:4]]

    def ask(number: int) -> tuple[int, object]:
        one = dataclasses.replace(asked[number % 4], client=shop.app.server.test_client(use_cookies=False))
        answer = one.ask(f"/metrics/query?metrics=net_sales,orders&by=month&limit={1 + number % 5}")
        return answer.status_code, answer.get_json()["meta"]["total"]

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(80))) == {(200, 6)}


def test_a_token_of_a_scoped_user_never_widens(shop: Shop) -> None:
    engine = accounts_engine(shop.settings)
    users.add_user(engine, "regional", "analyst", scope=Scope(regions=("Normandy",)))
    users.set_password(engine, "regional", "Correct-Horse-Battery-9")
    with pytest.raises(Exception, match="beyond"):
        make_token(engine, "regional", "wide", scope=Scope(regions=("Hesse",)))
    asked = program(shop, "regional", scope=Scope(brands=("Brand 1",)))
    for attempt in ("where=region=Hesse", "where=brand=Brand+2", "where=region=Normandy&where=region=Hesse", "where=region="):
        answer = asked.ask(f"/metrics/query?metrics=net_sales,orders&by=region,brand&{attempt}")
        assert answer.status_code in (200, 400)
        rows = answer.get_json().get("rows", [])
        assert {(row["region"], row["brand"]) for row in rows} <= {("Normandy", "Brand 1")}
    for forged in ("scope_regions=Hesse", "regions=Hesse", "scope=Hesse"):
        assert asked.ask(f"/metrics/query?metrics=net_sales&{forged}").status_code == 400
        assert asked.ask(f"/queries/sales.orders?{forged}").status_code == 400
    assert asked.ask("/tables/dim_customers/rows").status_code == 403
    rows = asked.rows("/tables/fct_sales_events/rows?limit=10000")
    assert rows
    assert {(row["region"], row["brand"]) for row in rows} == {("Normandy", "Brand 1")}
    assert asked.rows("/tables/fct_sales_events/rows?where=region=Hesse") == []
