"""Passwords: argon2id hashes, one-time passwords, and which new ones are refused."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
import unicodedata
from pathlib import Path

import argon2

from dashapp.errors import UserError
from dashapp.settings import Settings

SHORTEST, LONGEST = 12, 200
FEWEST_DIFFERENT = 5
MOSTLY = 0.8
SHORTEST_SHOP = 3
HASHES_AT_ONCE = 2

_HASHER = argon2.PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=argon2.Type.ID)
_TURNS = threading.BoundedSemaphore(HASHES_AT_ONCE)
# The hash of a password nobody knows: an unknown name costs the same time as a wrong password.
_NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$L11wF0uC1WRJ0qGTbysQwQ$DadrchOLteh5iFI/ocU3xwuMZP97Le4zNIzb9soVMfM"
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_COMMON = frozenset(
    [
        "password",
        "passwort",
        "passw",
        "motdepasse",
        "contrasena",
        "letmein",
        "welcome",
        "admin",
        "administrator",
        "changeme",
        "secret",
        "iloveyou",
        "sunshine",
        "princess",
        "football",
        "baseball",
        "dragon",
        "monkey",
        "superman",
        "batman",
        "trustno",
        "qwerty",
        "qwertz",
        "azerty",
        "summer",
        "winter",
        "spring",
        "autumn",
        "tallyroom",
        "default",
        "temp",
        "login",
        "master",
    ]
)
_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "1qaz2wsx3edc4rfv5tgb",
)
_ADVICE = "Four unrelated words are a good one."
_LOOKALIKES = str.maketrans("@4301!5$7", "aaeoiisst")


def hashed(password: str) -> str:
    """The argon2id hash that is stored."""
    with _TURNS:
        return _HASHER.hash(_normal(password))


def matches(password: str, stored: str | None) -> bool:
    """Whether the password belongs to the hash; None is checked too, against nobody's, and never matches."""
    if len(password) > LONGEST:
        return False
    with _TURNS:
        try:
            _HASHER.verify(stored or _NOBODYS, _normal(password))
        except argon2.exceptions.VerifyMismatchError:
            return False
    return stored is not None


def new_one_time_password() -> str:
    """A random password of 123 bits in five groups, easy to read out."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(5))


def one_time_hash(password: str) -> str:
    """What is stored of a one-time password. It is random and long, so a fast hash is enough."""
    plain = re.sub(r"[\s-]", "", password).lower()
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()


def one_time_matches(password: str, stored: str | None) -> bool:
    """Whether it is the one-time password whose hash is stored."""
    return hmac.compare_digest(one_time_hash(password), stored or one_time_hash(_NOBODYS))


def require_strong(password: str, name: str) -> None:
    """UserError, saying what is needed, for a new password that could be guessed."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise UserError(f"The new password has {len(password)} characters. It needs {SHORTEST} to {LONGEST}. {_ADVICE}")
    if len(name) > 2 and name.casefold() in password.casefold():
        raise UserError("The new password holds your sign-in name. Choose one that does not.")
    if _guessable(password.casefold()):
        raise UserError(f"The new password is among those tried first: a common word, a run of keys, a repetition. {_ADVICE}")


def require_unlisted(password: str, settings: Settings) -> None:
    """UserError for a new password that holds the shop's name, or that the list of leaked ones has."""
    shop = re.sub(r"\W", "", settings.shop_name).casefold()
    if len(shop) > SHORTEST_SHOP and shop in re.sub(r"\W", "", password).casefold():
        raise UserError("The new password holds the name of the shop. Choose one that does not.")
    if settings.leaked_list and _stands_in(settings.leaked_list, password.casefold()):
        raise UserError(f"The new password is on the list of leaked ones, where others look first. {_ADVICE}")


def _stands_in(path: Path, password: str) -> bool:
    """Read line by line: the list may be long, and a password is chosen rarely."""
    with path.open(encoding="utf-8", errors="replace") as lines:
        return any(line.rstrip("\r\n").casefold() == password for line in lines)


def _guessable(password: str) -> bool:
    word = re.sub(r"^[^a-z]+|[^a-z]+$", "", password)
    plain = {re.sub(r"[^a-z]", "", spelled) for spelled in (word, word.translate(_LOOKALIKES))}
    return len(set(password)) < FEWEST_DIFFERENT or bool(plain & _COMMON) or _repeats(password) or _mostly_runs(password)


def _repeats(password: str) -> bool:
    """Whether a short piece, written again and again, is the whole of it."""
    return password in (password + password)[1:-1]


def _mostly_runs(password: str) -> bool:
    """Whether nearly all of it is a row of neighbouring keys, letters or digits, forwards or backwards."""
    both = [*_RUNS, *(run[::-1] for run in _RUNS)]
    pairs = [password[at : at + 2] for at in range(len(password) - 1)]
    return sum(any(pair in run for run in both) for pair in pairs) >= MOSTLY * len(pairs)


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)
