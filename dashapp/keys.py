"""The keys of an installation: which are refused as too weak, and the random ones that are kept where none were given."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

from dashapp.errors import SettingError

SHORTEST_KEY = 32
FEWEST_DIFFERENT = 10
NEEDED = ("secret_key", "encryption_key", "erasure_key")
# What stands in examples and tutorials, and is then left as it is.
_PLACEHOLDER = re.compile(
    r"change.?(me|this|it)|replace.?(me|this|it)|your.?(secret|own|key)|example|default|password|insecure|placeholder|not.?(so|very).?secret"
    r"|secret.?key|dev(elopment)?.?(key|secret)|tallyroom|0123456789|abcdefghij|qwerty",
    re.IGNORECASE,
)


def one_key(text: str) -> str:
    """The key; ValueError, which does not repeat it, for one that could be guessed. Nothing is nothing."""
    key = text.strip()
    if not key:
        return ""
    if len(key) < SHORTEST_KEY:
        raise ValueError(f"It has {len(key)} characters and needs {SHORTEST_KEY} random ones or more.")
    if len(set(key)) < FEWEST_DIFFERENT or _PLACEHOLDER.search(key):
        raise ValueError("It repeats itself or stands in an example somewhere, so it could be guessed. Make a random one.")
    return key


def several_keys(text: str) -> tuple[str, ...]:
    """Keys by commas, the newest first."""
    return tuple(one_key(key) for key in text.split(",") if key.strip())


def kept_key(field: str, values: Mapping[str, Any]) -> str:
    """A random key made at first start and kept for this installation only; production must bring its own."""
    if values["environment"] == "production":
        raise SettingError(f"{field.upper()} is not set. ENVIRONMENT=production needs one: {SHORTEST_KEY} random characters or more.")
    path = values["var_dir"] / field
    if not path.exists():
        _keep(path, secrets.token_urlsafe(48))
    return str(path.read_text().strip())


def require_different(values: Mapping[str, Any]) -> None:
    """SettingError where one key serves two purposes: whoever learns it for one has the other."""
    for one, other in combinations(NEEDED, 2):
        if set(_listed(values[one])) & set(_listed(values[other])):
            raise SettingError(f"{one.upper()} and {other.upper()} are the same. Make a random one for each.")


def _listed(value: str | Iterable[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _keep(path: Path, secret: str) -> None:
    """Write a secret whole or not at all, readable by its owner only; of two processes at once the first one's stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
