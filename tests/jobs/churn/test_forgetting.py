"""Erased people on lists of win-back actions: nobody writes to them, no address stands for them, and the shares stay."""

from __future__ import annotations

from sqlalchemy import update

import queries
from dashapp.auth.viewer import OPERATOR
from dashapp.db.engines import accounts_engine
from dashapp.db.winback import WINBACK_MEMBERS
from dashapp.settings import Settings
from jobs.churn import winback
from jobs.churn.forgetting import forget_winback
from queries.run import run
from tests.jobs.churn.test_winback import person, targets
from tests.jobs.churn.winback_desk import ANALYST, PLAN, members


def test_the_erased_leave_the_list_and_an_address_becomes_a_token(desk: Settings):
    number, _ = winback.start(desk, person(desk, ANALYST), PLAN)
    gone, by_address = sorted(targets(desk))[:2]
    with accounts_engine(desk).begin() as connection:
        renamed = update(WINBACK_MEMBERS).where(WINBACK_MEMBERS.c.customer_id == by_address)
        connection.execute(renamed.values(customer_id="jane@example.org"))
    before = run(queries.open(desk), "winback.actions", {}, OPERATOR).records()
    forget_winback(desk, {"shop": {gone, "jane@example.org"}, "other": {"c1"}})
    assert not targets(desk) & {gone, by_address, "jane@example.org"}
    listed = members(desk, number)
    assert gone in set(listed["customer_id"])
    assert not listed["customer_id"].str.contains("@").any()
    assert run(queries.open(desk), "winback.actions", {}, OPERATOR).records() == before
