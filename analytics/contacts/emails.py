"""E-mail addresses: syntax as email-validator knows it, without asking any server, and our own layers over it.

Syntax is RFC 5321, 5322, 6531 (addresses in other scripts) as email-validator applies them, with check_deliverability off. What
looks right and reaches nobody cannot be told here.
"""

from __future__ import annotations

import re
from collections import Counter

import pandas
from email_validator import EmailNotValidError, validate_email

from analytics.contacts.domains import completed_domain, is_disposable, listed, meant_domain
from analytics.contacts.findings import ContactCheck

_DOTTED = ("gmail.com", "googlemail.com")


def check_emails(emails: pandas.Series) -> dict[str, ContactCheck]:
    """The check of every different address of a Series of texts; missing and blank ones are left out.

    Knows all addresses at once, so that it can note a domain that nobody else has.
    """
    different = emails.dropna().astype(str).unique().tolist()
    checks = {given: check_email(given) for given in different if given.strip()}
    holders = Counter(_domain(check.normal) for check in checks.values() if check.normal)
    return {given: _noted(check, holders) for given, check in checks.items()}


def check_email(given: str) -> ContactCheck:
    """What can be said of one address by looking at it."""
    text = given.strip()
    if refused := _refused(text):
        return ContactCheck(given, (refused,), None, _mended(text))
    try:
        normal = validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        return ContactCheck(given, ("syntax",), None, _mended(text))
    local, _, domain = normal.rpartition("@")
    if is_filler(normal):
        return ContactCheck(given, ("filler",))
    meant = meant_domain(domain)
    layers = {"slip": meant, "disposable": is_disposable(domain), "role": local.casefold() in listed("roles")}
    reasons = tuple(name for name, found in layers.items() if found)
    return ContactCheck(given, reasons, normal, f"{local}@{meant}" if meant else None)


def mailbox(given: str) -> str:
    """The mailbox that an address reaches, for comparing: lower case, without a tag after +, for Gmail without dots.

    Works on anything with text, so that slips can still be compared. RFC 5321 leaves it to the host whether case counts; none counts it.
    """
    local, at, domain = given.strip().casefold().rpartition("@")
    if not at:
        return given.strip().casefold()
    domain = meant_domain(domain) or domain
    local = local.partition("+")[0] or local
    if domain in _DOTTED:
        local, domain = local.replace(".", "") or local, _DOTTED[0]
    return f"{local}@{domain}"


def is_filler(address: str) -> bool:
    """Whether nobody's address was meant: a filler, or the same single letter again and again, on both sides of the @."""
    local, _, domain = address.strip().casefold().rpartition("@")
    name = domain.split(".")[0]
    single = len(set(local)) == 1 and set(local) == set(name)
    return single or (local in listed("fillers") and name in listed("fillers"))


def _refused(text: str) -> str | None:
    """Why an address cannot be one, where a person would say it like that; None leaves it to the rules of syntax."""
    local, at, domain = text.rpartition("@")
    tests = {
        "no_at_sign": not at,
        "spaces": bool(re.search(r"\s", text)),
        "two_dots": ".." in text,
        "no_ending": bool(local) and "." not in domain and not domain.startswith("["),
    }
    return next((name for name, found in tests.items() if found), None)


def _mended(text: str) -> str | None:
    """The address without spaces and doubled dots, with the @ before a known domain and the ending after it; None if still wrong."""
    text = re.sub(r"\.{2,}", ".", re.sub(r"\s+", "", text))
    if "@" not in text:
        known = sorted(listed("known"), key=len, reverse=True)
        end = next((domain for domain in known if text.casefold().endswith(domain) and len(text) > len(domain)), None)
        if end is None:
            return None
        text = f"{text[: -len(end)]}@{end}"
    local, _, domain = text.rpartition("@")
    if "." not in domain:
        domain = completed_domain(domain.casefold()) or domain
    try:
        return validate_email(f"{local}@{domain}", check_deliverability=False).normalized
    except EmailNotValidError:
        return None


def _domain(normal: str) -> str:
    return normal.rpartition("@")[2]


def _noted(check: ContactCheck, holders: Counter[str]) -> ContactCheck:
    if check.normal is None or holders[_domain(check.normal)] > 1:
        return check
    return ContactCheck(check.given, (*check.reasons, "domain_once"), check.normal, check.suggestion)
