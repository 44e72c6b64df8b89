"""The catalogue: what is counted and listed, one metric, query and table in full, certifying, running, taking along."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import parse_qsl, urlencode

import pytest
from sqlalchemy import delete, select

from dashapp.auth import users
from dashapp.auth.scope import UNLIMITED, Scope
from dashapp.auth.viewer import stand_in
from dashapp.db.catalogue import CERTIFICATIONS, QUERY_RUNS, TARGETS
from dashapp.db.engines import accounts_engine
from dashapp.db.exports import EXPORT_REGISTER
from queries.entries import library
from queries.lineage.relations import relations
from queries.reach import open_metrics
from queries.registry import registry
from tests.app.asking import body, callback_named, post
from tests.app.conftest import Shop
from tests.app.person import Person, trail

METRIC, QUERY, TABLE = "?metric=net_sales", "?query=sales.orders", "?table=dim_customers"
RUN = f"{QUERY}&country=France&from=2026-01-01&to=2026-06-30&run=yes"


@pytest.fixture(scope="module")
def analyst(shop: Shop) -> Person:
    return Person(shop, "analyst")


@pytest.fixture(scope="module")
def support(shop: Shop) -> Person:
    return Person(shop, "support")


@pytest.fixture(autouse=True)
def nothing_certified(shop: Shop) -> None:
    with accounts_engine(shop.settings).begin() as connection:
        connection.execute(delete(CERTIFICATIONS))
        connection.execute(delete(TARGETS))
        connection.execute(delete(QUERY_RUNS))
        connection.execute(delete(EXPORT_REGISTER))


def test_counts_are_those_of_the_files(analyst: Person) -> None:
    said = analyst.panel("catalogue.counts")
    assert f"Metrics {len(registry())}" in said
    assert "Certified 0 (0%)" in said
    core = sum(one.layer == "core" for one in library().values())
    assert f"Queries, core {core}" in said
    raw = sum(one.layer == "raw" for one in relations().values())
    assert f"Tables, raw {raw}" in said


@pytest.mark.parametrize(
    ("position", "names"),
    [("1.0", list(registry())), ("2.0", list(library())), ("3.0", list(relations()))],
    ids=["metrics", "queries", "tables"],
)
def test_every_entry_is_listed_and_can_be_taken_along(analyst: Person, position: str, names: list[str]) -> None:
    answer = analyst.client.get(f"/export/catalogue/{position}.csv")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert sorted(row[0] for row in rows[1:]) == sorted(names)


def test_a_metric_is_explained_with_its_sql_columns_and_impact(shop: Shop, analyst: Person) -> None:
    about = analyst.panel("metric.about", METRIC)
    assert registry()["net_sales"].words in about
    assert "sum(gross_{money}cents - discount_{money}cents - return_{money}cents)" in about
    assert ("analyst", "metric:net_sales") in [(actor, subject) for actor, subject, _ in trail(shop, "sql_viewed")]
    lineage = analyst.panel("metric.lineage", METRIC)
    assert "fct_sales_events.gross_cents" in lineage
    assert "raw_order_lines.amount_cents" in lineage
    assert "Sales performance" in analyst.panel("metric.impact", METRIC)


def test_who_may_not_see_sql_sees_the_definition(shop: Shop, support: Person) -> None:
    about = support.panel("metric.about", METRIC)
    assert registry()["net_sales"].words in about
    for said in (about, support.panel("query.about", QUERY), support.panel("table.about", "?table=fct_orders")):
        assert "from fct_sales_events" not in said
    assert not [1 for actor, *_ in trail(shop, "sql_viewed") if actor == "support"]


def test_a_table_says_what_feeds_what(analyst: Person) -> None:
    about = analyst.panel("table.about", TABLE)
    assert "customer_email text E-mail email" in about
    lineage = analyst.panel("table.lineage", TABLE)
    assert "raw_order_lines.customer_email" in lineage
    impact = analyst.panel("table.impact", TABLE)
    assert "fct_reviews" in impact or "segmentation.customers" in impact


@pytest.mark.parametrize("panel", ["metric.about", "metric.certification", "metric.target", "metric.lineage", "metric.impact",
                                   "query.about", "query.run", "query.lineage", "query.impact", "table.about", "table.lineage",
                                   "table.impact"])  # fmt: skip
def test_an_address_that_names_nothing_says_so(analyst: Person, panel: str) -> None:
    kind = panel.partition(".")[0]
    assert "Choose one in the catalogue" in analyst.panel(panel)
    assert "There is no" in analyst.panel(panel, f"?{kind}=nothing_of_the_kind")


def test_certifying_is_seen_on_the_metric_in_the_list_and_in_the_trail(shop: Shop, analyst: Person) -> None:
    assert "Nobody vouches" in analyst.panel("metric.certification", METRIC)
    assert analyst.press("metric.certification", "certify_metric", search=METRIC, note="Agrees with the ledger.").done
    assert "Certified by analyst" in analyst.panel("metric.certification", METRIC)
    assert "Certified 1 (" in analyst.panel("catalogue.counts")
    assert trail(shop, "metric_certified")[-1][:2] == ("analyst", "metric:net_sales")
    assert analyst.press("metric.certification", "withdraw_certification", search=METRIC).done
    assert "Nobody vouches" in analyst.panel("metric.certification", METRIC)


def test_without_the_permission_nothing_is_certified(shop: Shop, support: Person) -> None:
    from tests.app.asking import press
    from tests.app.person import KEYS

    answer = press(shop.app, support.client, "certify_metric", KEYS["metric.certification"], {"note": "I may not."}, search=METRIC)
    assert answer.status_code == 403
    assert "Certify" not in support.panel("metric.certification", METRIC)


def test_a_target_is_set_compared_kept_and_withdrawn(shop: Shop, analyst: Person, support: Person) -> None:
    assert "No target counts now. Jun 2026, the last whole month: £" in analyst.panel("metric.target", METRIC)
    said = analyst.press("metric.target", "set_metric_target", search=METRIC, value="1.00", month="2026-01", note="The budget.")
    assert said.text == "The target of Net sales is £1.00 a month from Jan 2026 on."
    read = support.panel("metric.target", METRIC)
    assert "Target: £1.00 a month From Jan 2026 on." in read
    assert re.search(r"Reached, £[\d,]+\.\d\d above it\. The target of that month is £1\.00 a month\.", read)
    assert "Set by analyst" in read
    assert "The budget." in read
    assert "Set target" not in read
    assert analyst.press("metric.target", "set_metric_target", search=METRIC, value="999999999", month="2026-06").done
    assert "Missed by £" in analyst.panel("metric.target", METRIC)
    assert "From Jan 2026 to May 2026: £1.00 a month" in analyst.panel("metric.target", METRIC)
    assert trail(shop, "target_set")[-1] == (
        "analyst", "metric:net_sales", {"from": "2026-06-01", "before": 1.0, "after": 999999999.0, "measured_in": "GBP"},
    )  # fmt: skip
    assert analyst.press("metric.target", "withdraw_metric_target", search=METRIC, month="2026-06").done
    assert "No target counts now." in analyst.panel("metric.target", METRIC)
    assert "No target counted in that month." in analyst.panel("metric.target", METRIC)


@pytest.mark.parametrize(
    ("value", "month", "words"), [("much", "2026-01", "It must be a number"), ("1", "Easter", "YYYY-MM"), ("", "", "The month is")]
)
def test_a_target_that_is_none_is_refused(analyst: Person, value: str, month: str, words: str) -> None:
    said = analyst.press("metric.target", "set_metric_target", search=METRIC, value=value, month=month)
    assert not said.done
    assert words in said.text


def test_no_target_or_actual_tells_what_a_role_does_not_see(shop: Shop, analyst: Person, support: Person) -> None:
    """Support opens sales and sees no margin; the fraud analyst opens no page of sales at all."""
    (name,) = (name for name, one in open_metrics(shop.desk.pages, stand_in("analyst")).items() if one.tag == "margin")
    for asked in (name, "net_sales"):
        assert analyst.press("metric.target", "set_metric_target", search=f"?metric={asked}", value="4321.09", month="2026-01").done
    fraud = Person(shop, "fraud_analyst")
    for person, asked, open_ in ((analyst, name, True), (support, name, False), (support, "net_sales", True), (fraud, "net_sales", False)):
        said = person.panel("metric.target", f"?metric={asked}")
        assert ("4,321.09" in said) == open_
        assert ("Jun 2026" in said) == open_
        assert ("No page that shows the metric" in said) != open_
    for person, marks, told in ((analyst, 0, 2), (support, 1, 1), (fraud, 2, 0)):
        listed = targets_in(person)
        assert (listed.count("•••"), sum("£4,321.09" in one for one in listed)) == (marks, told), person.name


def targets_in(person: Person) -> list[str]:
    answer = person.client.get("/export/catalogue/1.0.csv")
    if answer.status_code == 403:
        return listed_targets(person)
    return [row["Target"] for row in csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))) if row["Target"]]


def listed_targets(person: Person) -> list[str]:
    """The targets in the grid of who may not take it along."""
    key = "catalogue/1.0"
    answer = post(person.client, body(person.shop.app, callback_named(person.shop.app, '"widget":"panel"}.children'), key, {}))
    return re.findall(r'"target":"([^"]+)"', re.sub(r'": "', '":"', answer.get_data(as_text=True)))


def test_within_a_limited_reach_nothing_is_compared_or_set(shop: Shop, analyst: Person) -> None:
    assert analyst.press("metric.target", "set_metric_target", search=METRIC, value="1", month="2026-01").done
    users.set_scope(accounts_engine(shop.settings), "analyst", Scope(regions=("Normandy",)))
    try:
        person = Person(shop, "analyst")
        said = person.panel("metric.target", METRIC)
        assert "the two are not compared" in said
        assert "Reached" not in said
        assert "Set target" not in said
        assert "limited" in person.press("metric.target", "set_metric_target", search=METRIC, value="2", month="2026-01").text
    finally:
        users.set_scope(accounts_engine(shop.settings), "analyst", UNLIMITED)


def test_a_query_runs_with_parameters_and_is_written_down(shop: Shop, analyst: Person) -> None:
    led = analyst.press("query.run", "run_library_query", search=QUERY, country="France", brand="")
    assert dict(parse_qsl(led.go_to.partition("?")[2])) == {"query": "sales.orders", "country": "France", "run": "yes"}
    said = analyst.panel("query.run", RUN)
    assert "France" in said
    assert "Spain" not in said
    actor, subject, detail = trail(shop, "sql_run")[-1]
    assert (actor, subject, detail["given"]["country"]) == ("analyst", "query:sales.orders", "France")
    assert "by analyst" in analyst.panel("query.about", QUERY)


def test_a_run_is_taken_along_by_policy_and_register(shop: Shop, analyst: Person) -> None:
    answer = analyst.client.get(f"/catalogue/query.csv{RUN}")
    assert answer.status_code == 200, answer.text
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert len(rows) > 2
    with accounts_engine(shop.settings).connect() as connection:
        entry = connection.execute(select(EXPORT_REGISTER)).mappings().one()
    assert (entry["subject"], entry["rows"], entry["status"]) == ("query:sales.orders", len(rows) - 1, "done")


@pytest.mark.parametrize("name", ["support", "finance", "marketing"])
def test_who_may_not_run_is_refused(shop: Shop, name: str) -> None:
    person = Person(shop, name)
    assert "does not run it" in person.panel("query.run", RUN)
    assert person.client.get(f"/catalogue/query.csv{RUN}").status_code == 403


def test_what_is_given_is_bound_or_refused(analyst: Person) -> None:
    wrong = {"query": "sales.orders", "run": "yes"}
    for given in ({"country": "France' or '1'='1"}, {"from": "yesterday"}, {"scope_brands": "Brand 1"}, {"nothing": "x"}):
        said = analyst.panel("query.run", f"?{urlencode({**wrong, **given})}")
        assert "Spain" not in said
    assert analyst.client.get("/catalogue/query.csv?query=access.users").status_code in (403, 404)
    assert analyst.client.get("/catalogue/query.csv?query=nothing").status_code == 404


def test_a_limited_reach_limits_a_run(shop: Shop, analyst: Person) -> None:
    engine = accounts_engine(shop.settings)
    users.set_scope(engine, "analyst", Scope(regions=("Normandy",)))
    try:
        said = Person(shop, "analyst").panel("query.run", f"{QUERY}&run=yes")
        assert "Germany" not in said
    finally:
        users.set_scope(engine, "analyst", UNLIMITED)


def test_the_catalogue_opens_before_anything_is_imported(empty_shop: Shop) -> None:
    person = Person(empty_shop, "analyst")
    assert "Metrics" in person.panel("catalogue.counts")
    assert "Not checked" not in person.panel("table.about", TABLE)
