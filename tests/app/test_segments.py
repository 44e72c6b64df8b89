"""Segments that people make: built, kept by version, shared, and handed out to nobody but those who consented."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pandas
import pytest
import requests
from sqlalchemy import delete, select, text

import queries
from dashapp.auth import users
from dashapp.auth.permissions import Permission
from dashapp.auth.roles import ROLES
from dashapp.auth.scope import UNLIMITED, Scope
from dashapp.auth.viewer import stand_in
from dashapp.db.engines import accounts_engine, forget_engines, warehouse_engine
from dashapp.db.exports import EXPORT_REGISTER
from dashapp.db.segments import SAVED_SEGMENTS, SEGMENT_VERSIONS
from dashapp.errors import Forbidden, UserError
from dashapp.settings import Settings
from dashapp.webhook import SIGNATURE
from data_gen.stages import STAGES
from data_gen.world import make_world, write_world
from queries.segments.handing import send
from queries.segments.members import members, size
from queries.segments.rules import Rule
from tests.app.api_client import program
from tests.app.conftest import UNHURRIED, Shop, compose
from tests.app.person import Person, trail
from tests.warehouse.core_shop import CONFIG, loaded

DRAFT, WORDS, KEPT, ABOUT, HANDED, BESIDE = (
    "segment_builder.draft", "segment_builder.words", "segments.kept", "segment.about", "segment.handed", "segment.beside",
)  # fmt: skip
RULE = [[["frequency", ">=", 1]], [["favourite_channel", "in", "Web shop", "App"], ["reviews", ">=", 1]]]
HOOK, KEY = "https://hook.example/segments", "kQ7pXw3vT9mZ2rY6bN4cH8dJ1fL5gS0a"


@pytest.fixture(scope="module")
def consenting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A generated shop, which has consents, suppressions and reviews; its app may send to one address."""
    place = tmp_path_factory.mktemp("consenting")
    write_world(make_world(CONFIG, STAGES), place / "world", ("parquet",))
    given = {"VAR_DIR": str(place / "var"), "SEGMENT_WEBHOOKS": HOOK, "SEGMENT_WEBHOOK_KEY": KEY, **UNHURRIED}
    settings = loaded(Settings.from_environment(given), place / "world")
    yield compose(settings)
    queries.open(settings).close()
    forget_engines()


@pytest.fixture(scope="module")
def marketing(consenting: Shop) -> Person:
    return Person(consenting, "marketing")


@pytest.fixture(autouse=True)
def nothing_kept(consenting: Shop) -> None:
    with accounts_engine(consenting.settings).begin() as connection:
        for table in (SEGMENT_VERSIONS, SAVED_SEGMENTS, EXPORT_REGISTER):
            connection.execute(delete(table))


def address(rule: Any) -> str:
    return f"?rule={requests.utils.quote(json.dumps(rule))}"


def keep(person: Person, rule: Any = RULE, title: str = "Regulars", shared: list[str] | None = None) -> str:
    """Keep a segment: its number."""
    roles = {f"share_{role}": True for role in shared or ()}
    led = person.press(WORDS, "keep_segment", search=address(rule), title=title, reason="", action="", **roles)
    return parse_qs(urlsplit(led.go_to).query)["segment"][0]


def consented(shop: Shop, rule: str, medium: str = "may_email") -> set[str]:
    """Who may be written to, by the raw consents and suppressions of the warehouse and a condition of SQL."""
    asked = f"""
        select customers.customer_id
        from score_rfm
        join dim_customer_attributes on dim_customer_attributes.customer_key = score_rfm.customer_key
        join dim_customers as customers on customers.customer_key = score_rfm.customer_key
        join dim_consents as consents on consents.customer_key = score_rfm.customer_key
        where consents.{medium} = 1 and consents.is_suppressed = 0 and {rule}
    """
    with warehouse_engine(shop.settings).connect() as connection:
        return {row[0] for row in connection.execute(text(asked))}


SQL_RULE = "score_rfm.frequency >= 1 and (favourite_channel in ('Web shop', 'App') or reviews >= 1)"


