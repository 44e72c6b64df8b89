"""What came of win-back actions: nothing is told before the planned days are over, and no lift without a hold-out."""

from __future__ import annotations

from dataclasses import replace

import pytest

import queries
from analytics.holdouts import lift
from dashapp.auth.viewer import OPERATOR
from dashapp.settings import Settings
from jobs.churn import winback
from jobs.churn.following import follow
from queries.run import run
from tests.jobs.churn.test_winback import person, targets
from tests.jobs.churn.winback_desk import ANALYST, FIRST, LAST, PLAN, action, members, publish


def later(settings: Settings) -> Settings:
    """The same desk when the planned days are over."""
    return replace(settings, as_of_date=LAST)


def key_of(customer_id: str) -> int:
    return int(customer_id.removeprefix("c"))


def listed(settings: Settings) -> dict:
    return run(queries.open(settings), "winback.actions", {}, OPERATOR).records()[0]


def test_the_lift_is_told_once_the_planned_days_are_over(desk: Settings):
    number, _ = winback.start(desk, person(desk, ANALYST), PLAN)
    people = members(desk, number)
    contacted, held = (people[people["is_held_out"].astype(bool) == is_held] for is_held in (False, True))
    # Every second of the contacted orders on the first or the last day, every tenth of the hold-out; a day before counts nowhere.
    days = {key_of(name): (FIRST, LAST)[place % 4 // 2] for place, name in enumerate(contacted["customer_id"]) if place % 2 == 0}
    days |= {key_of(name): FIRST for name in held["customer_id"][::10]}
    days |= {key_of(contacted["customer_id"].iloc[1]): FIRST.replace(day=11)}
    publish(desk, days)
    assert follow(desk) == 0
    assert (listed(desk)["state"], listed(desk)["contacted_rate"], listed(desk)["lift"]) == ("running", None, None)
    assert members(desk, number)["has_ordered"].isna().all()
    assert follow(later(desk)) == 1
    yes, held_yes = -(-len(contacted) // 2), -(-len(held) // 10)
    expected = lift(len(contacted), yes, len(held), held_yes)
    found = listed(desk)
    assert (found["state"], found["contacted"], found["held_out"]) == ("measured", len(contacted), len(held))
    assert (found["contacted_rate"], found["held_out_rate"]) == pytest.approx((yes / len(contacted), held_yes / len(held)))
    assert (found["lift"], found["lift_low"], found["lift_high"]) == pytest.approx((expected.value, expected.low, expected.high))
    assert found["lift_low"] > 0.2
    counts = run(queries.open(desk), "winback.counts", {}, OPERATOR).records()[0]
    assert (counts["running"], counts["measured"], counts["lift"]) == (0, 1, pytest.approx(expected.value))
    assert targets(desk) == set()
    assert follow(later(desk)) == 0


def test_t_chu_2_an_action_without_a_hold_out_reports_no_lift(desk: Settings):
    number, _ = winback.start(desk, person(desk, ANALYST), replace(PLAN, holdout_share=0.0))
    publish(desk, {key_of(name): FIRST for name in members(desk, number)["customer_id"]})
    follow(later(desk))
    found = listed(desk)
    assert (found["state"], found["contacted_rate"], found["held_out_rate"], found["lift"]) == ("measured", 1.0, None, None)
    assert action(desk, number)["detectable"] is None
    assert run(queries.open(desk), "winback.counts", {}, OPERATOR).records()[0]["lift"] is None


def test_a_stopped_action_is_never_measured(desk: Settings):
    anna = person(desk, ANALYST)
    number, _ = winback.start(desk, anna, PLAN)
    winback.stop(desk, anna, number)
    assert follow(later(desk)) == 0
    assert listed(desk)["state"] == "stopped"
    assert listed(desk)["contacted_rate"] is None


def test_t_seg_3_whoever_withdraws_consent_leaves_the_list_but_not_the_comparison(desk: Settings):
    _, started = winback.start(desk, person(desk, ANALYST), PLAN)
    gone = sorted(targets(desk))[:5]
    publish(desk, withdrawn=tuple(key_of(name) for name in gone))
    follow(desk)
    assert not targets(desk) & set(gone)
    assert len(targets(desk)) == started.contacted - 5
    follow(later(desk))
    assert listed(desk)["contacted"] == started.contacted
