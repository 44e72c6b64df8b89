"""What somebody would try who is signed in, or nearly: forged requests of every kind. Each is answered, none opens anything."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest
from sqlalchemy import select

import layouts
from dashapp.auth import users
from dashapp.db.accounts import USERS
from dashapp.db.engines import accounts_engine, warehouse_engine
from dashapp.filters import DIMENSIONS
from dashapp.page import Chart, Grid, Kpi
from tests.app.asking import body, callback_named, post
from tests.app.conftest import PASSWORD, Shop
from tests.app.shop import FORMULA

PAGES = layouts.pages()
FIRST_BLOCK = {"startRow": 0, "endRow": 20, "sortModel": [], "filterModel": {}}
FILTERS = (*DIMENSIONS, "from", "to", "currency", "basis", "grain", "compare", "source", "order_id", "user_name")
SQL = ("x' or '1'='1", "x'; drop table fct_orders;--", 'x" union select password_hash from users--', "x') or (1=1",
       "\\'; select pg_sleep(9)",
       "x%27%20or%201=1", "{{7*7}}", "${7*7}", "x\x00y", "\ud7ff\U0001f4a9" * 50, "%", "_", "null")  # fmt: skip
CARD = {Kpi: '"widget":"kpi"}', Chart: '"widget":"chart"}.figure', Grid: '"widget":"grid"}.getRowsResponse'}
FOREIGN = re.compile(r"Hesse|Galicia|Brittany")


def card_body(shop: Shop, kind: type, key: object, search: object = "") -> dict:
    return body(shop.app, callback_named(shop.app, CARD[kind]), key, {"filters.data": search, "grid.getRowsRequest": FIRST_BLOCK})


def shown(text: str) -> str:
    """An answer without what repeats the question."""
    return re.sub(r"Error|error", "", text)


# Addresses


@pytest.mark.parametrize("path", ["//admin", "/admin/", "/%61dmin", "/ADMIN", "/users/", "//users", "/Users", "/users%2f", "/%2e%2e/users",
                                  "/sales/../users", "/users;x", "/users%00", "/users?page=sales", "/\\users", "/./users"])  # fmt: skip
def test_an_analyst_opens_no_page_of_admins_however_it_is_spelled(shop: Shop, path: str) -> None:
    client = shop.client("analyst")
    answer = client.get(path)
    assert answer.status_code in (302, 308, 403, 404)
    for pathname in (path, path.partition("?")[0], ["/users"], {"page": "users"}, 7, None):
        text = post(client, body(shop.app, callback_named(shop.app, "page.children"), "", {"location.pathname": pathname})).text
        assert '"key":"users/' not in text


@pytest.mark.parametrize("path", ["/_mcp", "/_mcp/", "/_reload-hash", "/_alive_abc", "/_dash-update-component/", "/_dash-config",
                                  "/assets/../wsgi.py", "/assets/%2e%2e/wsgi.py", "/console",
                                  "/.env", "/.git/config", "/var/accounts.sqlite", "/static/app.css", "/_dash-jobs",
                                  "/_dash-ws"])  # fmt: skip
def test_routes_of_tools_and_files_are_not_there(shop: Shop, path: str) -> None:
    for verb in ("GET", "POST"):
        assert shop.app.server.test_client().open(path, method=verb).status_code in (302, 308, 401)
        client = shop.client("analyst")
        answer = client.open(path, method=verb, headers={"X-CSRFToken": shop.token(client)}, json={"method": "tools/list"})
        assert answer.status_code in (200, 308, 400, 403, 404, 405)
        # What answers at all is the desk's own page that says there is nothing, or Dash's hash of nothing.
        if answer.status_code == 200:
            assert path == "/_reload-hash"
        assert "SECRET" not in answer.text
        assert "def " not in answer.text


# Callbacks

FORGED_KEYS = (None, 7, True, "", [], {}, ["sales/0.0"], {"key": "sales/0.0"}, "sales/0.0/../../users/1.0", "users/1.0", "SALES/0.0",
               "sales/0.0\x00",
               "sales/-1.0", "sales/0.0.0", "__class__", "MATCH", ["MATCH"], ["ALL"], "x" * 100_000)  # fmt: skip


@pytest.mark.parametrize("key", FORGED_KEYS, ids=lambda key: repr(key)[:30])
@pytest.mark.parametrize("kind", CARD)
def test_a_forged_key_opens_nothing(shop: Shop, kind: type, key: object) -> None:
    answer = post(shop.client("analyst"), card_body(shop, kind, key))
    assert answer.status_code < 500
    assert "figure" not in answer.text or "There is no card" in answer.text or answer.status_code != 200
    assert "rowData" not in answer.text or '"rowData":[]' in answer.text


@pytest.mark.parametrize("extra", [{"role": "admin"}, {"__proto__": {"key": "users/1.0"}}, {"key2": "users/1.0"}, {"widget": "users"}])
def test_more_in_an_id_changes_nothing(shop: Shop, extra: dict) -> None:
    asked = card_body(shop, Kpi, "segments/0.0")
    for item in asked["state"]:
        if isinstance(item["id"], dict):
            item["id"] = {**item["id"], **extra}
            item["value"] = {**item["id"], "key": "segments/0.0"}
    assert post(shop.client("operations"), asked).status_code in (400, 403)


def test_no_callback_answers_nobody(shop: Shop) -> None:
    for output in shop.app.callback_map:
        client = shop.app.server.test_client()
        client.get("/login")
        assert post(client, body(shop.app, output, "sales/0.0", {"filters.data": ""})).status_code == 401


# Filters


@pytest.mark.parametrize("name", FILTERS)
def test_sql_in_a_filter_is_a_value_or_refused(shop: Shop, name: str) -> None:
    """On a card of every kind of every page: no error of the database, the same number of users and orders as before."""
    client = shop.client("analyst")
    before = counts(shop)
    cards = {(page.name, type(card)): key for page in PAGES.values() for key, card in page.cards() if type(card) in CARD}
    for (page, kind), key in cards.items():
        for text in SQL[:5] if page in ("sales", "segments") else SQL[:2]:
            answer = post(client, card_body(shop, kind, key, f"?{name}={text}"))
            assert answer.status_code in (200, 400, 403, 404), (key, text, answer.text[:300])
            assert not re.search(r"syntax|OperationalError|sqlite3|psycopg|duckdb|Parser|argon2|reference [0-9a-f]{8}", answer.text), (
                key,
                text,
            )
    for text in SQL:
        answer = client.get("/export/sales/0.0.csv", query_string={name: text})
        assert answer.status_code in (200, 400), (name, text, answer.text[:300])
    assert counts(shop) == before


def counts(shop: Shop) -> tuple[int, int]:
    with accounts_engine(shop.settings).connect() as accounts, warehouse_engine(shop.settings).connect() as warehouse:
        return len(accounts.execute(select(USERS)).all()), warehouse.exec_driver_sql("select count(*) from fct_orders").scalar_one()


# Sessions


def test_a_replayed_cookie_is_nobody_after_sign_out_a_new_password_and_a_reset(shop: Shop) -> None:
    engine = accounts_engine(shop.settings)
    users.add_user(engine, "replayed", "analyst")
    for end in ("sign out", "new password", "deactivated"):
        users.activate(engine, "replayed") if end == "deactivated" else None
        users.set_password(engine, "replayed", PASSWORD)
        client = shop.client("replayed")
        stolen = shop.app.server.test_client()
        stolen.set_cookie("tallyroom", client.get_cookie("tallyroom").value)
        assert stolen.get("/sales").status_code == 200
        if end == "sign out":
            assert client.post("/logout", data={"csrf_token": shop.token(client)}).status_code == 303
        elif end == "new password":
            users.set_password(engine, "replayed", PASSWORD + "!")
        else:
            users.deactivate(engine, "replayed")
        assert (end, stolen.get("/sales").status_code) == (end, 302)
        assert stolen.get("/_dash-layout").status_code == 401


def test_a_cookie_of_another_role_is_that_of_the_moment(shop: Shop) -> None:
    engine = accounts_engine(shop.settings)
    users.add_user(engine, "demoted", "analyst")
    users.set_password(engine, "demoted", PASSWORD)
    client = shop.client("demoted")
    assert client.get("/segments").status_code == 200
    users.set_role(engine, "demoted", "operations")
    assert client.get("/segments").status_code == 403
    assert post(client, card_body(shop, Kpi, "segments/0.0")).status_code == 403


def test_a_session_that_was_planted_does_not_become_the_victims(shop: Shop) -> None:
    """Fixation: the attacker's cookie from before sign-in, and even his own session, is not the one that sign-in makes."""
    attacker = shop.client("operations")
    planted = attacker.get_cookie("tallyroom").value
    victim = shop.app.server.test_client()
    victim.set_cookie("tallyroom", planted)
    token = re.search(r'name="csrf_token" value="([^"]+)"', victim.get("/change-password").text)
    victim.post("/login", data={"name": "analyst", "password": PASSWORD, "csrf_token": token[1] if token else shop.token(victim)})
    assert victim.get_cookie("tallyroom").value != planted
    follower = shop.app.server.test_client()
    follower.set_cookie("tallyroom", planted)
    assert follower.get("/segments").status_code in (302, 403)


