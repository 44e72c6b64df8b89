"""What stands in the place of an identity, by the tag of its column, and seals in the place of row hashes."""

from __future__ import annotations

from typing import Any

from jobs.privacy.identifiers import Hasher, email_form

ERASED = "Erased"
# No hexadecimal letter: a hash that begins with it is a seal.
SEAL = "x"
_SEAL_LETTERS = 23


def replacement(tag: str, value: Any, hasher: Hasher, *, may_be_empty: bool = True) -> Any:
    """What takes the place of a value. What is missing stays missing; identifiers keep apart what was apart."""
    if value is None:
        return None
    if tag == "identifier":
        return value if str(value).startswith("erased-") else hasher.token(str(value))
    return ERASED if tag in ("name", "text") or not may_be_empty else None


def kept_number(customer_id: str | None, hasher: Hasher) -> str | None:
    """The customer's number, which stays; but a shop that numbers its customers by their address gets a token."""
    return hasher.token(customer_id) if customer_id and email_form(customer_id) else customer_id


def sealed(digest: str, hasher: Hasher) -> str:
    """A row hash that still recognises the same row when it comes again, but that nobody can try names against without the key."""
    return digest if digest.startswith(SEAL) else SEAL + hasher.of("row", digest)[:_SEAL_LETTERS]
