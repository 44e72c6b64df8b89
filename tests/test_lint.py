"""`make lint` sees what it promises to see: each tool is given something wrong and must refuse it."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
PACKAGES = PYPROJECT["tool"]["importlinter"]["root_packages"]
FLOORS = {"dashapp", "analytics", "queries", "layouts", "callbacks", "api", "jobs", "data_gen", "commands"}


def command(*words: str, cwd: Path = REPOSITORY, given: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run a tool of this environment."""
    program = Path(sys.executable).with_name(words[0])
    return subprocess.run([program, *words[1:]], cwd=cwd, input=given, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("code", "path", "text"),
    [
        ("D103", "dashapp/periods.py", "def days() -> int:\n    return 1\n"),
        ("ANN001", "queries/run.py", 'def run(name) -> None:\n    """Run."""\n'),
        ("ANN201", "analytics/clv.py", 'def value():\n    """Value."""\n'),
        ("S608", "jobs/load.py", 'statement = f"select * from orders where id = {identity}"\n'),
        ("S301", "jobs/score.py", "import pickle\n\npickle.loads(b'')\n"),
        ("S101", "jobs/score.py", "assert 1 == 2\n"),
        ("DTZ011", "jobs/score.py", "import datetime\n\ndatetime.date.today()\n"),
        ("T201", "jobs/score.py", "print(1)\n"),
        ("FIX002", "layouts/sales.py", "# TO" + "DO: later\n"),
        ("ERA001", "layouts/sales.py", "# value = compute(1)\n"),
        ("BLE001", "callbacks/charts.py", "try:\n    f()\nexcept Exception:\n    g()\n"),
        ("PLR0913", "jobs/score.py", "def f(a, b, c, d, e, f, g, h, i):\n    pass\n"),
        ("E501", "jobs/score.py", "x = '" + "x" * 140 + "'\n"),
    ],
)
def test_ruff_refuses(code, path, text):
    result = command("ruff", "check", "--output-format", "json", "--stdin-filename", path, "-", given=text)
    assert code in {offence["code"] for offence in json.loads(result.stdout)}
    assert result.returncode == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("layouts/sales.py", "def f(a):\n    return a\n"),
        ("manage.py", "print(1)\n"),
        ("tests/test_a.py", "def test_a():\n    assert 1 == 1\n"),
    ],
)
def test_ruff_leaves_alone(path, text):
    result = command("ruff", "check", "--stdin-filename", path, "-", given=text)
    assert result.returncode == 0, result.stdout


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A house of empty floors under the contracts of this repository."""
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    for module in ("dashapp/charts.py", "dashapp/exports.py", "dashapp/auth/__init__.py", "dashapp/auth/viewer.py", "queries/run.py"):
        (tmp_path / module).parent.mkdir(exist_ok=True)
        (tmp_path / module).touch()
    (tmp_path / "dashapp/db.py").touch()
    (tmp_path / "pyproject.toml").write_text((REPOSITORY / "pyproject.toml").read_text())
    return tmp_path


def contracts(house: Path) -> subprocess.CompletedProcess[str]:
    return command("lint-imports", "--no-cache", cwd=house)


def test_the_contracts_are_kept_by_an_empty_house(house):
    result = contracts(house)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("contract", "path", "line"),
    [
        ("A floor imports only the floors below it", "dashapp/filters.py", "import queries"),
        ("A floor imports only the floors below it", "queries/metrics.py", "import layouts"),
        ("A floor imports only the floors below it", "layouts/sales.py", "import callbacks"),
        ("A floor imports only the floors below it", "callbacks/charts.py", "import jobs"),
        ("A floor imports only the floors below it", "jobs/load.py", "import callbacks"),
        ("Nothing imports the roof: wsgi, manage and its commands, tests", "jobs/load.py", "import manage"),
        ("Layouts read no data", "layouts/sales.py", "import queries.run"),
        ("Models, charts and exports are pure: no database, no user, no request", "dashapp/charts.py", "import dashapp.db"),
        ("Models, charts and exports are pure: no database, no user, no request", "dashapp/exports.py", "from dashapp.auth import viewer"),
        ("Models, charts and exports are pure: no database, no user, no request", "dashapp/exports.py", "import flask_login"),
        ("Models, charts and exports are pure: no database, no user, no request", "analytics/clv.py", "import sqlalchemy"),
        ("A floor imports only the floors below it", "analytics/clv.py", "import queries"),
        ("The served application carries no model library and no generator", "queries/metrics.py", "import sklearn.linear_model"),
        ("The served application carries no model library and no generator", "layouts/sales.py", "import data_gen"),
        ("The generator imports nothing of the application", "data_gen/orders.py", "import analytics"),
        ("Jobs read what the generator wrote, not the generator", "jobs/load.py", "import data_gen"),
    ],
)
def test_a_contract_is_broken_by(house, contract, path, line):
    (house / path).write_text(line + "\n")
    result = contracts(house)
    assert result.returncode == 1
    assert f"{contract} BROKEN" in result.stdout


def test_every_floor_is_under_contract():
    """A package that is served and that no contract names would be free to import anything."""
    assert {path.parent.name for path in REPOSITORY.glob("*/__init__.py")} & FLOORS == set(PACKAGES)


def test_mypy_refuses_an_untyped_function_and_a_wrong_type(tmp_path):
    module = tmp_path / "wrong.py"
    module.write_text("def untyped(x):\n    return x\n\n\ndef wrong() -> int:\n    return 'text'\n")
    result = command("mypy", "--config-file", str(REPOSITORY / "pyproject.toml"), "--cache-dir", str(tmp_path / "cache"), str(module))
    assert result.returncode == 1
    assert "no-untyped-def" in result.stdout
    assert "return-value" in result.stdout
