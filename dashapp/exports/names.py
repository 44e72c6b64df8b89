"""Names of files and of sheets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

SHEET_NAME_LIMIT = 31
FILE_NAME_LIMIT = 100
# Excel keeps this name for itself.
_RESERVED = ("history",)
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
_NOT_IN_FILE_NAMES = re.compile(r"[^a-z0-9]+")


def filename(*parts: str, extension: str) -> str:
    """A file name of lower-case ASCII letters, digits and hyphens: sales-orders-2026-09-30.csv. The last part, the as-of day,
    is never cut.
    """
    *words, day = (_slug(part) for part in parts)
    name = "-".join(word for word in words if word) or "export"
    return f"{name[:FILE_NAME_LIMIT].rstrip('-')}-{day}.{extension}"


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return _NOT_IN_FILE_NAMES.sub("-", plain.lower()).strip("-")


def sheet_names(titles: Iterable[str]) -> list[str]:
    """A name for each title that Excel accepts: allowed characters, at most 31 of them, no two equal but for case."""
    names: list[str] = []
    taken = set(_RESERVED)
    for title in titles:
        name = _free(_cleaned(title), taken)
        taken.add(name.lower())
        names.append(name)
    return names


def _cleaned(title: str) -> str:
    printable = "".join(" " if unicodedata.category(character).startswith(("C", "Z")) else character for character in title)
    return " ".join(_NOT_IN_SHEET_NAMES.sub(" ", printable).split()).strip("' ") or "Sheet"


def _free(name: str, taken: set[str]) -> str:
    candidate, number = _cut(name, ""), 1
    while candidate.lower() in taken:
        number += 1
        candidate = _cut(name, f" ({number})")
    return candidate


def _cut(name: str, ending: str) -> str:
    """Excel counts UTF-16 units, of which an emoji has two."""
    units = name.encode("utf-16-le")[: 2 * (SHEET_NAME_LIMIT - len(ending))]
    return units.decode("utf-16-le", "ignore").rstrip("' ") + ending
