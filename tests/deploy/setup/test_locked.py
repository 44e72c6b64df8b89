"""What the application by itself is locked to: what was tested, but for what a test tool holds back."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.setup.locked import locked

REPOSITORY = Path(__file__).parents[3]
# Held back by the selenium that Dash's own browser fixture pins.
HELD_BACK = {"urllib3"}


def test_the_applications_version_takes_the_place_of_the_locks() -> None:
    assert locked("a==1\nb==2\nc==3\n", "b==2.5\n") == ["a==1", "b==2.5", "c==3"]
    assert locked("a==1\n", "") == ["a==1"]
    with pytest.raises(KeyError, match="d"):
        locked("a==1\n", "d==2\n")


def test_only_what_a_test_tool_holds_back_differs_from_what_is_tested() -> None:
    own = (REPOSITORY / "deploy/application.lock").read_text().splitlines()
    assert {line.partition("==")[0] for line in own} == HELD_BACK


def test_the_environment_of_the_application_is_made_by_it() -> None:
    script = (REPOSITORY / "deploy/setup/environment.sh").read_text()
    assert "locked.py" in script.partition("application)")[2].partition(";;")[0]
    assert "deploy/application.lock" in (REPOSITORY / "Makefile").read_text().partition("INSTALLED :=")[2].partition("\n")[0]