# Requests


def changing(shop: Shop) -> list[str]:
    """Every address that takes something other than questions, but the API's, which take tokens."""
    rules = [rule for rule in shop.app.server.url_map.iter_rules() if rule.methods & {"POST", "PUT", "PATCH", "DELETE"}]
    return sorted({re.sub(r"<(?:\w+:)?(\w+)>", "1", rule.rule) for rule in rules if not rule.rule.startswith("/api")})


def test_every_change_needs_the_token_of_this_session(shop: Shop) -> None:
    assert len(changing(shop)) >= 10
    client, other = shop.client("admin"), shop.client("analyst")
    foreign = shop.token(other)
    for path in changing(shop):
        for headers in ({}, {"X-CSRFToken": ""}, {"X-CSRFToken": foreign}, {"X-CSRFToken": "A.B.C"}, {"Origin": "https://evil.example"}):
            answer = client.post(path, headers=headers, data={"csrf_token": headers.get("X-CSRFToken", "")})
            assert answer.status_code in (400, 405), (path, headers, answer.status_code)
    assert client.get("/sales").status_code == 200


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_method_is_the_one_that_was_used(shop: Shop, header: str) -> None:
    client = shop.client("analyst")
    for verb in ("POST", "DELETE", "PUT"):
        client.get("/logout", headers={header: verb})
        client.get(f"/logout?_method={verb}")
        assert client.get("/sales").status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8050", "desk.example@evil.example", "evil.example/x"])
