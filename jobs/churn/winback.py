"""Win-back actions: a list of customers at risk, an offer, and a part that is held out, without which no lift is reported."""

from __future__ import annotations

import datetime
import time
from collections.abc import Sequence
from dataclasses import dataclass

import pandas
from sqlalchemy import Connection, insert, select, update

import queries
from analytics.holdouts import detectable, held_out
from dashapp.auth import audit
from dashapp.auth.audit import Action
from dashapp.auth.permissions import Permission
from dashapp.auth.users import people_who
from dashapp.auth.viewer import OPERATOR, Viewer
from dashapp.db.engines import accounts_engine
from dashapp.db.winback import WINBACK_ACTIONS, WINBACK_MEMBERS
from dashapp.errors import NotFound, UserError, near
from dashapp.settings import Settings
from jobs.churn import EVERYBODY
from queries.office import WinBackPlan, WinBackSize, require_whole_reach
from queries.run import run

LONGEST_TITLE, LONGEST_OFFER = 120, 500
FEWEST_DAYS, MOST_DAYS = 7, 180
MOST_HELD_OUT = 0.5
BANDS = ("High", "Medium")
_ACTIONS, _MEMBERS = WINBACK_ACTIONS.c, WINBACK_MEMBERS.c


@dataclass(frozen=True)
class Listed:
    """Whom a plan would concern. customers: source, customer_id, probability and is_held_out of everybody on the list."""

    customers: pandas.DataFrame
    chosen: int
    without_consent: int
    elsewhere: int

    def size(self) -> WinBackSize:
        """The numbers of the list."""
        held = int(self.customers["is_held_out"].sum())
        contacted = len(self.customers) - held
        rate = float(1 - self.customers["probability"].mean()) if len(self.customers) else 0.0
        return WinBackSize(self.chosen, self.without_consent, self.elsewhere, contacted, held, rate, detectable(contacted, held, rate))


def people(settings: Settings) -> list[str]:
    """Whoever may answer for an action: people who may start one."""
    return [one.name for one in people_who(accounts_engine(settings), Permission.WINBACK_MANAGE)]


def size(settings: Settings, viewer: Viewer, plan: WinBackPlan) -> WinBackSize:
    """How large the list of a plan would be, how many would be held out, and which lift it could show. Nothing is started."""
    _require(settings, viewer, plan)
    with accounts_engine(settings).connect() as connection:
        return _listed(settings, connection, plan).size()


def start(settings: Settings, viewer: Viewer, plan: WinBackPlan) -> tuple[int, WinBackSize]:
    """Start an action: its number and size. Who is held out is drawn once and kept."""
    _require(settings, viewer, plan)
    version = queries.open(settings).version()
    first = version.as_of + datetime.timedelta(days=1)
    with accounts_engine(settings).begin() as connection:
        listed = _listed(settings, connection, plan)
        if not len(listed.customers):
            raise UserError("Nobody would be on this list: no customer of the choice may be e-mailed and is on no other running list.")
        found = listed.size()
        row = {
            "title": plan.title,
            "offer": plan.offer,
            "owner": plan.owner,
            "bands": ", ".join(plan.bands),
            "reason": plan.reason or None,
            "holdout_share": plan.holdout_share,
            "planned_days": plan.planned_days,
            "started_at": int(time.time()),
            "started_by": viewer.name,
            "first_date": first.isoformat(),
            "last_date": (first + datetime.timedelta(days=plan.planned_days - 1)).isoformat(),
            "version": version.version,
            "expected_rate": found.expected_rate,
            "detectable": found.detectable,
        }
        number = int(connection.execute(insert(WINBACK_ACTIONS).values(**row)).inserted_primary_key[0])
        members = listed.customers[["source", "customer_id", "is_held_out"]].assign(action_id=number, may_email=True)
        connection.execute(insert(WINBACK_MEMBERS), members.to_dict("records"))
        counts = {"contacted": found.contacted, "held_out": found.held_out, "days": plan.planned_days, "version": version.version}
        audit.append(connection, viewer, Action.WINBACK_STARTED, f"winback:{number}", counts)
    return number, found