def downloaded(person: Person, number: str, medium: str = "email") -> set[str]:
    answer = person.client.get(f"/segments/members.csv?segment={number}&medium={medium}")
    assert answer.status_code == 200, answer.text
    return {row["Customer"] for row in csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff")))}


def test_a_rule_is_built_line_by_line_in_the_address(marketing: Person) -> None:
    led = marketing.press(DRAFT, "add_condition", attribute="frequency", operator=">=", value="2", place="new")
    first = parse_qs(urlsplit(led.go_to).query)["rule"][0]
    assert json.loads(first) == [[["frequency", ">=", 2]]]
    led = marketing.press(
        DRAFT, "add_condition", search=f"?rule={first}", attribute="country", operator="in", value="France; Germany", place="1"
    )
    both = parse_qs(urlsplit(led.go_to).query)["rule"][0]
    assert json.loads(both) == [[["frequency", ">=", 2], ["country", "in", "France", "Germany"]]]
    assert "Orders at least 2 or Country is one of France, Germany" in marketing.panel(DRAFT, address(json.loads(both)))
    led = marketing.press(DRAFT, "drop_line", item="1", search=address(json.loads(both)))
    assert json.loads(parse_qs(urlsplit(led.go_to).query)["rule"][0]) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"attribute": "frequency", "operator": ">=", "value": "many", "place": "new"}, "number"),
        ({"attribute": "frequency", "operator": "in", "value": "2", "place": "new"}, "cannot be compared"),
        ({"attribute": "secret", "operator": ">=", "value": "2", "place": "new"}, "no attribute"),
        ({"attribute": "frequency", "operator": ">=", "value": "2", "place": "7"}, "no line"),
    ],
)
def test_what_cannot_be_asked_is_said(marketing: Person, fields: dict[str, str], words: str) -> None:
    answer = marketing.press(DRAFT, "add_condition", **fields)
    assert not answer.done
    assert words in answer.text


def test_t_seg_2_the_preview_the_file_and_the_api_agree(consenting: Shop, marketing: Person) -> None:
    expected = consented(consenting, SQL_RULE)
    assert expected
    counted = size(consenting.desk.warehouse, Rule.of(RULE))
    assert f"{counted.customers:,} customers; {len(expected):,} may be e-mailed" in marketing.panel(DRAFT, address(RULE))
    number = keep(marketing)
    assert f"{len(expected):,} rows" in marketing.panel(HANDED, f"?segment={number}")
    assert downloaded(marketing, number) == expected
    asking = program(consenting, "marketing")
    assert {row["customer_id"] for row in asking.rows(f"/segments/{number}/members?medium=email&limit=10000")} == expected
    pages = [asking.ask(f"/segments/{number}/members?medium=email&limit=40&offset={start}").get_json() for start in range(0, 400, 40)]
    assert {page["meta"]["total"] for page in pages} == {len(expected)}
    assert asking.rows("/segments") == [
        {"segment": int(number), "title": "Regulars", "version": 1, "owner": "marketing", "rule": Rule.of(RULE).words}
    ]


def test_t_seg_3_nobody_without_consent_leaves(consenting: Shop, marketing: Person) -> None:
    everybody = keep(marketing, [], "Everybody")
    with warehouse_engine(consenting.settings).connect() as connection:
        refused = {row[0] for row in connection.execute(text("select customer_id from dim_consents where may_email = 0"))}
        all_of_them = connection.execute(text("select count(*) from score_rfm")).scalar_one()
    handed = downloaded(marketing, everybody)
    assert handed == consented(consenting, "1 = 1")
    assert 0 < len(handed) < all_of_them
    assert not handed & refused
    assert downloaded(marketing, everybody, "text") == consented(consenting, "1 = 1", "may_text")
    # A rule that asks for those without consent gives nobody, an alternative to everything included.
    without = keep(marketing, [[["may_email", "=", "no"], ["frequency", ">=", 0]], [["may_email", "=", "no"]]], "Without")
    assert downloaded(marketing, without) == set()
    for missing in ("", "&medium=", "&medium=post"):
        assert marketing.client.get(f"/segments/members.csv?segment={everybody}{missing}").status_code == 400
    assert program(consenting, "marketing").ask(f"/segments/{everybody}/members").status_code == 400


