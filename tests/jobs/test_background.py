"""Work beside the requests: in a process of its own, one at a time, told while it runs and when it has ended, however it ended."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import queries
from dashapp.auth import users
from dashapp.auth.permissions import Permission
from dashapp.auth.roles import role
from dashapp.auth.scope import Scope
from dashapp.auth.viewer import Viewer, viewer_for
from dashapp.db.engines import accounts_engine
from dashapp.db.migrate import migrate
from dashapp.errors import Forbidden, UserError
from dashapp.processes import process_name
from dashapp.settings import Settings
from jobs import background
from jobs.background import SORRY, TASKS, TITLES, perform, start, work
from jobs.build import build
from jobs.importing import import_files
from jobs.lock import Busy
from jobs.periods import locks
from tests.app.shop import write_shop
from tests.services import wait_until

PATIENCE = 120


@pytest.fixture
def shop(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """A published shop whose settings a child finds in its environment, and somebody of finance."""
    monkeypatch.setenv("VAR_DIR", str(settings.var_dir))
    migrate(settings)
    orders, order_map = write_shop(tmp_path, orders=20)
    import_files(settings, [orders], str(order_map))
    build(settings)
    users.add_user(accounts_engine(settings), "finance", "finance")
    yield settings
    for child in background._CHILDREN:
        child.wait(PATIENCE)
    queries.open(settings).close()


def person(settings: Settings, name: str = "finance") -> Viewer:
    found = users.user(accounts_engine(settings), name)
    return viewer_for(found.user_id, found.name, role(found.role), found.scope)


def ended(settings: Settings) -> background.Work:
    """What is told once the process is over."""

    def is_over() -> bool:
        found = work(settings)
        return found is not None and found.state != "running"

    wait_until(is_over, "the process", PATIENCE)
    found = work(settings)
    assert found is not None
    return found


def asked(settings: Settings, task: str, **given: object) -> dict:
    return {"task": task, "user_id": person(settings).user_id, "given": given}


def test_a_month_is_locked_by_a_process_of_its_own(shop: Settings) -> None:
    assert work(shop) is None
    begun = start(shop, person(shop), "lock", {"month": "2026-02"})
    assert (begun.title, begun.by, begun.state, begun.about) == ("The lock of 2026-02", "finance", "running", "2026-02")
    with pytest.raises(Busy, match="The lock of 2026-02 of finance is under way"):
        start(shop, person(shop), "build", {"change_id": 1})
    found = ended(shop)
    assert (found.state, found.by, found.task) == ("done", "finance", "lock")
    assert found.said.startswith("Everything through 28 Feb 2026 is locked as version")
    assert found.ended_at is not None
    assert found.ended_at >= found.began_at
    assert [str(one.through) for one in locks(shop)] == ["2026-02-28"]
    # The next one may begin, and what cannot be done is told in words.
    start(shop, person(shop), "lock", {"month": "2026-01"})
    found = ended(shop)
    assert (found.state, found.said) == ("failed", "Everything through 2026-02-28 is locked already.")


def test_a_process_that_is_gone_without_a_word_has_stopped(shop: Settings) -> None:
    """The name of a process is never given twice: machine, number, and when it began."""
    host, _, _ = process_name(os.getpid()).split()
    for gone in (f"{host} 1 0", f"{host} {2**22 - 1} 5"):
        told(shop, process=gone)
        found = work(shop)
        assert found is not None
        assert (found.state, found.said) == ("stopped", "The process ended without a word. The log may say why.")
    told(shop, process=process_name(os.getpid()))
    assert work(shop).state == "running"  # type: ignore[union-attr]
    told(shop, process="another-machine 17 123")
    assert work(shop).state == "running"  # type: ignore[union-attr]


def test_one_that_never_came_up_has_stopped_after_a_while(shop: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "COMMAND", ["/bin/false"])
    begun = start(shop, person(shop), "retention", {})
    assert work(shop) == begun
    monkeypatch.setattr(background.time, "time", lambda: begun.began_at + background.STARTING_SECONDS + 1)
    assert work(shop).state == "stopped"  # type: ignore[union-attr]


def told(settings: Settings, **changed: object) -> None:
    written = {"task": "build", "about": "1", "title": "A build after change 1", "by": "finance", "began_at": 1, "state": "running",
               "ended_at": None, "said": ""}  # fmt: skip
    (settings.var_dir / "background.json").write_text(json.dumps(written | changed))


@pytest.mark.parametrize("written", ["", "{", "[]", "null", '{"process": ""}', '{"title": "of another release", "process": ""}'])
def test_what_cannot_be_read_is_nothing(shop: Settings, written: str) -> None:
    (shop.var_dir / "background.json").write_text(written)
    assert work(shop) is None


def test_it_is_done_with_what_the_person_may_do_at_that_moment(shop: Settings) -> None:
    engine, wanted = accounts_engine(shop), asked(shop, "lock", month="2026-01")
    users.add_user(engine, "other", "admin")
    users.set_role(engine, "finance", "analyst")
    found = perform(shop, wanted)
    assert (found.state, Permission.PERIODS_LOCK.value in found.said) == ("failed", True)
    users.set_role(engine, "finance", "finance")
    users.set_scope(engine, "finance", Scope(regions=("Hesse",)))
    with pytest.raises(UserError, match="is limited by now"):
        perform(shop, wanted)
    users.set_scope(engine, "finance", Scope())
    users.deactivate(engine, "finance")
    with pytest.raises(Forbidden, match="may not come in any more"):
        perform(shop, wanted)
    with pytest.raises(Forbidden):
        perform(shop, {**wanted, "user_id": 999})
    assert locks(shop) == []


def test_an_error_of_ours_is_told_without_its_words(shop: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object) -> str:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setitem(TASKS, "build", broken)
    with pytest.raises(RuntimeError):
        perform(shop, asked(shop, "build", change_id=1))
    found = work(shop)
    assert found is not None
    assert (found.state, found.said) == ("failed", SORRY)
    assert found.ended_at is not None


def test_every_task_has_a_title() -> None:
    assert set(TITLES) == set(TASKS)


def test_a_build_and_a_retention_run_say_what_they_did(shop: Settings) -> None:
    assert perform(shop, asked(shop, "build", change_id=3)).said == "Version 2 is published."
    users.set_role(accounts_engine(shop), "finance", "admin")
    assert perform(shop, asked(shop, "retention")).said == "Nothing was older than its rule keeps."
