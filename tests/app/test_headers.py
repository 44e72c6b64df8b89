"""Every route of the server, asked by nobody and by somebody: what its answer may run, embed, and leave behind."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from dashapp.auth.guard import PUBLIC
from dashapp.auth.roles import ROLES
from dashapp.factory import create_app
from tests.app.asking import body, callback_named, post
from tests.app.conftest import Shop

PARTS = {"page": "sales", "position": "0.0", "extension": "csv", "number": "1", "name": "fct_orders", "path": "sales", "rest": "nothing",
         "package_name": "dash", "fingerprinted_path": "dcc/dash_core_components.js", "filename": "cards.js"}  # fmt: skip
INLINE = re.compile(r"'unsafe-(?:inline|eval|hashes)'|data:|blob:|\*|https?:")
KINDS = ("/", "/sales", "/nowhere", "/export/sales/0.0.csv", "/export/sales.xlsx", "/export/nothing/9.9.csv", "/_dash-layout",
         "/_dash-dependencies", "/assets/cards.js", "/assets/nothing.js", "/login", "/change-password", "/profile", "/healthz",
         "/login/style.css", "/favicon.ico", "/api/v1/metrics", "/api/v1/nothing")  # fmt: skip


def address(rule: Rule) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda part: PARTS.get(part[1], "1"), rule.rule)


def asked(shop: Shop, client: FlaskClient) -> list[tuple[str, TestResponse]]:
    """Every rule with every verb it takes, and every kind of page."""
    rules = [(address(rule), verb) for rule in shop.app.server.url_map.iter_rules() for verb in sorted(rule.methods - {"OPTIONS"})]
    pairs = [*rules, *((path, "GET") for path in KINDS)]
    # Signing out comes last, or the others would be asked by nobody.
    ordered = sorted(set(pairs), key=lambda pair: (pair[0] == "/logout", pair))
    return [(f"{verb} {path}", client.open(path, method=verb, buffered=True)) for path, verb in ordered]


@pytest.fixture(scope="module")
def answers(shop: Shop) -> dict[str, list[tuple[str, TestResponse]]]:
    return {"nobody": asked(shop, shop.app.server.test_client()), "admin": asked(shop, shop.client("admin"))}


@pytest.mark.parametrize("who", ["nobody", "admin"])
def test_every_answer_carries_its_headers(answers, who: str) -> None:
    assert len(answers[who]) > 60
    for asked_for, answer in answers[who]:
        headers = answer.headers
        assert answer.status_code < 500, asked_for
        assert headers["X-Content-Type-Options"] == "nosniff", asked_for
        assert headers["X-Frame-Options"] == "DENY", asked_for
        assert headers["Referrer-Policy"] == "same-origin", asked_for
        assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin", asked_for
        assert "camera=()" in headers["Permissions-Policy"], asked_for
        assert "Access-Control-Allow-Origin" not in headers, asked_for
        assert not re.search(r"\d+\.\d+", headers.get("Server", "")), asked_for


@pytest.mark.parametrize("who", ["nobody", "admin"])
def test_no_answer_lets_an_inline_script_run(answers, who: str) -> None:
    for asked_for, answer in answers[who]:
        policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
        assert not INLINE.search(policy["script-src"]), asked_for
        assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'", asked_for
        assert {policy[name] for name in ("default-src", "form-action", "connect-src")} == {"'self'"}, asked_for


@pytest.mark.parametrize("who", ["nobody", "admin"])
def test_pages_data_and_downloads_are_stored_nowhere(answers, who: str) -> None:
    kinds = set()
    for asked_for, answer in answers[who]:
        about_people = answer.mimetype in ("text/html", "application/json") or "attachment" in answer.headers.get("Content-Disposition", "")
        if about_people and "/assets/" not in asked_for and answer.status_code != 304:
            kinds.add((answer.mimetype, answer.status_code))
            control = answer.headers["Cache-Control"]
            assert "no-store" in control or (asked_for.split()[1].startswith("/api/") and "private" in control), asked_for
    assert ("text/html", 200) in kinds
    assert {kind for kind, _ in kinds} >= {"text/html", "application/json"}


@pytest.mark.parametrize("who", ["nobody", "admin"])
def test_every_answer_says_what_it_is_and_texts_their_alphabet(answers, who: str) -> None:
    for asked_for, answer in answers[who]:
        kind = answer.headers.get("Content-Type", "")
        if answer.data and not asked_for.startswith("HEAD"):
            assert kind, asked_for
            assert not kind.startswith("text/") or "charset=utf-8" in kind, asked_for
            assert not answer.data.startswith((b"{", b"[")) or answer.mimetype == "application/json", asked_for
            assert not answer.data.startswith(b"<!doctype html") or answer.mimetype == "text/html", asked_for


def test_trace_is_taken_nowhere(shop: Shop) -> None:
    admin = shop.client("admin")
    for path in {address(rule) for rule in shop.app.server.url_map.iter_rules()} | set(KINDS):
        answer = admin.open(path, method="TRACE", headers={"X-Secret": "told back"})
        assert answer.status_code in (401, 403, 405), path
        assert "told back" not in answer.text, path


def test_nobody_is_answered_only_where_signing_in_needs_it(shop: Shop, answers) -> None:
    public = {address(rule) for rule in shop.app.server.url_map.iter_rules() if rule.endpoint in PUBLIC}
    for asked_for, answer in answers["nobody"]:
        if asked_for.split()[1] not in public:
            assert answer.status_code in (302, 308, 401), asked_for


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_every_role_has_a_policy_that_its_scripts_keep(shop: Shop, role: str) -> None:
    """Each inline script of the index page is one whose hash the policy names: a new one would not run, and be seen here."""
    page = shop.client(role).get("/")
    inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.+?)</script>", page.text, re.DOTALL)
    run = [text for text in inline if not text.lstrip().startswith("{")]
    hashes = re.findall(r"'sha256-[^']+'", page.headers["Content-Security-Policy"])
    assert len(run) == len(hashes) == 1
    assert not re.search(r"\son\w+\s*=", re.sub(r"<script.*?</script>", "", page.text, flags=re.DOTALL))


def test_production_adds_strict_transport(shop: Shop) -> None:
    safe = create_app(replace(shop.settings, environment="production"), {}, []).server.test_client()
    for path in ("/login", "/nowhere", "/healthz", "/api/v1/metrics"):
        assert safe.get(path, base_url="https://desk.example").headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_a_callback_is_stored_nowhere(shop: Shop) -> None:
    answer = post(shop.client("analyst"), body(shop.app, callback_named(shop.app, '"widget":"kpi"}'), "sales/0.0", {"filters.data": ""}))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