def test_every_file_is_in_the_register_and_in_the_trail(consenting: Shop, marketing: Person) -> None:
    number = keep(marketing)
    rows = len(downloaded(marketing, number))
    with accounts_engine(consenting.settings).connect() as connection:
        entry = connection.execute(select(EXPORT_REGISTER)).mappings().one()
    assert (entry["subject"], entry["rows"], entry["format"], entry["status"]) == (f"segment:{number}", rows, "csv", "done")
    assert trail(consenting, "exported")[-1][1] == f"segment:{number}"


def test_a_change_is_a_version_and_old_ones_stay(consenting: Shop, marketing: Person) -> None:
    number = keep(marketing)
    held = f"&segment={number}"
    changed = [[["frequency", ">=", 3]]]
    marketing.press(WORDS, "keep_segment", search=address(changed) + held, title="Regulars", reason="Why", action="")
    marketing.press(WORDS, "keep_segment", search=address(changed) + held, title="Regulars", reason="Why", action="")
    with accounts_engine(consenting.settings).connect() as connection:
        found = connection.execute(select(SEGMENT_VERSIONS).order_by(SEGMENT_VERSIONS.c.version)).mappings().all()
    assert [(row["version"], row["rule"]) for row in found] == [(1, RULE), (2, changed)]
    _, subject, detail = trail(consenting, "segment_saved")[-1]
    assert (subject, detail["version"]) == (f"segment:{number}", 2)
    assert detail["before"]["rule"] == Rule.of(RULE).to_text()
    history = marketing.panel("segment.history", f"?segment={number}")
    assert "Version 2" in history
    assert "Version 1" in history


def test_a_segment_is_its_owner_s_unless_it_is_shared_with_a_role(consenting: Shop, marketing: Person) -> None:
    analyst, support = Person(consenting, "analyst"), Person(consenting, "support")
    keep(marketing, title="Alone")
    shared = keep(marketing, title="Shared", shared=["analyst", "support"])
    assert "Alone" in marketing.panel(KEPT)
    assert "Alone" not in analyst.panel(KEPT)
    assert "Shared" in analyst.panel(KEPT)
    refused = analyst.press(ABOUT, "end_segment", search=f"?segment={shared}")
    assert not refused.done
    assert "marketing's" in refused.text
    assert "Build from it" in analyst.panel(ABOUT, f"?segment={shared}")
    assert "Shared" in support.panel(ABOUT, f"?segment={shared}")
    assert "Build from it" not in support.panel(ABOUT, f"?segment={shared}")
    assert "CSV" in analyst.panel(HANDED, f"?segment={shared}")
    copied = analyst.press(WORDS, "keep_segment", search=f"?segment={shared}", title="Mine", reason="", action="")
    assert parse_qs(urlsplit(copied.go_to).query)["segment"][0] != shared


def test_one_that_is_taken_away_is_gone_for_everybody_and_stays_in_the_trail(consenting: Shop, marketing: Person) -> None:
    number = keep(marketing)
    assert marketing.press(ABOUT, "end_segment", search=f"?segment={number}").go_to == "/segments"
    assert marketing.client.get(f"/segments/members.csv?segment={number}&medium=email").status_code == 404
    assert trail(consenting, "segment_ended")[-1][2]["before"]["title"] == "Regulars"


@pytest.mark.parametrize("role", [name for name, role in ROLES.items() if Permission.SEGMENTS_MANAGE not in role.permissions])
def test_nobody_else_hands_out_or_keeps(consenting: Shop, marketing: Person, role: str) -> None:
    number = keep(marketing, shared=[name for name, held in ROLES.items() if Permission.SEGMENTS_VIEW in held.permissions])
    assert Person(consenting, role).client.get(f"/segments/members.csv?segment={number}&medium=email").status_code == 403
    with pytest.raises(Forbidden):
        members(consenting.desk.warehouse, stand_in(role), Rule.of(RULE), "email")


