"""A shop of two hundred customers at risk, one in four without consent, and a desk whose analyst may start actions."""

from __future__ import annotations

import datetime
from typing import Any

import pandas
from sqlalchemy import select

from dashapp.db.engines import accounts_engine
from dashapp.db.winback import WINBACK_ACTIONS, WINBACK_MEMBERS
from dashapp.periods import day_number
from dashapp.settings import Settings
from jobs import calendar
from queries.office import WinBackPlan
from tests.queries import marts
from tests.queries.mart_churn import churn_rows

NUMBER, ANALYST = 200, "anna"
PLAN = WinBackPlan("Come back", "10 % off", ANALYST, ("High",), "", 30, 0.3)
FIRST, LAST = marts.LAST + datetime.timedelta(days=1), marts.LAST + datetime.timedelta(days=30)


def publish(settings: Settings, orders: dict[int, datetime.date] | None = None, withdrawn: tuple[int, ...] = ()) -> None:
    """The shop as far as it is known: the customers who ordered, each on a day, and those who withdrew their consent."""
    rows = marts.seeded(number=0)
    known = churn_rows([1])["score_churn"][0]
    keys = range(1, NUMBER + 1)
    people = [rows["dim_customers"][0], *({**rows["dim_customers"][2], "customer_key": key, "customer_id": f"c{key}"} for key in keys)]
    risks = [{**known, "customer_key": key, "band": "High", "probability": 0.8, "reason_1": reason(key)} for key in keys]
    given = {
        "dim_date": calendar.calendar(settings, day_number(marts.FIRST), day_number(LAST)),
        "dim_customers": people,
        "dim_consents": [_consent(key, may_email=key % 4 != 0 and key not in withdrawn) for key in keys],
        "score_churn": risks,
        "fct_sales_events": [_sale(number, key, day) for number, (key, day) in enumerate((orders or {}).items(), 1)],
    }
    marts.publish(settings, rows | given)


def reason(key: int) -> str:
    return "Silent for long" if key % 2 else "Few orders lately"


def members(settings: Settings, number: int) -> pandas.DataFrame:
    """Everybody on the list of an action."""
    asked = select(WINBACK_MEMBERS).where(WINBACK_MEMBERS.c.action_id == number).order_by(WINBACK_MEMBERS.c.member_id)
    with accounts_engine(settings).connect() as connection:
        return pandas.DataFrame(connection.execute(asked).mappings().all())


def action(settings: Settings, number: int) -> dict[str, Any]:
    """What is kept of an action."""
    with accounts_engine(settings).connect() as connection:
        return dict(connection.execute(select(WINBACK_ACTIONS).where(WINBACK_ACTIONS.c.action_id == number)).mappings().one())


def _consent(key: int, *, may_email: bool) -> dict[str, Any]:
    known = {"consent_key": key, "source": "shop", "customer_id": f"c{key}", "customer_key": key}
    return {**known, "may_email": int(may_email), "may_text": 0, "is_suppressed": 0, "reason": "None"}


def _sale(number: int, key: int, day: datetime.date) -> dict[str, Any]:
    known = {column.name: None for table in marts.MARTS if table.name == "fct_sales_events" for column in table.columns}
    placed = {"event_type": "sale", "event_day": day_number(day), "order_day": day_number(day), "is_known_customer": 1, "source": "shop"}
    return {**known, **placed, "event_key": number, "order_key": number, "customer_key": key}
