"""Streets as they can be compared: the number of the house apart, abbreviations written out."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

import yaml

from analytics.duplicates.names import plain

_ABBREVIATIONS = Path(__file__).with_name("streets.yaml")
_NUMBER = re.compile(r"^\d+[a-z]?$")
# German streets are one word with what they are: "Hauptstr" is "Hauptstrasse".
_ENDING = re.compile(r"(?<=[a-z]{2})(?:strasse|strase|str)$")


@lru_cache(maxsize=500_000)
def street_parts(text: str) -> tuple[str, str]:
    """(number of the house, name of the street), each empty where it is not there: "12b St. Mary's Rd" is ("12b", "street mary s road").

    Words are compared in one form whichever was meant: St is street even where it is a saint, on both sides alike.
    """
    words = plain(text).split()
    number = next((word for word in words if _NUMBER.match(word)), "")
    named = [_written_out(word) for word in words if not _NUMBER.match(word)]
    return number, " ".join(word for word in named if word)


def _written_out(word: str) -> str:
    return _words().get(word) or _ENDING.sub(" street", word).strip()


@cache
def _words() -> dict[str, str]:
    given: dict[str, list[str]] = yaml.load(_ABBREVIATIONS.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    found = {plain(short): word for word, short_forms in given.items() for short in short_forms}
    return found | {"strasse": "street", "rue": "rue", "saint": "street"}
