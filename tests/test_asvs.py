"""docs/asvs.md answers every requirement once, by a test that exists or by a sentence; so do the threats of docs/security.md."""

from __future__ import annotations

import ast
import csv
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/asvs.md").read_text()
THREATS = (ROOT / "docs/security.md").read_text().partition("## Threats")[2]
# Numbers and levels of the standard, and nothing of its words.
NUMBERS = [tuple(row) for row in csv.reader((ROOT / "tests/asvs_numbers.csv").read_text().splitlines()[1:])]
ROW = re.compile(r"\| (\d+\.\d+\.\d+) \| ([12]) \| (\S[^|]*) \| (test|reason|gap): (\S[^|]*) \|")
TEST = re.compile(r"(tests/[\w/]+\.py)::(\w+)")
HEADING = re.compile(r"docs/([\w-]+\.md), ([A-Z][^.;:]*)")
FEWEST_WORDS_OF_A_GAP = 10


@cache
def defined_in(path: str) -> frozenset[str]:
    """The tests that a file defines; none for a file that is not there."""
    file = ROOT / path
    found = ast.walk(ast.parse(file.read_text())) if file.is_file() else ()
    return frozenset(node.name for node in found if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))


def missing_tests(text: str) -> list[str]:
    """The tests that are named and do not exist."""
    return [f"{path}::{name}" for path, name in TEST.findall(text) if name not in defined_in(path)]


def rows(page: str) -> list[tuple[str, str, str, str, str]]:
    """Number, level, statement, kind of answer and answer of each row of the tables."""
    lines = [line for line in page.splitlines() if re.match(r"\|\s*\d", line)]
    return [found.groups() for line in lines if (found := ROW.fullmatch(line))]  # type: ignore[misc]


def faults(page: str) -> Iterator[str]:
    """What is wrong with the answers of a page."""
    yield from (f"no row: {line}" for line in page.splitlines() if re.match(r"\|\s*\d", line) and not ROW.fullmatch(line))
    for number, _, _, kind, answer in rows(page):
        if kind == "test":
            named = [part.strip() for part in answer.split(",")]
            yield from (f"{number} names no test: {part}" for part in named if not TEST.fullmatch(part))
            yield from (f"{number}: there is no {name}" for name in missing_tests(answer))
        elif not (answer[0].isupper() or answer.startswith("docs/")) or not answer.endswith("."):
            yield f"{number} is answered by no sentence: {answer}"
        if kind == "gap" and len(answer.split()) < FEWEST_WORDS_OF_A_GAP:
            yield f"{number} does not say what is missing: {answer}"
        yield from (f"{number} leads nowhere: {name}, {heading}" for name, heading in HEADING.findall(answer) if not _heads(name, heading))


def _heads(name: str, heading: str) -> bool:
    page = ROOT / "docs" / name
    return page.is_file() and f"\n## {heading.strip()}" in page.read_text()


def test_every_requirement_is_answered_once_at_its_level() -> None:
    assert [(number, level) for number, level, *_ in rows(PAGE)] == NUMBERS
    assert len(set(NUMBERS)) == len(NUMBERS) > 250


def test_every_answer_is_a_test_that_exists_or_a_sentence() -> None:
    assert list(faults(PAGE)) == []


def test_the_page_counts_its_answers() -> None:
    kinds = Counter(kind for *_, kind, _ in rows(PAGE))
    left = "1 gap is left" if kinds["gap"] == 1 else f"{kinds['gap']} gaps are left"
    assert f"{kinds['test']} requirements are answered by tests, {kinds['reason']} by reasons, and {left}." in PAGE


def test_every_threat_names_tests_that_exist() -> None:
    listed = [line for line in THREATS.splitlines() if line.startswith("| ") and not line.startswith("| who")]
    assert len(listed) > 40
    assert [line for line in listed if not TEST.search(line)] == []
    assert missing_tests(THREATS) == []


@pytest.mark.parametrize(
    "line",
    [
        "| 1.1.1 | 2 | Decoded once |  |",
        "| 1.1.1 | 2 | Decoded once | yes |",
        "| 1.1.1 | 3 | Decoded once | reason: Python. |",
        "| 1.1.1 | 2 |  | reason: Python decodes. |",
        "| 1.1.1 | 2 | Decoded once | test: tests/test_asvs.py::test_that_is_not_there |",
        "| 1.1.1 | 2 | Decoded once | test: tests/nowhere.py::test_a |",
        "| 1.1.1 | 2 | Decoded once | test: all of them |",
        "| 1.1.1 | 2 | Decoded once | reason: because |",
        "| 1.1.1 | 2 | Decoded once | reason: docs/security.md, No such heading. |",
        "| 1.1.1 | 2 | Decoded once | gap: Not yet. |",
    ],
)
def test_a_wrong_answer_is_found(line: str) -> None:
    assert list(faults(line))
