"""Groups of commands, one module a noun; manage.py puts them together."""

from __future__ import annotations

from commands import (
    audit,
    backup,
    changes,
    check,
    corrections,
    costs,
    definitions,
    duplicates,
    evidence,
    fit,
    maintain,
    model_card,
    periods,
    quality,
    restore,
    retention,
    score,
    service_account,
    sign_in,
    subject,
    token,
)

_NOUNS = (
    *(audit, backup, changes, check, corrections, costs, definitions, duplicates, evidence, fit, maintain, periods),
    *(model_card, quality, restore, retention, score, service_account, sign_in, subject, token),
)
GROUPS = tuple(noun.GROUP for noun in _NOUNS)
