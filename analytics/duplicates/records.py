"""Customer records in the form in which they are compared: every column plain text, None where nothing is known."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import pandas

from analytics.contacts.countries import country_code
from analytics.contacts.emails import is_filler, mailbox
from analytics.contacts.phones import check_phone
from analytics.duplicates.names import family_name, given_name, main_name, plain
from analytics.duplicates.streets import street_parts

# What a frame of customers may have beside customer_id; a column that is not there counts as empty.
COLUMNS = (
    *("first_name", "last_name", "email", "phone", "street", "postal_code", "city", "region", "country"),
    *("birth_date", "cards", "devices"),
)
_FEWEST_DIGITS = 5
_LINE = 8


def comparable(customers: pandas.DataFrame) -> pandas.DataFrame:
    """The records to compare, a row a customer in the order given, all columns of texts or None.

    customers: customer_id, unique, and any of COLUMNS, see analytics.duplicates. Returns customer_id, first, main (the formal first
    name), last, mailbox, local (of the mailbox), phone (E.164 or digits), line (its last eight digits), house, street, postcode, city,
    region, country, birth (eight digits, or four of a year), cards and devices (each parted by "|"). ValueError for a frame
    without customer_id or with one twice.
    """
    _check(customers)
    given = {column: _texts(customers, column) for column in COLUMNS}
    first, last = _mapped(given["first_name"], given_name), _mapped(given["last_name"], family_name)
    mailboxes = _mapped(given["email"], _mailbox)
    country = _mapped(given["country"], lambda text: country_code(text) or plain(text))
    phones = [_phone(number, place) for number, place in zip(given["phone"], given["country"], strict=True)]
    parts = [("", "") if text is None else street_parts(text) for text in given["street"]]
    found = {
        "first": first,
        "main": _mapped(first, main_name),
        "last": last,
        "mailbox": mailboxes,
        "local": _mapped(mailboxes, lambda text: text.rpartition("@")[0]),
        "phone": phones,
        "line": _mapped(phones, lambda text: text.lstrip("+")[-_LINE:]),
        "house": [number or None for number, _ in parts],
        "street": [name or None for _, name in parts],
        "postcode": _mapped(given["postal_code"], lambda text: plain(text).replace(" ", "")),
        "city": _mapped(given["city"], plain),
        "region": _mapped(given["region"], plain),
        "country": country,
        "birth": _mapped(given["birth_date"], _birth),
        "cards": given["cards"],
        "devices": given["devices"],
    }
    columns = {name: pandas.Series(values, dtype=object) for name, values in found.items()}
    return pandas.DataFrame({"customer_id": customers["customer_id"].to_numpy(), **columns})


def _check(customers: pandas.DataFrame) -> None:
    if "customer_id" not in customers:
        raise ValueError(f"Customers have no column customer_id, only {', '.join(map(str, customers.columns))}. Rename the one that it is.")
    twice = customers["customer_id"][customers["customer_id"].duplicated()]
    if len(twice):
        raise ValueError(f"customer_id {twice.iloc[0]!r} is there more than once. Give every record an id of its own.")


def _texts(customers: pandas.DataFrame, column: str) -> list[str | None]:
    """A column as stripped texts, None where it is missing or blank."""
    if column not in customers:
        return [None] * len(customers)
    values, given = customers[column].tolist(), customers[column].notna().tolist()
    texts = [str(value).strip() if there else "" for value, there in zip(values, given, strict=True)]
    return [text or None for text in texts]


def _mapped(values: list[str | None], change: Callable[[str], str | None]) -> list[str | None]:
    """Each text changed, once for every different one; what becomes empty is None."""
    known = {text: change(text) or None for text in set(values) - {None} if text is not None}
    return [None if text is None else known[text] for text in values]


def _mailbox(text: str) -> str | None:
    """The mailbox, without spaces and doubled dots; None for what was typed to fill the field, which many people have in common."""
    return None if is_filler(text) else mailbox(re.sub(r"\.{2,}", ".", re.sub(r"\s+", "", text)))


@lru_cache(maxsize=200_000)
def _phone(number: str | None, country: str | None) -> str | None:
    """The number as E.164, else its digits; None for fillers and for what is no number."""
    if number is None:
        return None
    check = check_phone(number, country)
    digits = re.sub(r"\D", "", number)
    return check.normal or (None if "filler" in check.reasons or len(digits) < _FEWEST_DIGITS else digits)


def _birth(text: str) -> str | None:
    """Year, month and day as eight digits from 1980-02-29 or 19800229, the time of day left out, or a year; None for anything else."""
    digits = re.sub(r"\D", "", text)[:8]
    return digits if len(digits) in (len("19800229"), len("1980")) else None
