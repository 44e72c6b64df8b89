"""Following win-back actions: after each build, who of the lists may still be written to, and what came of those whose days are over."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import pandas
from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.engine import RowMapping

import queries
from analytics.holdouts import lift
from dashapp.auth import operating
from dashapp.auth.viewer import OPERATOR
from dashapp.db.winback import WINBACK_ACTIONS, WINBACK_MEMBERS
from dashapp.settings import Settings
from jobs.churn import EVERYBODY
from queries.run import run
from queries.warehouse import Warehouse

_ACTIONS, _MEMBERS = WINBACK_ACTIONS.c, WINBACK_MEMBERS.c


def follow(settings: Settings) -> int:
    """Bring every running action up to what is published; how many were measured."""
    running = select(WINBACK_ACTIONS).where(_ACTIONS.stopped_at.is_(None), _ACTIONS.measured_at.is_(None))
    with operating.accounts(settings).begin() as connection:
        actions = connection.execute(running.order_by(_ACTIONS.action_id).with_for_update()).mappings().all()
        if not actions:
            return 0
        warehouse = queries.open(settings)
        as_of = warehouse.version(fresh=True).as_of.isoformat()
        over = [action for action in actions if action["last_date"] <= as_of]
        for action in actions:
            _brought_up(connection, warehouse, action, is_over=action in over)
    return len(over)


def _brought_up(connection: Connection, warehouse: Warehouse, action: RowMapping, *, is_over: bool) -> None:
    members = _members(connection, warehouse, action)
    values: dict[str, Any] = {"may_email": bindparam("new_may_email")}
    if is_over:
        values["has_ordered"] = bindparam("new_has_ordered")
    changed = update(WINBACK_MEMBERS).where(_MEMBERS.member_id == bindparam("member")).values(**values)
    connection.execute(changed, [_row(member, is_over) for member in members.to_dict("records")])
    if is_over:
        result = {"measured_at": int(time.time()), **_result(members)}
        connection.execute(update(WINBACK_ACTIONS).where(_ACTIONS.action_id == action["action_id"]).values(**result))


def _row(member: Mapping[str, Any], is_over: bool) -> dict[str, Any]:
    found = {"member": int(member["member_id"]), "new_may_email": bool(member["may_email"])}
    return found | {"new_has_ordered": bool(member["has_ordered"])} if is_over else found


def _members(connection: Connection, warehouse: Warehouse, action: RowMapping) -> pandas.DataFrame:
    """Everybody on the list; whoever the published version does not know has not ordered and may not be written to."""
    asked = select(_MEMBERS.member_id, _MEMBERS.source, _MEMBERS.customer_id, _MEMBERS.is_held_out)
    listed = pandas.DataFrame(connection.execute(asked.where(_MEMBERS.action_id == action["action_id"])).mappings().all())
    days = {name: action[name] for name in ("first_date", "last_date")}
    known = run(warehouse, "churn.ordered", days, OPERATOR, limit=EVERYBODY).frame
    found = listed.merge(known, on=["source", "customer_id"], how="left")
    return found.assign(**{name: found[name].eq(True) for name in ("has_ordered", "may_email")})


def _result(members: pandas.DataFrame) -> dict[str, float]:
    """The lift and its interval; nothing of it without a hold-out."""
    held = members["is_held_out"].astype(bool)
    ordered = members["has_ordered"]
    found = lift(int((~held).sum()), int(ordered[~held].sum()), int(held.sum()), int(ordered[held].sum()))
    return {} if found is None else {"lift": found.value, "lift_low": found.low, "lift_high": found.high}
