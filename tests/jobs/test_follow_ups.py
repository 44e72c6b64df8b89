"""Follow-ups: opened once for each detractor, given, dated and ended by who may, within their reach, and audited; on both engines."""

from __future__ import annotations

import datetime
import json
import time
from dataclasses import replace

import pytest
from sqlalchemy import select, update

import queries
from dashapp.auth.roles import role
from dashapp.auth.scope import Scope
from dashapp.auth.users import add_user
from dashapp.auth.viewer import OPERATOR, viewer_for
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.db.engines import accounts_engine
from dashapp.db.follow_ups import FOLLOW_UPS
from dashapp.db.migrate import migrate
from dashapp.errors import Forbidden, NotFound, UserError
from dashapp.periods import day_number
from dashapp.settings import Settings
from jobs.follow_ups import IN_TIME_DAYS, assign, close, open_new, people, set_due
from queries.run import run
from tests.queries import marts

SUPPORT = viewer_for(7, "sam", role("support"), Scope())
DAY = 86_400
TODAY = day_number(marts.LAST)


def answer(key: int, score: int | None, region: str = "North", days_ago: int = 5) -> dict:
    """One invitation with its answer, of a customer who is known."""
    said = "No answer" if score is None else "Promoter" if score > 8 else "Passive" if score > 6 else "Detractor"
    day = TODAY - days_ago
    told = {"is_answered": int(score is not None), "is_promoter": int(said == "Promoter"), "is_detractor": int(said == "Detractor")}
    about = {"channel": "Web", "platform": "Shopify", "country": "Germany", "carrier": "Post", "delivery": "Late", "wave": "2026-02"}
    return {"survey_key": key, "survey_id": f"s{key}", "source": "shop", "customer_key": key, "order_key": key, "order_id": f"o{key}",
            "region": region, "answer": said, "invited_day": day, "answered_day": day, "score": score, **told, **about}  # fmt: skip


@pytest.fixture(params=["settings", "postgres_settings"])
def desk(request: pytest.FixtureRequest) -> Settings:
    """A shop with two detractors of this month, one of long ago, and others who are content or silent."""
    made: Settings = request.getfixturevalue(request.param)
    migrate(made)
    answers = [answer(1, 2), answer(2, 6, "South"), answer(3, 9), answer(4, 7), answer(5, None), answer(6, 0, days_ago=60)]
    marts.publish(made, marts.seeded() | {"fct_survey_answers": answers})
    for name, title in (("sam", "support"), ("ann", "analyst"), ("max", "marketing")):
        add_user(accounts_engine(made), name, title)
    yield made
    queries.open(made).close()


def rows(settings: Settings) -> list[dict]:
    with accounts_engine(settings).connect() as connection:
        return [dict(row) for row in connection.execute(select(FOLLOW_UPS).order_by(FOLLOW_UPS.c.survey_id)).mappings()]


def audited(settings: Settings, action: str) -> list[dict]:
    asked = select(AUDIT_EVENTS.c.detail).where(AUDIT_EVENTS.c.action == action).order_by(AUDIT_EVENTS.c.sequence)
    with accounts_engine(settings).connect() as connection:
        return [json.loads(detail) for detail in connection.scalars(asked)]


def test_each_detractor_of_the_month_gets_one_and_only_one(desk: Settings):
    assert [open_new(desk), open_new(desk)] == [2, 0]
    first, second = rows(desk)
    assert (first["survey_id"], first["customer_id"], first["score"], first["region"]) == ("s1", "c1", 2, "North")
    assert first["in_time_until"] - first["opened_at"] == IN_TIME_DAYS * DAY
    assert second["survey_id"] == "s2"
    assert audited(desk, "follow_ups_opened") == [{"opened": 2}]


def test_nothing_is_opened_before_anything_is_published(settings: Settings):
    assert open_new(settings) == 0


def test_who_may_give_dates_and_ends_them_and_each_deed_is_audited(desk: Settings):
    open_new(desk)
    number = rows(desk)[0]["follow_up_id"]
    tomorrow = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=1)
    assert people(desk) == ["ann", "sam"]
    assert assign(desk, SUPPORT, [number], "ann") == 1
    assert set_due(desk, SUPPORT, [number], tomorrow.isoformat()) == 1
    assert close(desk, SUPPORT, [number], "made good") == 1
    done = rows(desk)[0]
    assert (done["assignee"], done["outcome"], done["closed_by"]) == ("ann", "made good", "sam")
    assert [list(detail) for detail in audited(desk, "follow_up_changed")] == [
        ["assignee"],
        ["due_at"],
        ["closed_at", "closed_by", "outcome"],
    ]
    with pytest.raises(UserError, match="is done: made good"):
        assign(desk, SUPPORT, [number], "sam")


@pytest.mark.parametrize(
    ("deed", "given", "said"),
    [
        (assign, "max", "cannot be given to 'max'"),
        (set_due, "", "No day is given"),
        (set_due, "2020-01-01", "is over"),
        (close, "forgotten", "outcome is 'forgotten'"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(desk: Settings, deed, given: str, said: str):
    open_new(desk)
    before = rows(desk)
    with pytest.raises(UserError, match=said):
        deed(desk, SUPPORT, [before[0]["follow_up_id"]], given)
    with pytest.raises(UserError, match="No follow-up is chosen"):
        assign(desk, SUPPORT, [], "ann")
    assert rows(desk) == before


def test_nobody_changes_what_they_may_not_or_do_not_reach(desk: Settings):
    open_new(desk)
    north, south = (row["follow_up_id"] for row in rows(desk))
    in_the_north = replace(SUPPORT, scope=Scope(regions=("North",)))
    assert assign(desk, in_the_north, [north], "sam") == 1
    with pytest.raises(NotFound, match="within your reach"):
        assign(desk, in_the_north, [south], "sam")
    with pytest.raises(Forbidden, match="brands"):
        assign(desk, replace(SUPPORT, scope=Scope(brands=("Acme",))), [north], "sam")
    with pytest.raises(Forbidden):
        close(desk, viewer_for(8, "max", role("marketing"), Scope()), [north], "explained")


def test_the_share_counts_what_was_done_in_time_of_what_could_be(desk: Settings):
    open_new(desk)
    first, second = (row["follow_up_id"] for row in rows(desk))
    assert run(queries.open(desk), "follow_ups.counts", {}, OPERATOR).records() == [
        {"open_follow_ups": 2, "overdue": 0, "in_time_share": None}
    ]
    close(desk, SUPPORT, [first], "explained")
    long_ago = int(time.time()) - 5 * DAY
    with accounts_engine(desk).begin() as connection:
        late = update(FOLLOW_UPS).where(FOLLOW_UPS.c.follow_up_id == second)
        connection.execute(late.values(opened_at=long_ago, in_time_until=long_ago + 3 * DAY, due_at=long_ago + 3 * DAY))
    assert run(queries.open(desk), "follow_ups.counts", {}, OPERATOR).records() == [
        {"open_follow_ups": 1, "overdue": 1, "in_time_share": 0.5}
    ]
