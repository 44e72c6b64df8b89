"""What is known of mail domains: those that everybody has, those that last for minutes, and what a slip probably meant."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from rapidfuzz import process
from rapidfuzz.distance import OSA

_LISTS = Path(__file__).with_name("domains.yaml")


@cache
def listed(name: str) -> tuple[str, ...]:
    """One list of domains.yaml, in its order: known, disposable, roles or fillers; KeyError for any other."""
    return tuple(str(entry) for entry in yaml.load(_LISTS.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)[name])


@cache
def is_disposable(domain: str) -> bool:
    """Whether a domain, or one that it lies below, hands out addresses for minutes."""
    parts = domain.split(".")
    return any(".".join(parts[start:]) in listed("disposable") for start in range(len(parts) - 1))


@cache
def meant_domain(domain: str) -> str | None:
    """The known domain that a domain is one slip away from; None for a known one, and where none is that near.

    A slip is one letter too many, missing, replaced, or two neighbours exchanged: Damerau and Levenshtein's distance of 1, as
    optimal string alignment. Of several the first of the list counts, which has the commonest first.
    """
    if domain in listed("known"):
        return None
    found = process.extractOne(domain, listed("known"), scorer=OSA.distance, score_cutoff=1)
    return str(found[0]) if found else None


@cache
def completed_domain(name: str) -> str | None:
    """The first known domain that a name without ending begins, as gmail begins gmail.com; None where there is none."""
    return next((domain for domain in listed("known") if domain.split(".")[0] == name), None)