def test_a_forged_host_is_in_no_answer(shop: Shop, host: str) -> None:
    client = shop.client("analyst")
    given = {"Host": host, "X-Forwarded-Host": host, "X-Forwarded-Proto": "gopher", "Forwarded": f"host={host}", "X-Original-URL": "/users"}
    for path in ("/", "/sales", "//sales", "/export//sales.xlsx", "/users", "/login", "/login?next=/sales", "/nowhere", "/api/v1//metrics"):
        for asking in (client, shop.app.server.test_client()):
            answer = asking.get(path, headers=given)
            assert "evil.example" not in answer.headers.get("Location", ""), path
            assert "evil.example" not in answer.text, path
            answer.close()


@pytest.mark.parametrize("path", ["/x%0d%0aSet-Cookie:%20a=b", "/login?next=/x%0d%0aSet-Cookie:%20a=b", "/export/sales%0d%0aX:%20y.xlsx",
                                  "/sales?from=%0d%0aX-Injected:%20y"])  # fmt: skip
def test_no_header_is_injected(shop: Shop, path: str) -> None:
    for client in (shop.app.server.test_client(), shop.client("analyst")):
        with client.get(path) as answer:
            assert answer.status_code < 500
            assert "X-Injected" not in answer.headers
            assert not [line for line in answer.headers.getlist("Set-Cookie") if line.startswith("a=b")]
            assert not [value for _, value in answer.headers if "\r" in value or "\n" in value]


NESTED = "[" * 100_000 + "]" * 100_000


@pytest.mark.parametrize("text", [NESTED, '{"a":' * 50_000 + "1" + "}" * 50_000, "[" * 900 + "]" * 900, '{"output":' + "[" * 5000, "NaN",
                                  "\xff", ""],
                         ids=["lists", "objects", "within the limit", "open", "nan", "bytes", "empty"])  # fmt: skip
def test_json_of_any_depth_is_answered(shop: Shop, text: str) -> None:
    client = shop.client("analyst")
    headers = {"X-CSRFToken": shop.token(client)}
    answer = client.post("/_dash-update-component", data=text.encode("latin-1"), content_type="application/json", headers=headers)
    assert answer.status_code in (400, 403, 413)
    assert client.get("/export/sales/0.0.csv", query_string={"grid": "[" * 4000}).status_code == 400


# Downloads


def test_no_cell_of_any_download_is_a_formula(shop: Shop) -> None:
    """The shop sells a product named =1+1 on a channel named @market; CSV guards them, workbooks hold no formula at all."""
    client, found = shop.client("finance"), 0
    for page in PAGES.values():
        for key, card in page.cards():
            if type(card) not in CARD:
                continue
            with client.get(
                f"/export/{key}.csv?from=2026-01-01&to=2026-06-30&order_id=O00001", headers={"X-Export-Reason": "the%20books%20of%20June"}
            ) as answer:
                if answer.status_code != 200:
                    continue
                cells = [cell for row in csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))) for cell in row]
                found += sum(FORMULA in cell or "@market" in cell for cell in cells)
                assert not [cell for cell in cells if cell[:1] in ("=", "+", "@", "\t", "\r") or (cell[:1] == "-" and not number(cell))], (
                    key
                )
        with client.get(
            f"/export/{page.name}.xlsx?from=2026-01-01&to=2026-06-30", headers={"X-Export-Reason": "the%20books%20of%20June"}
        ) as answer:
            if answer.status_code == 200:
                assert "<f>" not in unzipped(answer.data)
    assert found > 2


def number(cell: str) -> bool:
    return re.fullmatch(r"-[\d,.]+%?", cell) is not None


def unzipped(workbook: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
