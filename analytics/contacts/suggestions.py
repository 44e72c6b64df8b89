"""What was probably meant where a contact cannot be right or is doubted. A suggestion changes nothing and refuses nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from analytics.contacts.emails import check_email
from analytics.contacts.findings import REASONS, ContactCheck
from analytics.contacts.phones import check_phone


@dataclass(frozen=True)
class Suggestion:
    """A contact of a customer with what was probably meant. field is email or phone; reason is a sentence."""

    customer_id: str
    field: str
    given: str
    suggested: str
    reason: str


def suggestions(customers: Iterable[Mapping[str, Any]]) -> Iterator[Suggestion]:
    """The suggestions for customers, each with customer_id and any of email, phone and country (a name or two letters), in their order.

    A contact that is fine, or of which nobody can say what was meant, has none.
    """
    for customer in customers:
        for field, check in _checks(customer):
            meant = check.suggestion
            if meant and meant != check.given and check.verdict != "valid":
                yield Suggestion(str(customer["customer_id"]), field, check.given, meant, REASONS[check.reasons[0]])


def _checks(customer: Mapping[str, Any]) -> Iterator[tuple[str, ContactCheck]]:
    email, phone, country = customer.get("email"), customer.get("phone"), customer.get("country")
    if isinstance(email, str) and email.strip():
        yield "email", check_email(email)
    if isinstance(phone, str) and phone.strip():
        yield "phone", check_phone(phone, country if isinstance(country, str) else None)
