"""What must not be written anywhere: addresses of package indexes, unfinished work, foreign words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from tests.conventions.rule import Files, own, rule

INDEX = re.compile(r"--(?:extra-)?index-url|--find-[l]inks|PIP_(?:EXTRA_)?IND[E]X|PIP_FIND_[L]INKS|pypi[.]org/simple|file:///\w")
ADDRESS = re.compile(r"https?://(?!127\.0\.0\.1|localhost)")
DEPENDENCY_FILES = re.compile(r"requirements[^/]*$|[.]lock$|[.]toml$|^Makefile$|^[.]ci/|^deploy/setup/|Dockerfile|package[^/]*[.]json$")
UNFINISHED = re.compile(r"\b(?:TO[D]O|FIX[M]E|XX[X]|HAC[K]|not implemented y[e]t|coming s[o]on)\b", re.IGNORECASE)
WORKPLACE = re.compile(r"/w[o]rk/|/f[a]rm\b|f[a]rm-|bash_j[o]bs|suba[g]ent|before-st[o]p", re.IGNORECASE)
EXCUSE = re.compile(r"#\s*no[q]a\b(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?(?P<reason>.*)$", re.MULTILINE)
FEWEST_WORDS = 3
TARGETS = "run: setup  ## Start\ntest: setup  ## Test\n"


def _found(files: Files, pattern: re.Pattern[str], mend: str) -> Iterator[str]:
    for path, text in own(files):
        for number, line in enumerate(text.splitlines(), 1):
            match = pattern.search(line)
            if match:
                yield f"{path}:{number} says {match.group()!r}. {mend}"


@rule(
    "No file names a package index, and a dependency file no address at all",
    bad=[{"README.md": "pip install --ind" + "ex-url x"}, {"requirements.lock": "dash @ http" + "s://example.org/dash.whl"}],
    good={"README.md": "see https://example.org", "requirements.lock": "dash==4.4.1\n", "Makefile": "curl http://127.0.0.1:8050"},
)
def no_index_addresses(files: Files) -> Iterator[str]:
    mend = "Packages come from wherever this machine's pip is told to look; delete the address."
    yield from _found(files, INDEX, mend)
    yield from _found({path: text for path, text in files.items() if DEPENDENCY_FILES.search(path)}, ADDRESS, mend)


@rule(
    "Nothing is left for later in the text",
    bad=[{"assets/filters.js": "// TO" + "DO: later"}, {"docs/import.md": "Coming so" + "on."}],
    good={"docs/import.md": "What is to do: nothing.", "assets/vendor/x.js": "// TO" + "DO"},
)
def nothing_unfinished(files: Files) -> Iterator[str]:
    yield from _found(files, UNFINISHED, "Finish it, or leave it out and say so in the README.")


@rule(
    "No word of a workplace is in the product",
    bad=[{"jobs/a.py": "# see /wo" + "rk/shared"}, {"DECISIONS.md": "a suba" + "gent chose"}],
    good={"jobs/a.py": "# network/shared", "DECISIONS.md": "farmers and agents of change"},
)
def no_workplace_words(files: Files) -> Iterator[str]:
    yield from _found(files, WORKPLACE, "Say it in the product's own words.")


@rule(
    "A silenced check says why, in at least three words",
    bad=[{"jobs/a.py": "x = 1  # no" + "qa: S608\n"}, {"jobs/a.py": "x = 1  # no" + "qa: S608 - - names\n"}],
    good={"jobs/a.py": "x = 1  # no" + "qa: S608 names come from the catalogue\n"},
)
def silenced_checks_say_why(files: Files) -> Iterator[str]:
    for path, text in own(files, ".py"):
        for match in EXCUSE.finditer(text):
            if len(re.findall(r"\w+", match["reason"])) < FEWEST_WORDS:
                number = text[: match.start()].count("\n") + 1
                yield f"{path}:{number} silences a check without saying why. Write the reason after it, or mend the line."


@rule(
    "The glossary has one heading a term, each with its sentence, in alphabetical order",
    bad=[
        {"GLOSSARY.md": "# Glossary\n"},
        {"GLOSSARY.md": "## order\nPlaced.\n\n## order\nAgain.\n"},
        {"GLOSSARY.md": "## return\nGoods.\n\n## order\nPlaced.\n"},
        {"GLOSSARY.md": "## order\n\n## return\nGoods.\n"},
    ],
    good={"GLOSSARY.md": "# Glossary\n\n## order\nPlaced.\n\n## return\nGoods.\n"},
)
def one_word_for_one_idea(files: Files) -> Iterator[str]:
    sections = re.split(r"^## ", files.get("GLOSSARY.md", ""), flags=re.MULTILINE)[1:]
    entries = [(section.split("\n", 1)[0].strip(), section.partition("\n")[2].strip()) for section in sections]
    terms = [term.casefold() for term, _ in entries]
    if not terms:
        yield "GLOSSARY.md is missing or has no '## term' headings. Write one for each idea that has a name."
    yield from (f"GLOSSARY.md explains {term!r} {count} times. Keep one." for term, count in Counter(terms).items() if count > 1)
    yield from (f"GLOSSARY.md names {term!r} and says nothing about it." for term, words in entries if not words)
    yield from (f"GLOSSARY.md: {late!r} comes before {early!r}." for late, early in pairwise(terms) if late > early)


@rule(
    "The change log says what is in the next version",
    bad=[{"CHANGELOG.md": "# Changelog\n\nThings changed.\n"}, {"CHANGELOG.md": "## Unreleased\n"}, {}],
    good={"CHANGELOG.md": "# Changelog\n\n## Unreleased\n\n- Orders are imported.\n"},
)
def change_log_is_kept(files: Files) -> Iterator[str]:
    if not re.search(r"^## (?:\[?Unreleased|\[?\d+\.\d+)[^\n]*\n+(?:[^\n]*\n+)*?[-*] \S", files.get("CHANGELOG.md", ""), re.MULTILINE):
        yield "CHANGELOG.md has no '## Unreleased' or '## <version>' heading with a line under it. Add what changed."


@rule(
    "The README names the two commands, and every make target that it names exists",
    bad=[
        {"Makefile": "run: setup\ntest: setup\n"},
        {"README.md": "`make run` `make test` `make start`", "Makefile": "run: setup\ntest: setup\n"},
    ],
    good={"README.md": "Type `make run`, later `make test`.\n", "Makefile": "run: setup  ## Start\ntest: ## Test\n"},
)
def readme_commands_exist(files: Files) -> Iterator[str]:
    named = set(re.findall(r"\bmake ([a-z]+)\b", "".join(re.findall(r"`[^`]+`|^ {4}.*$", files.get("README.md", ""), re.MULTILINE))))
    targets = set(re.findall(r"^([a-z]+):", files.get("Makefile", ""), re.MULTILINE))
    yield from (f"README.md does not name `make {name}`. Say what it does." for name in ("run", "test") if name not in named)
    yield from (f"README.md names `make {name}`, which the Makefile does not have." for name in sorted(named - targets))
