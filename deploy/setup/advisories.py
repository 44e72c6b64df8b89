"""Hold both locks against deploy/advisories.csv: a locked version below a fix fails, unless it is accepted with a reason."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
FEWEST_WORDS = 5


def offences(lock: str, advisories: str) -> tuple[list[str], list[str]]:
    """Sentences about locked versions with a known hole, and about those that are accepted."""
    rows = csv.DictReader(advisories.splitlines())
    found = [(row, version) for row in rows for name, version in _locked(lock) if name == canonicalize_name(row["package"])]
    failing, accepted = [], []
    for row, version in found:
        if version >= Version(row["fixed_in"]):
            continue
        sentence = f"{row['package']} {version} is older than {row['fixed_in']}: {row['advisory']}, {row['what']}."
        if len(row["accepted_because"].split()) >= FEWEST_WORDS:
            accepted.append(f"accepted: {sentence} {row['accepted_because']}.")
        else:
            failing.append(f"{sentence} Run `make lock`, or write in deploy/advisories.csv why it is accepted.")
    return failing, accepted


def main(*locks: Path) -> int:
    """Print both; 1 when a version fails."""
    texts = [path.read_text() for path in locks or (ROOT / "requirements.lock", ROOT / "deploy/application.lock")]
    failing, accepted = offences("".join(texts), (ROOT / "deploy/advisories.csv").read_text())
    sys.stdout.write("".join(f"{sentence}\n" for sentence in (*accepted, *failing)))
    return 1 if failing else 0


def _locked(lock: str) -> Iterator[tuple[str, Version]]:
    for line in lock.splitlines():
        name, _, version = line.partition("==")
        yield canonicalize_name(name), Version(version)


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
