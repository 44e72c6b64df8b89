"""What make does on a machine that lacks something: it says the exact line, or installs, and never half of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from deploy.setup.dependencies import requirements

REPOSITORY = Path(__file__).parents[2]
SETUP = REPOSITORY / "deploy/setup"
NEEDED = ("bash", "dirname", "cat")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A PATH with a shell and nothing else, on which this user is not root; programs are added as small scripts."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in NEEDED:
        (folder / name).symlink_to(shutil.which(name))
    program(folder, "id", "echo 1000")
    return folder


def program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!{shutil.which('bash')}\n{script}\n")
    (folder / name).chmod(0o755)


def run(machine: Path, script: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(machine), **variables}
    return subprocess.run([SETUP / script, *arguments], env=environment, capture_output=True, text=True, check=False)


def test_without_root_the_exact_line_is_printed(machine):
    program(machine, "apt-get", "echo must not run; exit 7")
    result = run(machine, "packages.sh", "chromium", "redis-server")
    assert result.returncode == 1
    assert "sudo apt-get update && sudo apt-get install --yes --no-install-recommends chromium redis-server\n" in result.stderr
    assert "must not run" not in result.stdout


def test_without_apt_get_the_packages_are_named(machine):
    program(machine, "id", "echo 0")
    result = run(machine, "packages.sh", "chromium")
    assert result.returncode == 1
    assert "Missing on this machine: chromium." in result.stderr


def test_root_installs_what_is_missing(machine):
    program(machine, "id", "echo 0")
    program(machine, "apt-get", 'echo "apt-get $*"')
    result = run(machine, "packages.sh", "chromium")
    assert result.returncode == 0
    assert result.stdout.splitlines()[1:] == [
        "apt-get update --quiet=2",
        "apt-get install --yes --quiet=2 --no-install-recommends chromium",
    ]


def test_a_failing_install_stops(machine):
    program(machine, "id", "echo 0")
    program(machine, "apt-get", "exit 100")
    assert run(machine, "packages.sh", "chromium").returncode == 100


def test_the_tests_name_every_part_that_is_missing(machine):
    result = run(machine, "system.sh")
    assert result.returncode == 1
    assert "Missing on this machine: chromium chromium-driver" in result.stderr


def test_nothing_is_asked_for_when_every_part_is_there(machine):
    for name in ("google-chrome", "chromedriver", "postgres", "redis-server"):
        program(machine, name, "exit 0")
    result = run(machine, "system.sh")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_a_python_that_is_too_old_is_refused(machine):
    program(machine, "python3", "exit 1")
    result = run(machine, "python.sh", PYTHON=str(machine / "python3"))
    assert result.returncode == 1
    assert "is not a Python 3.11 or newer" in result.stderr


def test_the_first_usable_python_is_taken(machine):
    program(machine, "python3", "exit 1")
    program(machine, "python3.12", "exit 0")
    assert run(machine, "python.sh").stdout == f"{machine / 'python3.12'}\n"


def test_dependencies_come_from_pyproject_with_the_extras_named():
    text = '[project]\ndependencies = ["a>=1"]\noptional-dependencies = {test = ["b"], docs = ["c"]}\n'
    assert requirements(text, []) == ["a>=1"]
    assert requirements(text, ["test"]) == ["a>=1", "b"]
    with pytest.raises(KeyError, match="tset"):
        requirements(text, ["tset"])


def test_the_environment_that_runs_this_test_has_the_locked_versions():
    """A newer version that came in by itself would be tested here and not installed there."""
    frozen = subprocess.run([sys.executable, "-m", "pip", "freeze"], check=True, capture_output=True, text=True).stdout
    installed, locked = versions(frozen), versions((REPOSITORY / "requirements.lock").read_text())
    other = [f"{name} {installed[name]}, locked {locked[name]}" for name in installed if installed[name] != locked.get(name)]
    assert not other, f"{other}. Run make lock, or delete .venv and run make setup."


def versions(text: str) -> dict[str, str]:
    return {line.partition("==")[0]: line.partition("==")[2] for line in text.splitlines()}


def test_help_lists_every_target():
    text = (REPOSITORY / "Makefile").read_text()
    phony = text.partition(".PHONY: ")[2].partition("\n")[0].split()
    result = subprocess.run(["make", "help"], cwd=REPOSITORY, check=True, capture_output=True, text=True)
    assert [line.split()[1] for line in result.stdout.splitlines()] == phony


@pytest.mark.parametrize("name", ["python.sh", "packages.sh", "system.sh", "environment.sh", "lock.sh", "audit.sh", "../../.ci/run"])
def test_scripts_stop_at_the_first_error_and_may_be_run(name):
    path = SETUP / name
    assert os.access(path, os.X_OK)
    assert "set -euo pipefail" in path.read_text()


def test_the_project_needs_no_build():
    """It runs in place: a build system would be one more thing to download."""
    assert "build-system" not in tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
