"""The page of churn: counting, starting and stopping a win-back action, who may, and what everybody sees of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import queries
from dashapp.db.engines import forget_engines
from dashapp.settings import Settings
from jobs.churn import winback
from queries.catalogue import query
from tests.app.asking import press
from tests.app.conftest import UNHURRIED, Shop, compose
from tests.app.person import KEYS, PANELS, Person, trail
from tests.jobs.churn.winback_desk import NUMBER, members, publish

PANEL = "winback.actions"
ASKED = {"title": "Come back", "offer": "10 % off", "owner": "analyst", "bands": "High", "reason": "Any", "days": "30", "share": "20"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop with customers at risk, and no action yet."""
    settings = Settings.from_environment({"VAR_DIR": str(tmp_path_factory.mktemp("churn") / "var"), **UNHURRIED})
    publish(settings)
    shop = compose(settings)
    yield shop
    queries.open(settings).close()
    forget_engines()


@pytest.fixture(scope="module")
def marketer(desk: Shop) -> Person:
    return Person(desk, "marketing")


def test_what_a_list_can_show_is_said_before_anything_is_started(marketer: Person) -> None:
    assert "No win-back action runs." in marketer.panel(PANEL)
    assert "Few orders lately" in marketer.panel(PANEL)
    counted = marketer.press(PANEL, "count_winback", **ASKED)
    assert counted.done
    assert f"Customers chosen {NUMBER}" in counted.shown
    assert f"no consent to e-mail {NUMBER // 4}" in counted.shown
    assert "Least lift that it can show" in counted.shown
    alone = marketer.press(PANEL, "count_winback", **{**ASKED, "share": "0"})
    assert "it can report no lift" in alone.shown
    assert "Least lift that it can show none" in alone.shown
    assert "No win-back action runs." in marketer.panel(PANEL)


def test_the_band_is_named_for_what_there_is_to_lose_and_never_for_the_probability(marketer: Person) -> None:
    assert "Loss at stake" in marketer.panel(PANEL)
    for name in ("churn.at_risk", "customer.outlook"):
        titles = {column.name: column.title for column in query(name).columns}
        assert (titles["band"], titles["probability"]) == ("Loss at stake", "Churn probability")
    for page in ("churn.at_risk", "churn.reasons", "churn.risk_by_value", "churn.highlights", "winback.actions"):
        assert not [column.title for column in query(page).columns if "risk" in column.title.lower()]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"days": "soon"}, "The planned days are 'soo'"),
        ({"bands": "Huge"}, "Choose the loss at stake"),
        ({"owner": "support"}, "cannot answer for an action"),
    ],
)
def test_what_cannot_be_is_said(marketer: Person, wrong: dict[str, str], words: str) -> None:
    answer = marketer.press(PANEL, "start_winback", **{**ASKED, **wrong})
    assert not answer.done
    assert words in answer.text


def test_an_action_is_started_seen_and_stopped_by_whoever_may(desk: Shop, marketer: Person) -> None:
    started = marketer.press(PANEL, "start_winback", **ASKED)
    assert started.text.startswith("Action 1 runs: ")
    listed = members(desk.settings, 1)
    held = int(listed["is_held_out"].sum())
    assert f"{len(listed) - held} to write to, {held} held out" in marketer.panel(PANEL)
    for name in ("executive", "admin", "support"):
        seen = Person(desk, name)
        assert "Come back" in seen.panel(PANEL)
        assert "Stop" not in seen.panel(PANEL)
        assert "Answers for it" not in seen.panel(PANEL)
        for deed in ("start_winback", "stop_winback"):
            refused = press(desk.app, seen.client, deed, KEYS[PANEL], ASKED, "1")
            assert refused.status_code == 403
            assert "winback.manage" in refused.text
    assert marketer.press(PANEL, "stop_winback", "1").text == "Stopped Come back. It tells no lift."
    assert "No win-back action runs." in marketer.panel(PANEL)
    assert [(by, subject) for by, subject, _ in trail(desk, "winback_started")] == [("marketing", "winback:1")]
    assert [(by, subject) for by, subject, _ in trail(desk, "winback_stopped")] == [("marketing", "winback:1")]


def test_the_page_is_closed_to_whom_it_does_not_concern(desk: Shop) -> None:
    for name in ("finance", "operations", "fraud_analyst"):
        assert press(desk.app, desk.client(name), "start_winback", KEYS[PANEL], ASKED).status_code == 403
    assert "analyst" in winback.people(desk.settings)
    assert (PANEL, KEYS[PANEL]) in PANELS
