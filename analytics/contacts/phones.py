"""Telephone numbers: read with the customer's country by phonenumbers, possible and valid kept apart, E.164 to store.

is_possible looks at the length only; is_valid asks whether the country has given out numbers that begin like this. A number that is
possible and not valid is doubted, not refused: number plans grow between two releases of the list.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

import pandas
import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from analytics.contacts.countries import country_code
from analytics.contacts.findings import ContactCheck

_EXTENSION = re.compile(
    r"\s*[;,]?\s*(?:ext(?:ension)?|extn|durchwahl|poste|x)\b\.?\s*[:=]?\s*\d{1,7}\s*$|\s*#\s*\d{1,7}\s*$", re.IGNORECASE
)
_VANITY = 3
_FILLER = 6


def check_phones(phones: pandas.Series, countries: pandas.Series) -> dict[tuple[str, str | None], ContactCheck]:
    """The check of every different pair of number and country (a name or two letters, may be missing), in Series of equal index.

    Missing and blank numbers are left out.
    """
    given = phones.notna() & (phones.astype(object).astype(str).str.strip() != "")
    numbers, places = phones[given].astype(str), countries[given].astype(object).where(countries[given].notna(), None)
    return {(number, place): check_phone(number, place) for number, place in set(zip(numbers, places, strict=True))}


@lru_cache(maxsize=200_000)
def check_phone(given: str, country: str | None) -> ContactCheck:
    """What can be said of one number by looking at it."""
    text = given.strip()
    bare, extension = _EXTENSION.subn("", text)
    letters = sum(letter.isalpha() for letter in bare)
    number = _parsed(text, country)
    if letters and (number is None or letters < _VANITY or not phonenumbers.is_valid_number(number)):
        return ContactCheck(given, ("letters",))
    if _is_filler(re.sub(r"\D", "", bare)):
        return ContactCheck(given, ("filler",))
    if number is None:
        return ContactCheck(given, (_unread(bare, country),))
    possible, valid = phonenumbers.is_possible_number(number), phonenumbers.is_valid_number(number)
    layers = {"length": not possible, "not_assigned": possible and not valid, "vanity": letters > 0, "extension": extension > 0}
    reasons = tuple(name for name, found in layers.items() if found)
    normal = phonenumbers.format_number(number, PhoneNumberFormat.E164) if possible else None
    suggestion = normal if letters else None if valid else _of_country(bare, number, country)
    return ContactCheck(given, reasons, normal, suggestion, possible, valid)


def _parsed(text: str, country: str | None) -> phonenumbers.PhoneNumber | None:
    """The number that phonenumbers reads; a number without + is of the country, or cannot be read."""
    try:
        return phonenumbers.parse(text, country_code(country))
    except NumberParseException:
        return None


def _unread(bare: str, country: str | None) -> str:
    """Why no number was read: there are too few digits, or nobody knows of which country."""
    digits = re.sub(r"\D", "", bare)
    return "no_country" if len(digits) > _FILLER and country_code(country) is None else "no_number"


def _is_filler(digits: str) -> bool:
    """One digit again and again, or digits that count up or down from the first to the last."""
    if len(digits) < _FILLER:
        return False
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(digits)}
    return steps == {0} or (steps in ({1}, {9}) and len(digits) < 10)


def _of_country(bare: str, number: phonenumbers.PhoneNumber, country: str | None) -> str | None:
    """The same digits as a number of the customer's own country, where that is one and the code given is another's."""
    code = country_code(country)
    if code is None or number.country_code == phonenumbers.country_code_for_region(code):
        return None
    own = _parsed(str(phonenumbers.national_significant_number(number)), country)
    return phonenumbers.format_number(own, PhoneNumberFormat.E164) if own and phonenumbers.is_valid_number(own) else None
