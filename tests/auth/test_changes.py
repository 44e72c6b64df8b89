"""A change is made by two people: proposed by one, decided by another, carried out only then, and all of it on record."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from dashapp.auth.changes import Change, Kind, Proposal, approve, changes, propose, refuse
from dashapp.auth.roles import role
from dashapp.auth.users import add_user, deactivate, set_role, user
from dashapp.auth.viewer import OPERATOR, Viewer, viewer_for
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.db.books import CHANGES
from dashapp.errors import Forbidden, NotFound, UserError

MONTH = Proposal(Kind.PERIOD_UNLOCK, "2026-03", {"locked_through": "2026-03-31"}, {"open_from": "2026-03-01"}, "A late invoice.")


def person(engine: Engine, name: str, role_name: str = "finance") -> Viewer:
    add_user(engine, name, role_name)
    found = user(engine, name)
    return viewer_for(found.user_id, found.name, role(found.role))


@pytest.fixture
def ann(engine: Engine) -> Viewer:
    return person(engine, "ann")


@pytest.fixture
def ben(engine: Engine) -> Viewer:
    return person(engine, "ben")


class Applied:
    """An applier that remembers what it carried out, or fails."""

    def __init__(self, problem: str = "") -> None:
        self.changes: list[Change] = []
        self.problem = problem

    def __call__(self, kind: str) -> Any:
        assert kind == Kind.PERIOD_UNLOCK
        return self._apply

    def _apply(self, _connection: Any, change: Change) -> str:
        if self.problem:
            raise UserError(self.problem)
        self.changes.append(change)
        return "done"


def trail(engine: Engine, action: str) -> list[tuple[str, dict[str, Any]]]:
    with engine.connect() as connection:
        asked = select(AUDIT_EVENTS.c.actor, AUDIT_EVENTS.c.detail).where(AUDIT_EVENTS.c.action == action).order_by(AUDIT_EVENTS.c.sequence)
        return [(actor, json.loads(detail)) for actor, detail in connection.execute(asked)]


def test_a_second_person_approves_and_only_then_it_is_done(engine: Engine, ann: Viewer, ben: Viewer) -> None:
    applied = Applied()
    change = propose(engine, ann, MONTH)
    assert (change.state, change.proposer, applied.changes) == ("waiting", "ann", [])
    assert approve(engine, ben, change.change_id, applied) == "done"
    (found,) = changes(engine)
    assert (found.state, found.proposer, found.decider) == ("approved", "ann", "ben")
    assert applied.changes == [found]
    for actor, action in (("ann", "change_proposed"), ("ben", "change_approved")):
        ((who, detail),) = trail(engine, action)
        assert (who, detail["before"], detail["after"]) == (actor, MONTH.before, MONTH.after)


def test_nobody_decides_their_own_change(engine: Engine, ann: Viewer, ben: Viewer) -> None:
    change = propose(engine, ann, MONTH)
    applied = Applied()
    with pytest.raises(Forbidden, match="second person"):
        approve(engine, ann, change.change_id, applied)
    with pytest.raises(Forbidden, match="second person"):
        refuse(engine, ann, change.change_id, "no")
    with pytest.raises(UserError, match="--as USER"):
        approve(engine, OPERATOR, change.change_id, applied)
    assert applied.changes == []
    assert changes(engine)[0].state == "waiting"


def test_the_role_of_the_moment_counts(engine: Engine, ann: Viewer, ben: Viewer) -> None:
    change = propose(engine, ann, MONTH)
    set_role(engine, "ben", "analyst")
    with pytest.raises(Forbidden, match=r"changes\.approve"):
        approve(engine, ben, change.change_id, Applied())
    set_role(engine, "ben", "finance")
    deactivate(engine, "ben")
    with pytest.raises(Forbidden, match=r"changes\.approve"):
        approve(engine, ben, change.change_id, Applied())


def test_what_cannot_be_carried_out_is_not_approved(engine: Engine, ann: Viewer, ben: Viewer) -> None:
    change = propose(engine, ann, MONTH)
    with pytest.raises(UserError, match="no such month"):
        approve(engine, ben, change.change_id, Applied("no such month"))
    assert changes(engine)[0].state == "waiting"
    assert trail(engine, "change_approved") == []


def test_a_change_is_decided_once(engine: Engine, ann: Viewer, ben: Viewer) -> None:
    change = propose(engine, ann, MONTH)
    with pytest.raises(UserError, match="waits already"):
        propose(engine, ben, MONTH)
    refuse(engine, ben, change.change_id, "Post it in April.")
    assert (changes(engine)[0].state, changes(engine)[0].note) == ("refused", "Post it in April.")
    with pytest.raises(UserError, match="refused already"):
        approve(engine, ben, change.change_id, Applied())
    with pytest.raises(NotFound, match="no change 99"):
        approve(engine, ben, 99, Applied())


def test_after_thirty_days_it_waits_no_more(engine: Engine, ann: Viewer, ben: Viewer) -> None:
    change = propose(engine, ann, MONTH)
    with engine.begin() as connection:
        connection.execute(update(CHANGES).values(proposed_at=CHANGES.c.proposed_at - 31 * 86400))
    with pytest.raises(UserError, match="expired already"):
        approve(engine, ben, change.change_id, Applied())
    assert changes(engine)[0].state == "expired"
    assert len(trail(engine, "change_expired")) == 1


def test_costs_are_counted_in_the_trail_and_never_written_there(engine: Engine, ann: Viewer) -> None:
    rows = [{"product_id": "P1", "cost_cents": 987654}]
    propose(engine, ann, Proposal(Kind.COST_TABLE, "costs.csv", {"costs": []}, {"costs": rows}, "New prices."))
    ((_, detail),) = trail(engine, "change_proposed")
    assert detail["after"]["costs"]["rows"] == 1
    assert "987654" not in json.dumps(detail)


@pytest.mark.parametrize(("proposal", "problem"), [({"reason": " "}, "needs a reason"), ({"after": MONTH.before}, "nothing to change")])
def test_a_change_says_why_and_changes_something(engine: Engine, ann: Viewer, proposal: dict[str, Any], problem: str) -> None:
    with pytest.raises(UserError, match=problem):
        propose(engine, ann, Proposal(**{**vars(MONTH), **proposal}))
