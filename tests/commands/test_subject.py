"""The commands of `manage.py subject` from the search to the replay, and of `manage.py retention`."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import queries
from dashapp.settings import Settings
from manage import cli
from tests.jobs.privacy.shops import MAIL, imported


@pytest.fixture
def command(settings: Settings, tmp_path: Path):
    """Run a command over the imported shop and get what it says; an error of a person's is raised."""
    imported(settings, tmp_path / "files")

    def run(*words: str, given: str = "") -> str:
        environment = {"VAR_DIR": str(settings.var_dir)}
        done = CliRunner().invoke(cli, words, input=given, env=environment)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.output

    yield run
    queries.open(Settings.from_environment({"VAR_DIR": str(settings.var_dir)})).close()


def test_a_request_from_the_search_to_the_erasure(command, tmp_path: Path):
    said = command("subject", "search", "-", given=MAIL)
    people = [line.split()[0] for line in said.splitlines() if line.startswith("lamps/")]
    assert (len(people), people[0]) == (2, "lamps/C7")
    assert MAIL not in said
    assert "2 orders, 2026-03-02 to 2026-03-09" in said
    assert command("subject", "open", "erasure", *people) == "Request 1 is open.\n"
    assert "rows of 3 tables" in command("subject", "export", *people, "--out", str(tmp_path / "out"))
    assert (tmp_path / "out" / "subject-request-2.zip").stat().st_size > 500
    assert "4 rows would be replaced, 2 identifiers would be registered." in command("subject", "erase", *people, "--dry-run")
    said = command("subject", "erase", *people, "--request", "1")
    assert "4 rows replaced, 2 identifiers registered." in said
    assert "3 in raw_order_lines\n  1 in raw_quarantine" in said
    listed = command("subject", "requests")
    assert "1  erasure  erased by operator" in listed
    assert "2  access  exported by operator" in listed
    assert command("subject", "search", MAIL) == "Nobody is found.\n"
    assert "0 rows replaced" in command("subject", "replay")


def test_a_refusal_with_its_reason_is_listed_until_it_is_taken_back(command):
    command("subject", "open", "erasure", "lamps/C8")
    command("subject", "refuse", "1", "--reason", "A dispute is open.")
    assert "1  erasure  refused by operator" in command("subject", "requests", "--status", "refused")
    assert "A dispute is open." in command("subject", "requests")
    assert command("subject", "reopen", "1") == "Request 1 is open again.\n"


def test_retention_is_counted_first(command):
    assert command("retention", "--set", "quarantine=90") == "quarantine: 90 days from now on.\n"
    assert "quarantine  90 days  0 older" in command("retention", "--dry-run")
    assert "quarantine  90 days  0 of 0 removed" in command("retention")
