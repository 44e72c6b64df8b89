"""A locked version with a known hole does not pass, and an exception has a reason that is printed."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.version import Version

from deploy.setup.advisories import offences
from deploy.setup.locked import locked

REPOSITORY = Path(__file__).parents[3]
LIST = (REPOSITORY / "deploy/advisories.csv").read_text()
HEAD = LIST.splitlines()[0] + "\n"


def test_the_lock_passes_and_says_what_is_accepted() -> None:
    failing, accepted = offences((REPOSITORY / "requirements.lock").read_text(), LIST)
    assert failing == []
    assert accepted
    assert all(re.match(r"accepted: (urllib3 1\.26|selenium 4\.2)\.", sentence) for sentence in accepted)
    assert all("Only where the tests are installed" in sentence for sentence in accepted)


def test_the_application_by_itself_has_no_known_hole() -> None:
    lock, own = ((REPOSITORY / name).read_text() for name in ("requirements.lock", "deploy/application.lock"))
    tools = {line for line in lock.splitlines() if line.startswith("selenium==")}
    lines = [line for line in locked(lock, own) if line not in tools]
    assert offences("\n".join(lines) + "\n", LIST) == ([], [])


def test_two_versions_of_a_package_are_both_looked_at() -> None:
    failing, _ = offences("a==1.0\na==1.2\n", f"{HEAD}a,1.1,X-1,a hole,\n")
    assert len(failing) == 1


@pytest.mark.parametrize(
    ("line", "advisory"),
    [
        ("dash==2.14.2", "CVE-2024-21485"),
        ("Authlib==1.8.9", "PYSEC-2026-4357"),
        ("Werkzeug==3.0.2", "CVE-2024-34069"),
        ("gunicorn==21.2.0", ""),
    ],
)
def test_a_bad_lock_fails(tmp_path: Path, line: str, advisory: str) -> None:
    bad = tmp_path / "requirements.lock"
    bad.write_text(f"click==8.5.1\n{line}\n")
    command = [sys.executable, "-m", "deploy.setup.advisories", str(bad)]
    said = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert line.partition("==")[2] in said.stdout
    assert advisory in said.stdout


def test_an_exception_needs_a_reason() -> None:
    for reason, fails in (("", True), ("never mind", True), ("Only the tests ever load this package", False)):
        failing, accepted = offences("a==1.0\n", f"{HEAD}a,1.1,X-1,a hole,{reason}\n")
        assert (len(failing), len(accepted)) == ((1, 0) if fails else (0, 1))


def test_the_list_is_whole_and_every_fix_is_a_version() -> None:
    rows = list(csv.DictReader(LIST.splitlines()))
    assert all(row["package"] and row["advisory"] and row["what"] and Version(row["fixed_in"]) for row in rows)
    assert len({(row["package"], row["advisory"]) for row in rows}) == len(rows)


def test_lint_looks_at_the_list() -> None:
    lint = (REPOSITORY / "Makefile").read_text().partition("\nlint:")[2].partition("\n\n")[0]
    assert "deploy.setup.advisories" in lint


@pytest.mark.parametrize(
    ("said", "code", "status"),
    [("requests.exceptions.ConnectionError: x", 1, 2), ("Found 1 known vulnerability", 1, 1), ("No known", 0, 0)],
)
def test_an_audit_that_could_not_ask_says_so(tmp_path: Path, said: str, code: int, status: int) -> None:
    (tmp_path / "bin").mkdir()
    shutil.copy(REPOSITORY / "requirements.lock", tmp_path)
    wanted = next(line for line in (REPOSITORY / "deploy/setup/audit.sh").read_text().splitlines() if line.startswith("wanted="))
    (tmp_path / "whole").write_text(wanted.removeprefix("wanted=") + "\n")
    for name, does in (("pip-audit", f"echo '{said}'\nexit {code}\n"), ("python", "")):
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{does}")
        (tmp_path / "bin" / name).chmod(0o755)
    script = REPOSITORY / "deploy/setup/audit.sh"
    answer = subprocess.run([script, tmp_path], cwd=REPOSITORY, capture_output=True, text=True, check=False, env={**os.environ})
    assert answer.returncode == status
    assert said.split(maxsplit=1)[0] in answer.stdout + answer.stderr
    assert ("does not answer from here" in answer.stderr) == (status == 2)