def stop(settings: Settings, viewer: Viewer, number: int) -> str:
    """Stop an action before its days are over; it reports no lift then. Its title."""
    viewer.require(Permission.WINBACK_MANAGE)
    require_whole_reach(viewer)
    mine = _ACTIONS.action_id == number
    with accounts_engine(settings).begin() as connection:
        row = connection.execute(select(WINBACK_ACTIONS).where(mine).with_for_update()).mappings().one_or_none()
        if row is None:
            raise NotFound(f"There is no win-back action {number}.")
        if row["stopped_at"] is not None or row["measured_at"] is not None:
            raise UserError(f"The action {row['title']!r} is over already. Nothing was changed.")
        connection.execute(update(WINBACK_ACTIONS).where(mine).values(stopped_at=int(time.time())))
        audit.append(connection, viewer, Action.WINBACK_STOPPED, f"winback:{number}", {"last_date": row["last_date"]})
    return str(row["title"])


def _require(settings: Settings, viewer: Viewer, plan: WinBackPlan) -> None:
    viewer.require(Permission.WINBACK_MANAGE)
    require_whole_reach(viewer)
    for name, words, longest in (("title", plan.title, LONGEST_TITLE), ("offer", plan.offer, LONGEST_OFFER)):
        if not words or len(words) > longest:
            raise UserError(f"The {name} has {len(words):,} letters. Write one to {longest:,}.")
    if plan.owner not in (known := people(settings)):
        raise UserError(f"{plan.owner!r} cannot answer for an action.{near(plan.owner, known)}")
    if not plan.bands or not set(plan.bands) <= set(BANDS):
        raise UserError(f"The loss at stake is {', '.join(plan.bands) or 'none'}. Choose of {', '.join(BANDS)}.")
    if not FEWEST_DAYS <= plan.planned_days <= MOST_DAYS:
        raise UserError(f"The action is planned for {plan.planned_days:,} days. Plan {FEWEST_DAYS} to {MOST_DAYS}.")
    if not 0 <= plan.holdout_share <= MOST_HELD_OUT:
        raise UserError(f"The hold-out is {plan.holdout_share:.0%} of the list. Hold out 0 to {MOST_HELD_OUT:.0%}.")


def _listed(settings: Settings, connection: Connection, plan: WinBackPlan) -> Listed:
    """The customers of a plan without those who may not be written to or are on another running list, held out or not."""
    asked = {"bands": list(plan.bands), "reason": plan.reason or None}
    chosen = run(queries.open(settings), "churn.at_risk", asked, OPERATOR, limit=EVERYBODY).frame
    taken = _taken(connection)
    known = chosen[["source", "customer_id", "probability", "may_email"]].copy()
    is_allowed = known["may_email"].astype(bool)
    is_taken = pandas.Series(
        [pair in taken for pair in zip(known["source"], known["customer_id"], strict=True)], index=known.index, dtype=bool
    )
    listed = known[is_allowed & ~is_taken].copy()
    names = [f"{source}:{number}" for source, number in zip(listed["source"], listed["customer_id"], strict=True)]
    listed["is_held_out"] = held_out(_seed(connection), names, plan.holdout_share)
    return Listed(listed, len(known), int((~is_allowed).sum()), int((is_allowed & is_taken).sum()))


def _taken(connection: Connection) -> set[tuple[str, str]]:
    running = select(_ACTIONS.action_id).where(_ACTIONS.stopped_at.is_(None), _ACTIONS.measured_at.is_(None))
    held = select(_MEMBERS.source, _MEMBERS.customer_id).where(_MEMBERS.action_id.in_(running))
    return {(row.source, row.customer_id) for row in connection.execute(held)}


def _seed(connection: Connection) -> str:
    """What draws the next action: how many there were. So what was counted before the start is what is started."""
    numbers: Sequence[int] = connection.scalars(select(_ACTIONS.action_id)).all()
    return f"winback {max(numbers, default=0) + 1}"
