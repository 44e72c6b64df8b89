"""How the text of a setting is read: each gives the value, or raises ValueError with what is allowed."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from dashapp.errors import near


def choice(*allowed: str) -> Callable[[str], str]:
    """One of these words, in any case."""

    def read(text: str) -> str:
        if text.lower() not in allowed:
            raise ValueError(near(text, allowed).strip())
        return text.lower()

    return read


def between(low: int, high: int) -> Callable[[str], int]:
    """A whole number within bounds."""

    def read(text: str) -> int:
        if not text.strip().isdecimal() or not low <= int(text) <= high:
            raise ValueError(f"It must be a whole number from {low} to {high}.")
        return int(text)

    return read


def yes_or_no(text: str) -> bool:
    """Yes or no."""
    return choice("yes", "no")(text) == "yes"


def address(text: str) -> str:
    """A web address without a query, or nothing."""
    if text and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", text):
        raise ValueError("It must be an address that starts with https://, without a query.")
    return text.rstrip("/")


def mail_server(text: str) -> str:
    """A mail server, or nothing."""
    if text and not re.fullmatch(r"smtps?://[^\s/?#]+/?", text):
        raise ValueError("It must look like smtp://user:password@host:587 or smtps://host.")
    return text


def list_file(text: str) -> Path | None:
    """A file that is there, or nothing."""
    if text and not Path(text).is_file():
        raise ValueError("There is no such file.")
    return Path(text).absolute() if text else None


def role_map(text: str) -> tuple[tuple[str, str], ...]:
    """Groups of a provider with the role of each."""
    pairs = [tuple(part.strip() for part in entry.rpartition("=")[::2]) for entry in text.split(",") if entry.strip()]
    if not all(group and role for group, role in pairs):
        raise ValueError("It must list group=role, separated by commas, the most powerful first.")
    return tuple((group, role) for group, role in pairs)


def optional_date(text: str) -> datetime.date | None:
    """A day, or nothing."""
    return datetime.date.fromisoformat(text) if text else None


def currency(text: str) -> str:
    """A currency, or nothing."""
    if text and (len(text) != 3 or not text.isalpha()):
        raise ValueError("It must be a three-letter code such as EUR.")
    return text.upper()


def zone(text: str) -> str:
    """A time zone that is known."""
    ZoneInfo(text)
    return text


def webhooks(text: str) -> tuple[str, ...]:
    """Addresses that data may be sent to: TLS only, nothing of an account in them."""
    given = tuple(part.strip() for part in text.split(",") if part.strip())
    if not all(re.fullmatch(r"https://[^\s/?#@]+(/[^\s?#]*)?", one) for one in given):
        raise ValueError("It must list addresses that start with https://, without user, query or fragment, separated by commas.")
    return given
