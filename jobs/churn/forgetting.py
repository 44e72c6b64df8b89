"""Erased people: on lists of win-back actions the number that is kept stands in the place of theirs, so that no share changes."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import update

from dashapp.auth import operating
from dashapp.db.winback import WINBACK_MEMBERS
from dashapp.settings import Settings
from jobs.privacy.identifiers import Hasher
from jobs.privacy.replacing import kept_number

_MEMBERS = WINBACK_MEMBERS.c


def forget_winback(settings: Settings, customers: Mapping[str, Collection[str]]) -> None:
    """Take these customers, by source, from every list to write to, and their numbers with them."""
    if not any(customers.values()):
        return
    hasher = Hasher(settings.erasure_key)
    with operating.accounts(settings).begin() as connection:
        for source, numbers in customers.items():
            for number in sorted(numbers):
                mine = (_MEMBERS.source == source) & (_MEMBERS.customer_id == number)
                connection.execute(
                    update(WINBACK_MEMBERS).where(mine).values(customer_id=kept_number(number, hasher) or "", may_email=False)
                )