def test_a_limited_reach_is_refused(consenting: Shop) -> None:
    limited = replace(stand_in("marketing"), scope=Scope(regions=("Bavaria",)))
    with pytest.raises(Forbidden, match="reach"):
        members(consenting.desk.warehouse, limited, Rule.of(RULE), "email")
    assert users.user(accounts_engine(consenting.settings), "marketing").scope == UNLIMITED


class Receiver:
    """Takes what is posted, and answers as it is told."""

    def __init__(self, status: int = 200) -> None:
        self.status, self.taken = status, []

    def __call__(self, where: str, **given: Any) -> SimpleNamespace:
        self.taken.append((where, given))
        return SimpleNamespace(status_code=self.status)


def test_a_webhook_gets_those_who_consented_signed_and_is_written_down(
    consenting: Shop, marketing: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver, number = Receiver(), keep(marketing)
    monkeypatch.setattr(requests, "post", receiver)
    answer = marketing.press(HANDED, "send_segment", search=f"?segment={number}", medium="email", address=HOOK)
    expected = consented(consenting, SQL_RULE)
    assert answer.done, answer.text
    assert answer.text == f"{len(expected):,} customers were sent."
    [(where, given)] = receiver.taken
    assert where == HOOK
    assert given["allow_redirects"] is False
    told = json.loads(given["data"])
    assert {row["customer_id"] for row in told["customers"]} == expected
    assert (told["segment"], told["version"], told["medium"]) == (int(number), 1, "email")
    moment, _, digest = given["headers"][SIGNATURE].partition(",v1=")
    signed = hmac.new(KEY.encode(), f"{moment.removeprefix('t=')}.".encode() + given["data"], hashlib.sha256).hexdigest()
    assert digest == signed
    _, subject, detail = trail(consenting, "segment_sent")[-1]
    assert (subject, detail["host"], detail["rows"]) == (f"segment:{number}", "hook.example", len(expected))
    with accounts_engine(consenting.settings).connect() as connection:
        assert connection.execute(select(EXPORT_REGISTER.c.format)).scalar_one() == "webhook"


def test_no_other_address_is_sent_to_and_a_refusal_is_said(consenting: Shop, marketing: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    receiver, number = Receiver(500), int(keep(marketing))
    monkeypatch.setattr(requests, "post", receiver)
    viewer = replace(stand_in("marketing"), user_id=users.user(accounts_engine(consenting.settings), "marketing").user_id)
    for wrong in ("https://elsewhere.example/", HOOK + "/more", "http://hook.example/segments", ""):
        with pytest.raises(Forbidden, match="SEGMENT_WEBHOOKS"):
            send(consenting.desk, viewer, number, "email", wrong)
    assert receiver.taken == []
    with pytest.raises(UserError, match="answered 500"):
        send(consenting.desk, viewer, number, "email", HOOK)
    unsigned = replace(consenting.desk, settings=replace(consenting.settings, segment_webhook_key=""))
    with pytest.raises(UserError, match="SEGMENT_WEBHOOK_KEY"):
        send(unsigned, viewer, number, "email", HOOK)


def test_the_profile_is_the_averages_of_pandas_and_says_what_two_share(consenting: Shop, marketing: Person) -> None:
    with warehouse_engine(consenting.settings).connect() as connection:
        held = pandas.read_sql(text("select * from score_rfm join dim_customer_attributes using (customer_key)"), connection)
    first, second = held["frequency"] >= 2, held["reviews"] >= 1
    one, other = keep(marketing, [[["frequency", ">=", 2]]], "Again"), keep(marketing, [[["reviews", ">=", 1]]], "Writers")
    shown = marketing.panel(BESIDE, f"?segment={one}&beside={other}")
    assert f"{int((first & second).sum()):,} customers are in both" in shown
    for part in (held[first], held, held[second]):
        assert f"{part['categories'].mean():.2f}" in shown
    led = marketing.press(BESIDE, "compare_segments", search=f"?segment={one}", other=other)
    assert led.go_to == f"/segment?segment={one}&beside={other}"
