"""Satisfaction by hand: waves against each other in words, and detractors that are given out and followed up."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import insert, select

from callbacks.satisfaction_page import FOR_OTHERS, NONE, against
from dashapp.auth import users
from dashapp.auth.permissions import Permission
from dashapp.auth.roles import ROLES
from dashapp.auth.scope import Scope
from dashapp.db.engines import accounts_engine
from dashapp.db.follow_ups import FOLLOW_UPS
from tests.app.conftest import Shop
from tests.app.person import Person
from tests.app.test_states import answered

PANEL, LISTED = "satisfaction.follow_ups", "satisfaction/5.0"


def wave(score: float | None, margin: float | None, answers: int = 300) -> dict:
    return {"nps": score, "nps_margin": margin, "survey_answers": answers}


@pytest.mark.parametrize(("before", "now", "said"), [
    (None, wave(30.0, 4.0), "The first one shown"),
    (wave(30.0, 3.0), wave(34.9, 4.0), "+4.9 ± 5.0, within noise"),
    (wave(30.0, 3.0), wave(36.0, 4.0), "+6.0 ± 5.0, better"),
    (wave(36.0, 3.0), wave(30.0, 4.0), "−6.0 ± 5.0, worse"),
    (wave(30.0, 3.0, 29), wave(60.0, 4.0), "+30.0 ± 5.0, indicative"),
    (wave(None, None, 0), wave(60.0, 4.0), "Nobody answered one of the two"),
])  # fmt: skip
def test_t_nps_1_two_waves_are_told_apart_only_beyond_noise(before: dict | None, now: dict, said: str) -> None:
    assert against(before, now, "en-GB") == said


def test_the_page_opens_to_whom_the_list_of_pages_says() -> None:
    holding = {permission: {name for name, role in ROLES.items() if permission in role.permissions} for permission in Permission}
    assert holding[Permission.SATISFACTION_VIEW] == {"admin", "executive", "analyst", "marketing", "operations", "support"}
    assert holding[Permission.FOLLOW_UPS_MANAGE] == {"analyst", "support"}


def test_a_shop_that_asked_nobody_says_so(shop: Shop) -> None:
    assert NONE in Person(shop, "analyst").panel("satisfaction.waves")


def test_a_shop_whose_themes_nobody_has_looked_for_says_so(shop: Shop) -> None:
    assert "No model 'themes' has run" in Person(shop, "analyst").panel("models.themes")


@pytest.fixture
def waiting(own_shop: Shop) -> int:
    """The number of a follow-up in Normandy."""
    now = int(time.time())
    row = {"source": "corner-shop", "survey_id": f"s{time.time_ns()}", "customer_id": "C001", "order_id": "O00001", "region": "Normandy",
           "score": 2, "answered_date": "2026-06-01", "opened_at": now, "in_time_until": now + 9, "due_at": now + 9}  # fmt: skip
    with accounts_engine(own_shop.settings).begin() as connection:
        return int(connection.execute(insert(FOLLOW_UPS).values(**row).returning(FOLLOW_UPS.c.follow_up_id)).scalar_one())


def held(shop: Shop, number: int) -> dict:
    with accounts_engine(shop.settings).connect() as connection:
        return dict(connection.execute(select(FOLLOW_UPS).where(FOLLOW_UPS.c.follow_up_id == number)).mappings().one())


def test_support_gives_dates_and_ends_a_follow_up(own_shop: Shop, waiting: int) -> None:
    support, chosen = Person(own_shop, "support"), {LISTED: [{"follow_up_id": waiting}]}
    assert support.press(PANEL, "give_follow_ups", chosen=chosen, person="analyst").text == "1 follow-up given to analyst."
    assert support.press(PANEL, "set_follow_ups_due", chosen=chosen, due="2999-01-01").text == "1 follow-up due on 2999-01-01."
    assert support.press(PANEL, "close_follow_ups", chosen=chosen, outcome="explained").text == "1 follow-up done: explained."
    assert (held(own_shop, waiting)["assignee"], held(own_shop, waiting)["closed_by"]) == ("analyst", "support")
    assert '"status":"done"' in answered(own_shop, support.client, LISTED)


def test_others_read_the_list_and_are_told_who_acts(own_shop: Shop, waiting: int) -> None:
    marketing = Person(own_shop, "marketing")
    assert FOR_OTHERS in marketing.panel(PANEL)
    assert f'"follow_up_id":{waiting}' in answered(own_shop, marketing.client, LISTED)


def test_a_limited_reach_sees_and_changes_its_own_follow_ups(own_shop: Shop, waiting: int) -> None:
    engine = accounts_engine(own_shop.settings)
    try:
        users.set_scope(engine, "support", Scope(regions=("Brittany",)))
        elsewhere = Person(own_shop, "support")
        assert f'"follow_up_id":{waiting}' not in answered(own_shop, elsewhere.client, LISTED)
        refused = elsewhere.press(PANEL, "close_follow_ups", chosen={LISTED: [{"follow_up_id": waiting}]}, outcome="explained")
        assert "within your reach" in refused.text
        assert held(own_shop, waiting)["outcome"] is None
    finally:
        users.set_scope(engine, "support", Scope())
