"""Hold requirements.lock against deploy/advisories.csv: a locked version below a fix fails, unless it is accepted with a reason."""

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
    locked = dict(_locked(lock))
    failing, accepted = [], []
    for row in csv.DictReader(advisories.splitlines()):
        version = locked.get(canonicalize_name(row["package"]))
        if version is None or version >= Version(row["fixed_in"]):
            continue
        sentence = f"{row['package']} {version} is older than {row['fixed_in']}: {row['advisory']}, {row['what']}."
        if len(row["accepted_because"].split()) >= FEWEST_WORDS:
            accepted.append(f"accepted: {sentence} {row['accepted_because']}.")
        else:
            failing.append(f"{sentence} Run `make lock`, or write in deploy/advisories.csv why it is accepted.")
    return failing, accepted


def main(lock: Path = ROOT / "requirements.lock") -> int:
    """Print both; 1 when a version fails."""
    failing, accepted = offences(lock.read_text(), (ROOT / "deploy/advisories.csv").read_text())
    sys.stdout.write("".join(f"{sentence}\n" for sentence in (*accepted, *failing)))
    return 1 if failing else 0


def _locked(lock: str) -> Iterator[tuple[str, Version]]:
    for line in lock.splitlines():
        name, _, version = line.partition("==")
        yield canonicalize_name(name), Version(version)


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:2])))
