"""What exists is used: settings, permissions, queries, tables, dependencies."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conventions.rule import PRODUCT, Files, imported, own, rule, stem, tree, without_tests

LIBRARY = re.compile(r"^sql/(?:core|advanced|reporting|maintenance|automation)/(?:.+/)?([^/]+)/([^/.]+)\.sql$")
# dim_, fct_ and score_ tables are what people's own queries read; the others are steps on the way to them.
STEP = re.compile(r"^sql/(?:staging|marts)/(?:.+/)?(?!dim_|fct_|score_)([^/.]+)\.sql$")
SERVED = (*PRODUCT, "manage.py", "wsgi.py", "deploy")
MODULES = {"argon2-cffi": "argon2", "phonenumberslite": "phonenumbers", "pyyaml": "yaml", "scikit-learn": "sklearn"}
DECLARED = '    SALES_VIEW = "sales.view"\n'
PROJECT = "[project]\ndependencies = [\n  {}\n]\n"
# Used without an import; the reason stands beside each name in pyproject.toml.
NOT_IMPORTED = {"gunicorn", "import-linter", "mypy", "pandas-stubs", "pytest-xdist", "types-pyyaml", "ruff"}


@rule(
    "Every setting is read by something",
    bad=[{"dashapp/settings.py": 'ROWS = (Row("IDLE_COLOUR", "red", str, "Nobody reads it."),)\n'}],
    good={
        "dashapp/settings.py": 'ROWS = (Row("HOST", "x", str, "."), Row("ENVIRONMENT", "x", str, "."))\nself.environment\n',
        "deploy/gunicorn.conf.py": "_settings.host\n",
    },
)
def settings_are_read(files: Files) -> Iterator[str]:
    rows = files.get("dashapp/settings.py", "")
    elsewhere = without_tests({path: text for path, text in own(files, ".py") if path != "dashapp/settings.py"})
    for name in re.findall(r"\bRow\(\s*\"([A-Z_]+)\"", rows):
        field = name.lower()
        if not re.search(rf"settings\.{field}\b", elsewhere) and not re.search(rf"self\.{field}\b", rows):
            yield f"dashapp/settings.py: nothing reads {name}. Read settings.{field} where it matters, or delete the row."


@rule(
    "Every permission guards something, and some role holds it",
    bad=[
        {"dashapp/auth/permissions.py": DECLARED, "dashapp/auth/roles.py": "_P.SALES_VIEW", "tests/test_a.py": "Permission.SALES_VIEW"},
        {"dashapp/auth/permissions.py": DECLARED, "layouts/sales.py": "Permission.SALES_VIEW"},
    ],
    good={
        "dashapp/auth/permissions.py": DECLARED,
        "dashapp/auth/roles.py": "_P.SALES_VIEW\n",
        "layouts/sales.py": "permission=Permission.SALES_VIEW\n",
    },
)
def permissions_guard_something(files: Files) -> Iterator[str]:
    declared = "dashapp/auth/permissions.py", "dashapp/auth/roles.py"
    guards = without_tests({path: text for path, text in own(files, ".py") if path not in declared})
    for name in re.findall(r"^    ([A-Z_]+) = \"", files.get(declared[0], ""), re.MULTILINE):
        if not re.search(rf"\.{name}\b", guards):
            yield f"{declared[0]}: {name} guards nothing. Require it where it belongs, or delete it."
        if not re.search(rf"\.{name}\b", files.get(declared[1], "")):
            yield f"{declared[1]}: no role holds {name}. Give it to a role, or delete it."


@rule(
    "Every query of the library is asked by a page, a job or a command; a check is found by its folder",
    bad=[{"sql/reporting/sales/orders.sql": "-- summary: x\n", "tests/a.py": '"sales.orders"'}],
    good={
        "sql/reporting/sales/orders.sql": "-- summary: x\n",
        "layouts/sales.py": 'Grid("sales.orders")\n',
        "sql/advanced/rfm/scores.sql": "-- summary: x\n",
        "jobs/score.py": 'SCORES = {"score_rfm": "advanced/rfm/scores.sql"}\n',
        "sql/core/orders/total.sql": "-- severity: critical\n",
    },
)
def queries_are_asked(files: Files) -> Iterator[str]:
    asked = without_tests({path: text for path, text in own(files) if path.endswith((".py", ".yaml"))})
    for path, text in own(files, ".sql"):
        match = LIBRARY.match(path)
        named = match and (f'"{match[1]}.{match[2]}"' in asked or f"{match[1]}/{match[2]}.sql" in asked)
        if match and not named and not re.search(r"^-- severity:", text, re.MULTILINE):
            yield f'{path}: nothing asks "{match[1]}.{match[2]}". Put it on a page, in a job or a command, or delete it.'


@rule(
    "Every staging view and every step of a mart is read by something",
    bad=[{"sql/marts/lost_lines.sql": "select 1 as lost_lines"}],
    good={"sql/staging/stg_lines.sql": "select 1", "sql/marts/fct_lines.sql": "select * from stg_lines"},
)
def steps_are_read(files: Files) -> Iterator[str]:
    for path, _ in own(files, ".sql"):
        match = STEP.match(path)
        if match and not re.search(rf"\b{match[1]}\b", without_tests({name: text for name, text in files.items() if name != path})):
            yield f"{path}: nothing reads {match[1]}. Read it, or delete it."


def _dependencies(text: str) -> Iterator[tuple[str, str, str]]:
    """The dependencies of a pyproject.toml: list, requirement, comment."""
    project = tomllib.loads(text)["project"]
    lists = {"dependencies": project["dependencies"], **project.get("optional-dependencies", {})}
    for name, requirements in lists.items():
        for requirement in requirements:
            line = next(line for line in text.splitlines() if f'"{requirement}"' in line)
            yield name, requirement, line.partition("#")[2].strip()


@rule(
    "Every dependency has a reason beside it and is imported, or listed as used otherwise",
    bad=[
        {"pyproject.toml": PROJECT.format('"click>=8",  # commands'), "tests/a.py": "import click\n"},
        {"pyproject.toml": PROJECT.format('"click>=8",'), "manage.py": "import click\n"},
        {"pyproject.toml": PROJECT.format('"gunicorn>=1",  # server'), "jobs/a.py": "import gunicorn\n"},
    ],
    good={"pyproject.toml": PROJECT.format('"pyyaml>=6",  # maps\n  "gunicorn>=1",  # server'), "jobs/a.py": "import yaml\n"},
)
def dependencies_are_used(files: Files) -> Iterator[str]:
    code = [(path, {source.split(".")[0] for source, _ in imported(tree(text, path))}) for path, text in own(files, ".py")]
    for group, line, reason in _dependencies(files["pyproject.toml"]):
        name = canonicalize_name(Requirement(line).name)
        module = MODULES.get(name, name.replace("-", "_"))
        readers = ("manage.py", "wsgi.py", "deploy", *PRODUCT)
        modules = set().union(*(read for path, read in code if group != "dependencies" or path.split("/")[0] in readers))
        if not reason:
            yield f"pyproject.toml: {name} has no reason beside it. Say in a comment what it is for."
        if module not in modules and name not in NOT_IMPORTED:
            yield f"pyproject.toml: nothing imports {module}. Delete {name}, or list it in NOT_IMPORTED of tests/conventions/wiring.py."
        if module in modules and name in NOT_IMPORTED:
            yield f"tests/conventions/wiring.py: {name} is imported now. Take it out of NOT_IMPORTED."


@rule(
    "requirements.lock holds name==version lines, sorted, and satisfies pyproject.toml, whose Spark is exact itself",
    bad=[
        *(
            {"pyproject.toml": PROJECT.format('"dash>=4",'), "requirements.lock": lines}
            for lines in ("dash==3.0\n", "Flask==3.1.3\n", "dash==4.1\nFlask>=3\n", "Flask==3.1.3\ndash==4.1\n")
        ),
        {"pyproject.toml": PROJECT.format("") + '[project.optional-dependencies]\nspark = ["pyspark>=4"]\n', "requirements.lock": ""},
    ],
    good={"pyproject.toml": PROJECT.format('"dash>=4",'), "requirements.lock": "dash==4.1\nFlask==3.1.3\n"},
)
def versions_are_exact(files: Files) -> Iterator[str]:
    lines = files["requirements.lock"].splitlines()
    wrong = [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+_-]+", line)]
    yield from (f"requirements.lock: {line!r} is not name==version. Run `make lock`." for line in wrong)
    if lines != sorted(lines, key=str.lower):
        yield "requirements.lock is not sorted. Run `make lock`."
    locked = {canonicalize_name(line.partition("==")[0]): line.partition("==")[2] for line in lines if line not in wrong}
    for group, line, _ in _dependencies(files["pyproject.toml"]):
        requirement = Requirement(line)
        if group == "spark":
            # Half a gigabyte that only `make test-spark` wants: installing the whole lock must not bring it.
            if not str(requirement.specifier).startswith("=="):
                yield f"pyproject.toml: {requirement} is not exact, and no lock holds it. Write name==version."
        elif (
            locked.get(canonicalize_name(requirement.name), "") not in requirement.specifier
            or canonicalize_name(requirement.name) not in locked
        ):
            yield f"requirements.lock has no version of {requirement}. Run `make lock`."


@rule(
    "A page file declares one page, and a private part starts with an underscore",
    bad=[{"layouts/sales.py": "x = 1\n"}],
    good={"layouts/sales.py": "page = Page('sales')\n", "layouts/_parts.py": "x = 1\n", "layouts/__init__.py": ""},
)
def pages_declare_themselves(files: Files) -> Iterator[str]:
    for path, text in own(files, ".py"):
        if path.startswith("layouts/") and not stem(path).startswith("_") and not re.search(r"^page = Page\(", text, re.MULTILINE):
            yield f"{path} declares no page. Write `page = Page(...)`, or start its name with an underscore."
