"""Corrections that can be taken back: what a value that was typed carelessly stands for. Each gives None where nothing is certain."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection

from analytics.contacts.emails import check_email
from analytics.contacts.phones import check_phone

# Year first; or day first, as everybody means it who writes dots. With strokes the day is known only where it is no month.
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})((?:[T ]\d{2}:\d{2}(?::\d{2})?)?)")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})((?:[T ]\d{2}:\d{2}(?::\d{2})?)?)")
_MONTHS = 12


def trimmed(value: str) -> str | None:
    """Without spaces around it."""
    plain = value.strip()
    return plain if plain and plain != value else None


def as_declared(value: str, known: Collection[str]) -> str | None:
    """The one known word that a word is, case and spaces aside."""
    if value in known:
        return None
    meant = {word for word in known if _folded(word) == _folded(value)}
    return meant.pop() if len(meant) == 1 else None


def known_domain(value: str) -> str | None:
    """An address whose only fault is a domain one slip away from a large provider, at the provider."""
    check = check_email(value)
    return check.suggestion if check.reasons[:1] == ("slip",) else None


def international(value: str, country: str | None) -> str | None:
    """A number that exists as E.164; numbers with an extension or letters stay as they are."""
    check = check_phone(value, country)
    return check.normal if check.is_valid and not check.reasons and check.normal != value else None


def iso_date(value: str) -> str | None:
    """A day, with its time if there is one, as YYYY-MM-DD; None where month and day could be exchanged."""
    text = value.strip()
    found = _YEAR_FIRST.fullmatch(text)
    if found:
        year, month, day, time = found.groups()
    else:
        found = _YEAR_LAST.fullmatch(text)
        if not found:
            return None
        first, sign, second, year, time = found.groups()
        if sign != "." and int(first) <= _MONTHS and int(second) <= _MONTHS and first != second:
            return None
        day, month = (second, first) if sign != "." and int(second) > _MONTHS else (first, second)
    return _written(int(year), int(month), int(day), time.replace("T", " "), value)


def _written(year: int, month: int, day: int, time: str, value: str) -> str | None:
    try:
        written = f"{datetime.date(year, month, day).isoformat()}{time}"
    except ValueError:
        return None
    return written if written != value else None


def _folded(word: str) -> str:
    return " ".join(word.split()).casefold()
