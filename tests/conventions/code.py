"""What code may not do, or may do in one place only."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.conventions.rule import Files, imported, own, product, rule, tree

OBJECT_FILES = {"pickle", "cloudpickle", "dill", "joblib", "marshal", "shelve"}
PURE = ("dashapp/charts", "dashapp/exports", "analytics/")
INTERACTION = {"callback", "clientside_callback", "ctx", "Input", "Output", "State", "no_update"}
STATEMENT = re.compile(r"\s*(?:select|insert\s+into|update\s+\S+\s+set|delete\s+from|with\s+\S+\s+as\s*\()\s", re.IGNORECASE)
ASSEMBLERS = ("queries/", "jobs/build", "jobs/columnar")
CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*")
REASON = re.compile(r"no[q]a: S608 \w+")


def _calls(module: ast.Module, name: str) -> Iterator[int]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and name == (getattr(node.func, "attr", None) or getattr(node.func, "id", None)):
            yield node.lineno


@rule(
    "A dcc.Graph is made in dashapp/charts only, so that every chart has the house's configuration",
    bad=[{"layouts/sales.py": "from dash import dcc\ndcc.Graph(figure={})\n"}, {"callbacks/charts.py": "Graph()\n"}],
    good={"dashapp/charts.py": "from dash import dcc\ndcc.Graph(figure={})\n", "dashapp/charts/frame.py": "dcc.Graph()\n"},
)
def graphs_are_made_in_charts(files: Files) -> Iterator[str]:
    for path, module in product(files):
        if not path.startswith("dashapp/charts"):
            yield from (f"{path}:{line} makes a Graph. Ask dashapp.charts for it." for line in _calls(module, "Graph"))


@rule(
    "An AgGrid is made in dashapp/grids only, so that every grid behaves alike",
    bad=[{"layouts/sales.py": "import dash_ag_grid as dag\ndag.AgGrid()\n"}, {"wsgi.py": "from dash_ag_grid import AgGrid\nAgGrid()\n"}],
    good={"dashapp/grids.py": "import dash_ag_grid as dag\ndag.AgGrid()\n", "dashapp/static.py": "import dash_ag_grid\n"},
)
def grids_are_made_in_grids(files: Files) -> Iterator[str]:
    for path, module in product(files):
        if not path.startswith("dashapp/grids"):
            yield from (f"{path}:{line} makes an AgGrid. Ask dashapp.grids for it." for line in _calls(module, "AgGrid"))


@rule(
    "Charts, exports and models take a Table or a frame and know no callback",
    bad=[{"dashapp/exports/csv.py": "from dash import Input\n"}, {"analytics/clv.py": "from dash import callback\n"}],
    good={"dashapp/charts.py": "from dash import dcc, html\n", "callbacks/charts.py": "from dash import Input, Output\n"},
)
def pure_code_knows_no_callback(files: Files) -> Iterator[str]:
    for path, module in product(files):
        names = {name for source, name in imported(module) if source.split(".")[0] == "dash"} & INTERACTION
        if path.startswith(PURE) and names:
            yield f"{path} imports {', '.join(sorted(names))} from dash. Move what reacts to a person to callbacks/."


@rule(
    "SQL is put together in queries/ and by the build only, or says beside the line why its parts cannot come from a person",
    bad=[
        {"jobs/a.py": 'run(f"select * from {name}")\n'},
        {"jobs/b.py": 'run("delete from %s" % name)\n'},
        {"jobs/c.py": 'run("insert into {} values (1)".format(name))\n'},
        {"jobs/d.py": 'run("select * from " + name)\n'},
    ],
    good={
        "jobs/a.py": 'run("select * from orders where day = :day", day=day)\n',
        "jobs/b.py": 'run(f"select * from {name}")  # no' + "qa: S608 names are files of sql/marts\n",
        "jobs/c.py": 'raise UserError(f"Select a day from {first}.")\n',
        "jobs/d.py": 'run(f"select pg_advisory_lock({_LOCK})")\n',
        "queries/run.py": 'run(f"select * from {name}")\n',
    },
)
def sql_is_put_together_in_queries(files: Files) -> Iterator[str]:
    for path, module in product(files):
        lines = files[path].splitlines()
        for node in () if path.startswith(ASSEMBLERS) else ast.walk(module):
            if _is_statement(_assembled(node)) and not any(map(REASON.search, lines[node.lineno - 1 : node.end_lineno])):
                yield f"{path}:{node.lineno} puts SQL together from parts. Bind the value, or move the statement to sql/ and queries/."


def _is_statement(text: str) -> bool:
    """Whether SQL begins here, in lower or upper case; a sentence that begins with 'Select' is not SQL."""
    return bool(STATEMENT.match(text)) and not text.strip()[:2].istitle()


def _assembled(node: ast.AST) -> str:
    """The leading constant text of an expression that is formatted, joined or interpolated; empty for any other."""
    if isinstance(node, ast.JoinedStr) and any(isinstance(part, ast.FormattedValue) and not _is_constant(part) for part in node.values):
        return _constant(node.values[0]) + "? "
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add):
        return _constant(node.left) + " "
    if isinstance(node, ast.Call) and getattr(node.func, "attr", None) == "format":
        return _constant(node.func.value) + " "
    return ""


def _is_constant(part: ast.FormattedValue) -> bool:
    return isinstance(part.value, ast.Name) and bool(CONSTANT.fullmatch(part.value.id))


def _constant(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


@rule(
    "Nothing is stored as a Python object: caches and files hold Arrow, JSON or text",
    bad=[{"queries/a.py": "import pickle\n"}, {"jobs/a.py": "from joblib import dump\n"}, {"jobs/a.py": "frame.to_pickle('x')\n"}],
    good={"queries/cache.py": "import json\nimport pyarrow\n"},
)
def no_object_files(files: Files) -> Iterator[str]:
    for path, text in own(files, ".py"):
        module = tree(text, path)
        names = {name.split(".")[0] for name, _ in imported(module)} & OBJECT_FILES
        lines = [*_calls(module, "to_pickle"), *_calls(module, "read_pickle")]
        if names or lines:
            yield f"{path} reads or writes Python objects ({', '.join(names) or 'pandas pickle'}), which can run code. Use Arrow or JSON."


@rule(
    "print is for the commands in manage.py; everything else logs",
    bad=[{"jobs/load.py": "print('loaded')\n"}],
    good={"manage.py": "print('loaded')\n", "jobs/load.py": "logger.info('loaded')\n"},
)
def only_commands_print(files: Files) -> Iterator[str]:
    for path, module in product(files):
        if path != "manage.py":
            yield from (f"{path}:{line} prints. Log it, or return it to the command." for line in _calls(module, "print"))


@rule(
    "Tests mock nothing",
    bad=[{"tests/a/test_b.py": "from unittest import mock\n"}, {"tests/a/test_b.py": "from unittest.mock import patch\n"}],
    good={"tests/jobs/test_load.py": "import pytest\n"},
)
def tests_use_no_mocks(files: Files) -> Iterator[str]:
    for path, text in own(files, ".py"):
        names = {f"{module}.{name}" for module, name in imported(tree(text, path))}
        if path.startswith("tests/") and any(name.startswith("unittest") and "mock" in name for name in names):
            yield f"{path} mocks. Give the code a small real thing: a folder, a file, a SQLite database."
