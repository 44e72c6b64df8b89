"""Names as they can be compared: without case, accents and signs; by sound; and the names that people are called for short."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import yaml

_NICKNAMES = Path(__file__).with_name("nicknames.yaml")
# Letters that do not fall apart into a letter and an accent.
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_BEGINNING = 3
_TITLES = {"mr", "mrs", "ms", "miss", "dr", "prof", "herr", "frau", "mme", "mlle", "shri", "smt", "sir"}
# What sounds alike, in the order in which it is replaced; then letters of one class become one.
_SOUNDS = ((r"^(?:kn|gn)", "n"), (r"sch|sh|sz|ch(?=[ei])", "s"), (r"ph|pf", "f"), (r"ck|qu|q|ch|c(?![eiy])", "k"),
           (r"ts|tz|z|c", "s"), (r"dt|th", "t"), (r"w", "v"), (r"x", "ks"), (r"y|j", "i"))  # fmt: skip
_CLASSES = str.maketrans({"d": "t", "b": "p", "g": "k", "v": "f", "m": "n", "h": None})


def plain(text: str) -> str:
    """Lower-case letters and digits, words parted by one space: "  O'Neill-MÜLLER" becomes "o neill muller"."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return re.sub(r"[^0-9a-z\u0250-\uffff]+", " ", bare).strip()


def given_name(text: str) -> str:
    """The first name of several, without titles; empty where there is none."""
    words = [word for word in plain(text).split() if word not in _TITLES]
    return words[0] if words else ""


def family_name(text: str) -> str:
    """A family name in one piece: "van der Berg" and "Vanderberg" become the same."""
    return plain(text).replace(" ", "")


def sound(name: str) -> str:
    """How a plain name begins and which consonants follow, so that common misspellings give the same: "meyer" and "maier" both "nr"."""
    for pattern, letter in _SOUNDS:
        name = re.sub(pattern, letter, name)
    first, rest = name[:1], re.sub(r"[aeiou]", "", name[1:].translate(_CLASSES))
    first = "a" if first in "aeiou" else first.translate(_CLASSES) or "h"
    return re.sub(r"(.)\1+", r"\1", first + rest)[:5]


@cache
def formal_names(name: str) -> frozenset[str]:
    """The formal names that a plain first name may stand for, itself among them."""
    return frozenset({name, *_formal().get(name, ())})


def are_one_name(name: str, other: str) -> bool:
    """Whether two plain first names may be forms of one: a name and another form of it or its beginning, or two forms of one name.

    A beginning is of three letters at least, and two letters shorter than the name at least: Max of Maximilian, not Anna of Annas.
    """
    short, long = sorted((name, other), key=len)
    is_beginning = long.startswith(short) and _BEGINNING <= len(short) <= len(long) - 2
    return is_beginning or bool(formal_names(name) & formal_names(other))


@cache
def main_name(name: str) -> str:
    """One name for all forms where that is clear: the formal one of a short form that belongs to one only, else the name itself."""
    formal = _formal().get(name, [])
    return formal[0] if len(formal) == 1 and name not in _given() else name


@cache
def _given() -> dict[str, list[str]]:
    found: dict[str, list[str]] = yaml.load(_NICKNAMES.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return found


@cache
def _formal() -> dict[str, list[str]]:
    """The formal names of each short form."""
    found: dict[str, list[str]] = {}
    for name, short_forms in _given().items():
        for short in short_forms:
            found.setdefault(plain(short), []).append(name)
    return found
