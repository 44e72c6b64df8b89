"""What a convention is: a sentence, a check over files as path -> text, examples that break it and one that keeps it."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

REPOSITORY = Path(__file__).parents[2]
PRODUCT = ("dashapp", "analytics", "queries", "layouts", "callbacks", "api", "jobs", "data_gen", "commands")
VENDORED = ("assets/vendor/", "assets/css/00-")

Files = Mapping[str, str]
Check = Callable[[Files], Iterable[str]]


@dataclass(frozen=True)
class Rule:
    """`check` yields one sentence an offence, naming the file and the mend. Each of `bad` must give one, `good` none."""

    name: str
    sentence: str
    check: Check
    bad: tuple[Files, ...]
    good: Files

    def __str__(self) -> str:
        return self.name


RULES: list[Rule] = []


def rule(sentence: str, *, bad: list[Files], good: Files) -> Callable[[Check], Check]:
    """Register a check as a convention of the repository."""

    def register(check: Check) -> Check:
        RULES.append(Rule(check.__name__, sentence, check, tuple(bad), good))
        return check

    return register


def repository() -> dict[str, str]:
    """Every text file that is, or would be, committed; binaries are left out."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=REPOSITORY, check=True, capture_output=True, text=True).stdout.split("\0")
    texts = {name: _text(REPOSITORY / name) for name in names if (REPOSITORY / name).is_file()}
    return {name: text for name, text in texts.items() if text is not None}


def _text(path: Path) -> str | None:
    content = path.read_bytes()
    return None if b"\0" in content else content.decode()


def own(files: Files, suffix: str = "") -> Iterator[tuple[str, str]]:
    """The files that we wrote ourselves, by ending."""
    return ((path, text) for path, text in files.items() if path.endswith(suffix) and not path.startswith(VENDORED))


def product(files: Files) -> Iterator[tuple[str, ast.Module]]:
    """The Python modules that are installed and served, parsed: the floors, and the roof over them."""
    for path, text in files.items():
        if path.endswith(".py") and (path.split("/")[0] in PRODUCT or path in ("manage.py", "wsgi.py", "deploy/gunicorn.conf.py")):
            yield path, tree(text, path)


@cache
def tree(text: str, path: str) -> ast.Module:
    """The syntax tree of a module; a SyntaxError names its path."""
    return ast.parse(text, path)


def imported(module: ast.AST) -> Iterator[tuple[str, str]]:
    """What a module imports, as (module, name); the name is empty for `import x`."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)


def without_tests(files: Files) -> str:
    """The text of everything but tests and Markdown, to look for uses in."""
    return "\n".join(text for path, text in own(files) if not path.startswith("tests/") and not path.endswith(".md"))


def stem(path: str) -> str:
    """The name of a file without folders and ending."""
    return PurePosixPath(path).name.split(".")[0]


def folders(paths: Iterable[str]) -> set[str]:
    """Every folder that holds one of the files, at any depth."""
    return {str(parent) for path in paths for parent in PurePosixPath(path).parents}
