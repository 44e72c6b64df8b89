"""Sizes and names: small files, small functions, names that say what is inside, tests that mirror the code."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from statistics import median

from tests.conventions.rule import Files, folders, own, product, rule, stem

LINES = {".py": 300, ".sql": 150}
MEDIAN_FUNCTION = 10
FEWEST_FUNCTIONS = 5
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "manager", "managers", "common", "base", "misc"}
# Tests over the whole product mirror no single file.
WHOLE = {
    "access",
    "accessibility",
    "asvs",
    "conventions",
    "lint",
    "reconciliation",
    "metrics_page",
    "services",
    "serving",
    "setup",
    "settings_page",
    "tiny",
}
# These folders are by subject: one journey, one import or one build goes through many modules.
WHOLE_FOLDERS = ("tests/browser/", "tests/sql/", "tests/importing/", "tests/warehouse/", "tests/app/", "tests/truth/", "tests/spark/")


@rule(
    "Modules have at most 300 lines, SQL files at most 150",
    bad=[{"jobs/long.py": "x = 1\n" * 301}, {"sql/marts/long.sql": "select 1\n" * 151}],
    good={"jobs/short.py": "x = 1\n" * 300, "sql/marts/short.sql": "select 1\n" * 150},
)
def files_are_short(files: Files) -> Iterator[str]:
    for ending, limit in LINES.items():
        for path, text in own(files, ending):
            count = len(text.splitlines())
            if count > limit:
                yield f"{path} has {count} lines, more than {limit}. Find the noun that hides in it and give that its own file."


@rule(
    "The median function of a package is under 10 lines",
    bad=[{"jobs/long.py": ("def f():\n" + "    x = 1\n" * 10) * FEWEST_FUNCTIONS}],
    good={"jobs/short.py": ('def f():\n    """' + "words\n" * 20 + '"""\n' + "    x = 1\n" * 8) * FEWEST_FUNCTIONS},
)
def functions_are_short(files: Files) -> Iterator[str]:
    lengths: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for path, module in product(files):
        found = (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
        lengths[path.split("/")[0]] += [(function_length(node), f"{path}:{node.lineno} {node.name}") for node in found]
    for package, functions in lengths.items():
        middle = median(length for length, _ in functions) if functions else 0
        if len(functions) >= FEWEST_FUNCTIONS and middle >= MEDIAN_FUNCTION:
            longest = ", ".join(f"{name} ({length})" for length, name in sorted(functions, reverse=True)[:5])
            yield f"{package}: the median function has {middle:g} lines, not under {MEDIAN_FUNCTION}. Split the longest first: {longest}."


def function_length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from def to the end, without the docstring."""
    said = function.body[0] if ast.get_docstring(function) else None
    return function.end_lineno - function.lineno + 1 - (said.end_lineno - said.lineno + 1 if said else 0)


@rule(
    "No file is named utils, helpers, manager, common, base or misc",
    bad=[{"dashapp/utils.py": ""}, {"dashapp/date_helpers.py": ""}, {"sql/core/common/a.sql": ""}],
    good={"manage.py": "", "dashapp/periods.py": "", "assets/vendor/base.css": ""},
)
def names_say_what_is_inside(files: Files) -> Iterator[str]:
    for path, _ in own(files):
        parts = [part.split(".")[0] for part in path.split("/")]
        if any(part in EMPTY_NAMES or part.split("_")[-1] in EMPTY_NAMES for part in parts):
            yield f"{path} has a name that says nothing. Name it after the idea that its contents share."


@rule(
    "A test file mirrors a module, or is listed as a test over the whole product",
    bad=[{"tests/auth/test_nothing.py": ""}, {"tests/test_stray.py": ""}],
    good={
        "dashapp/auth/roles.py": "",
        "tests/auth/test_roles.py": "",
        "tests/test_conventions.py": "",
        "deploy/gunicorn.conf.py": "",
        "tests/deploy/test_gunicorn.py": "",
        "dashapp/exports/csv.py": "",
        "tests/dashapp/exports/test_csv.py": "",
    },
)
def tests_mirror_the_code(files: Files) -> Iterator[str]:
    mirrored = {_mirror(path) for path in files if path.endswith((".py", ".sh", ".js"))} | {_mirror(path) for path in folders(files)}
    for path, _ in own(files, ".py"):
        if not path.startswith("tests/") or not stem(path).startswith("test_") or path.startswith(WHOLE_FOLDERS):
            continue
        name = path.removeprefix("tests/").replace("test_", "", 1)
        if _mirror(name) not in mirrored and stem(name) not in WHOLE:
            yield f"{path} mirrors no module. Move or rename it after what it tests, or list it in WHOLE of tests/conventions/shape.py."


def _mirror(path: str) -> str:
    """The place of a module as tests spell it: without its ending, and dashapp/ left out."""
    folder, _, name = path.removeprefix("dashapp/").rpartition("/")
    return f"{folder}/{name.split('.')[0]}".strip("/")


@rule(
    "Python names hold no abbreviation of a field word",
    bad=[{"jobs/a.py": "def load(cust_id):\n    return 1\n"}, {"jobs/a.py": "df = 1\n"}],
    good={"jobs/a.py": "def load(customer_id, quantity):\n    frame = 1\n"},
)
def names_are_whole_words(files: Files) -> Iterator[str]:
    for path, module in product(files):
        names = {node.id for node in ast.walk(module) if isinstance(node, ast.Name)} | {
            node.arg for node in ast.walk(module) if isinstance(node, ast.arg)
        }
        for name in sorted(names):
            if ABBREVIATION.search(name):
                yield f"{path} names something {name!r}. Write the whole word: customer, quantity, product, amount, frame."


ABBREVIATION = re.compile(r"(?:^|_)(?:cust|qty|prod|amt|df|tbl|mgr|usr|cfg|conn)(?:_|$)")
