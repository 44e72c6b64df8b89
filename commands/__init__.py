"""Groups of commands, one module a noun; manage.py puts them together."""

from __future__ import annotations

from commands import (
    audit,
    changes,
    check,
    corrections,
    costs,
    definitions,
    duplicates,
    evidence,
    periods,
    quality,
    retention,
    service_account,
    sign_in,
    subject,
    token,
)

_NOUNS = (
    audit,
    changes,
    check,
    corrections,
    costs,
    definitions,
    duplicates,
    evidence,
    periods,
    quality,
    retention,
    service_account,
    sign_in,
    subject,
    token,
)
GROUPS = tuple(noun.GROUP for noun in _NOUNS)
