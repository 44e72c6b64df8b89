"""Incidents: what fails opens one, what passes resolves it, a waiver keeps it out, and every deed is audited; on both engines."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest
from sqlalchemy import select, update

import queries
from dashapp.auth.scope import Scope
from dashapp.auth.viewer import OPERATOR, stand_in
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.db.engines import accounts_engine
from dashapp.db.incidents import QUALITY_INCIDENT_EVENTS, QUALITY_INCIDENTS
from dashapp.errors import Forbidden, NotFound, UserError
from dashapp.settings import Settings
from jobs.quality.handling import acknowledge, assign, begin, comment, people
from jobs.quality.outcome import Outcome
from jobs.quality.waivers import end_waiver, waive
from queries.run import run
from tests.jobs.quality.incident_desk import DAY, TOMORROW, incidents, outcome, person, ran


def events(settings: Settings) -> list[tuple[str, str]]:
    with accounts_engine(settings).connect() as connection:
        asked = select(QUALITY_INCIDENT_EVENTS).order_by(QUALITY_INCIDENT_EVENTS.c.event_id)
        return [(row.by_name, row.event) for row in connection.execute(asked) if row.event != "told"]


def audited(settings: Settings, action: str) -> list[dict]:
    asked = select(AUDIT_EVENTS.c.detail).where(AUDIT_EVENTS.c.action == action).order_by(AUDIT_EVENTS.c.sequence)
    with accounts_engine(settings).connect() as connection:
        return [json.loads(detail) for detail in connection.scalars(asked)]


def test_only_a_critical_or_major_failure_opens_an_incident_and_once(desk: Settings):
    found = [outcome("orders.a", "fail"), outcome("orders.b", "fail", "major"), outcome("orders.c", "warn", "minor")]
    found += [outcome("orders.d", "error"), outcome("orders.e", "pass"), outcome("orders.f", "not applicable")]
    assert [one.outcome.measure.name for one in ran(desk, *found)] == ["orders.a", "orders.b"]
    assert ran(desk, *found) == []
    held = incidents(desk)
    assert {name: (row["status"], row["severity"], row["reopened"]) for name, row in held.items()} == {
        "orders.a": ("new", "critical", 0),
        "orders.b": ("new", "major", 0),
    }
    with accounts_engine(desk).connect() as connection:
        rows = connection.execute(select(QUALITY_INCIDENTS)).mappings().all()
    assert {row["check_name"]: row["due_at"] - row["opened_at"] for row in rows} == {"orders.a": DAY, "orders.b": 7 * DAY}
    assert {row["run_id"] for row in rows} == {2}


def test_incidents_of_one_table_stand_together(desk: Settings):
    def about(name: str, table: str) -> Outcome:
        made = outcome(name, "fail")
        return replace(made, measure=replace(made.measure, table=table))

    ran(desk, about("a.one", "orders"), about("b.two", "refunds"), about("c.three", "orders"), about("d.four", "orders"))
    waive(desk, OPERATOR, "d.four", "Known.", TOMORROW)
    found = run(queries.open(desk), "quality.incidents", {}, OPERATOR).records()
    assert [(row["check_name"], row["open_in_table"]) for row in found] == [("a.one", 2), ("c.three", 2), ("b.two", 1), ("d.four", 2)]
    narrowed = run(queries.open(desk), "quality.incidents", {"table_name": "refunds"}, OPERATOR).records()
    assert [row["check_name"] for row in narrowed] == ["b.two"]


def test_t_dq_2_reopening_an_incident_does_not_raise_resolved(desk: Settings):
    def resolved() -> int:
        return sum(row["status"] == "resolved" for row in incidents(desk).values())

    seen = []
    for status in ("fail", "pass", "fail", "pass", "fail", "error"):
        ran(desk, outcome("orders.a", status))
        seen.append(resolved())
    assert seen == [0, 1, 0, 1, 0, 0]
    [row] = incidents(desk).values()
    assert (row["status"], row["reopened"]) == ("new", 2)
    assert [event for _, event in events(desk)] == ["opened", "resolved", "reopened", "resolved", "reopened"]


@pytest.mark.parametrize(("status", "words"), [("pass", "passes again"), ("not applicable", "no such rows"), ("warn", "only warns")])
def test_what_fails_no_more_resolves_itself(desk: Settings, status: str, words: str):
    ran(desk, outcome("orders.a", "fail"))
    ran(desk, outcome("orders.a", status, "minor" if status == "warn" else "critical"))
    [row] = incidents(desk).values()
    assert (row["status"], row["hours_to_acknowledge"], row["hours_to_resolve"] >= 0) == ("resolved", None, True)
    last = run(queries.open(desk), "quality.incident_events", {"check_name": "orders.a"}, OPERATOR).records()[0]
    assert (last["by_name"], last["event"], words in last["words"]) == ("checks", "resolved", True)


def test_a_check_that_counts_no_more_is_resolved_by_a_run_of_everything_only(desk: Settings):
    ran(desk, outcome("rules.orders.channel.1", "fail"), outcome("orders.b", "fail"))
    ran(desk, outcome("orders.b", "fail"), is_whole=False)
    assert incidents(desk)["rules.orders.channel.1"]["status"] == "new"
    ran(desk, outcome("orders.b", "fail"))
    assert {name: row["status"] for name, row in incidents(desk).items()} == {"rules.orders.channel.1": "resolved", "orders.b": "new"}


def test_a_waived_failure_stays_out_until_the_day_it_ends(desk: Settings):
    ran(desk, outcome("orders.a", "fail"), outcome("orders.b", "pass"))
    waive(desk, OPERATOR, "orders.a", "The vendor mends it.", TOMORROW)
    waive(desk, OPERATOR, "orders.b", "Known.", TOMORROW)
    assert ran(desk, outcome("orders.a", "fail"), outcome("orders.b", "fail")) == []
    assert {name: row["status"] for name, row in incidents(desk).items()} == {"orders.a": "waived"}
    listed = {row["check_name"]: row for row in run(queries.open(desk), "quality.results", {}, OPERATOR).records()}
    assert (listed["orders.a"]["status"], listed["orders.a"]["waived_until"][:10]) == ("fail", TOMORROW)
    score = run(queries.open(desk), "quality.score", {}, OPERATOR).records()[0]["score"]
    assert score == 0, "a waived failure counts as a failure"

    end_waiver(desk, OPERATOR, "orders.a")
    end_waiver(desk, OPERATOR, "orders.b")
    assert incidents(desk)["orders.a"]["status"] == "new"
    assert [one.outcome.measure.name for one in ran(desk, outcome("orders.a", "fail"), outcome("orders.b", "fail"))] == ["orders.b"]
    made = [(one["before"] is None, one["after"] is None) for one in audited(desk, "check_waived")]
    assert made == [(True, False), (True, False), (False, True), (False, True)]


def test_a_waived_failure_that_is_mended_is_resolved(desk: Settings):
    ran(desk, outcome("orders.a", "fail"))
    waive(desk, OPERATOR, "orders.a", "Known.", TOMORROW)
    ran(desk, outcome("orders.a", "pass"))
    assert incidents(desk)["orders.a"]["status"] == "resolved"


@pytest.mark.parametrize(("name", "reason", "until", "said"), [("orders.a", " ", TOMORROW, "needs a reason"),
                                                               ("orders.a", "Known.", "2026-01-01", "It ends after"),
                                                               ("orders.a", "Known.", "2999-01-01", "It ends after"),
                                                               ("orders.a", "Known.", "soon", "YYYY-MM-DD"),
                                                               ("orders.z", "Known.", TOMORROW, "nothing to waive")])  # fmt: skip
def test_a_waiver_needs_a_check_a_reason_and_a_day(desk: Settings, name: str, reason: str, until: str, said: str):
    ran(desk, outcome("orders.a", "fail"))
    with pytest.raises(UserError, match=said):
        waive(desk, OPERATOR, name, reason, until)
    with pytest.raises(NotFound, match="not waived"):
        end_waiver(desk, OPERATOR, name)


def test_incidents_are_given_acknowledged_begun_and_commented_together(desk: Settings):
    ran(desk, outcome("orders.a", "fail"), outcome("orders.b", "fail"), outcome("orders.c", "fail"))
    anna, olga = person(desk, "anna"), person(desk, "olga")
    assert people(desk) == ["anna", "olga", "otto"]
    assert assign(desk, anna, [1, 2, 2], "olga") == 2
    assert begin(desk, olga, [2]) == 1
    assert acknowledge(desk, olga, [1, 2]) == 1, "what is in progress is acknowledged already"
    assert comment(desk, olga, [1, 2], " The carrier knows. ") == 2
    held = incidents(desk)
    assert [(held[name]["status"], held[name]["assignee"], held[name]["comments"]) for name in ("orders.a", "orders.b", "orders.c")] == [
        ("acknowledged", "olga", 1), ("in progress", "olga", 1), ("new", None, 0),
    ]  # fmt: skip
    assert held["orders.b"]["hours_to_acknowledge"] >= 0
    told = audited(desk, "incident_changed")
    assert told[0] == {"check": "orders.a", "before": {"assignee": None}, "after": {"assignee": "olga"}}
    assert told[2] == {"check": "orders.b", "before": {"status": "new"}, "after": {"status": "in progress"}}
    assert "carrier" not in json.dumps(told), "what people write stays out of the trail"
    with pytest.raises(UserError, match="so already"):
        acknowledge(desk, olga, [1, 2])


def test_who_may_not_handle_an_incident_changes_none(desk: Settings):
    ran(desk, outcome("orders.a", "fail"), outcome("orders.b", "fail"))
    olga, before = person(desk, "olga"), incidents(desk)
    assign(desk, OPERATOR, [1], "olga")
    with pytest.raises(Forbidden, match="2 was not given to you"):
        acknowledge(desk, olga, [1, 2])
    assert incidents(desk)["orders.a"]["status"] == "new", "all or none"
    limited = replace(stand_in("admin"), scope=Scope(brands=("Alba",)))
    refused = [
        lambda: assign(desk, olga, [1], "olga"),
        lambda: acknowledge(desk, stand_in("fraud_analyst"), [1]),
        lambda: comment(desk, limited, [1], "Hm."),
        lambda: assign(desk, limited, [1], "olga"),
        lambda: waive(desk, olga, "orders.a", "Known.", TOMORROW),
        lambda: waive(desk, limited, "orders.a", "Known.", TOMORROW),
    ]
    for do in refused:
        with pytest.raises(Forbidden):
            do()
    assert incidents(desk)["orders.b"] == before["orders.b"]


@pytest.mark.parametrize(("numbers", "name", "said"), [([], "olga", "No incident is chosen"), ([1], "lisa", "cannot be given"),
                                                       ([1], "frank", "cannot be given"), ([9], "olga", "no incident 9"),
                                                       ([1], "x' or 1=1", "cannot be given")])  # fmt: skip
def test_what_cannot_be_given_is_refused(desk: Settings, numbers: list[int], name: str, said: str):
    ran(desk, outcome("orders.a", "fail"))
    with pytest.raises(UserError, match=said):
        assign(desk, OPERATOR, numbers, name)
    for words in ("", " ", "x" * 2001):
        with pytest.raises(UserError, match="comment"):
            comment(desk, OPERATOR, [1], words)


def test_an_incident_is_overdue_after_its_day(desk: Settings):
    ran(desk, outcome("orders.a", "fail"))
    assert not incidents(desk)["orders.a"]["is_overdue"]
    with accounts_engine(desk).begin() as connection:
        connection.execute(update(QUALITY_INCIDENTS).values(due_at=int(time.time()) - 5))
    assert incidents(desk)["orders.a"]["is_overdue"]


def test_what_is_done_is_counted_once_an_incident(desk: Settings):
    def counts() -> dict:
        return run(queries.open(desk), "quality.counts", {}, OPERATOR).records()[0]

    assert (counts()["score"], counts()["open_incidents"], counts()["hours_to_resolve"]) == (None, 0, None)
    found = [
        replace(outcome(f"orders.{name}", "fail"), at_risk_cents=cents) for name, cents in (("a", 500), ("b", 700), ("c", None), ("d", 20))
    ]
    ran(desk, *found)
    waive(desk, OPERATOR, "orders.c", "Known.", TOMORROW)
    acknowledge(desk, OPERATOR, [1])
    with accounts_engine(desk).begin() as connection:
        moved = QUALITY_INCIDENTS.c.opened_at - 7200
        connection.execute(update(QUALITY_INCIDENTS).values(opened_at=moved, due_at=QUALITY_INCIDENTS.c.due_at - 2 * DAY))
    ran(desk, *found[:3], outcome("orders.d", "pass"))
    seen = counts()
    assert {name: seen[name] for name in ("open_incidents", "overdue", "resolved", "at_risk", "currency", "score", "accuracy")} == {
        "open_incidents": 2, "overdue": 2, "resolved": 1, "at_risk": 7.0, "currency": "EUR", "score": 25.0, "accuracy": 25.0,
    }  # fmt: skip
    assert seen["hours_to_acknowledge"] == pytest.approx(2, abs=0.05)
    assert seen["hours_to_resolve"] == pytest.approx(2, abs=0.05)
    loads = run(queries.open(desk), "quality.load", {}, OPERATOR).records()
    assert loads == [{"owner": "Operations", "incidents": 2, "critical": 2, "overdue": 2}]
    assert [row["run"] for row in run(queries.open(desk), "quality.trend", {}, OPERATOR).records()] == ["Run 1", "Run 2"]
    [cell] = run(queries.open(desk), "quality.tiers_by_table", {}, OPERATOR).records()
    assert cell == {"table_name": "orders", "tier": "accuracy", "lost": 75.0, "score": 25.0, "checks": 4, "failed": 3, "warned": 0}
