"""What of two records is compared, and in which steps two values can agree, from the best to none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Name = Literal["first_name", "last_name", "email", "phone", "address", "birth_date", "cards", "devices"]


@dataclass(frozen=True)
class Field:
    """A field of the comparison: its levels from the strongest agreement to none, by the words that people read.

    A level is a number from 0; -1 stands for a pair where one side is empty, which says nothing for or against. guess: how often a
    pair of one person is first thought to show each level; the data decides.
    """

    name: Name
    title: str
    levels: tuple[str, ...]
    guess: tuple[float, ...]


MISSING = -1
MISSING_WORDS = "not known on both sides"
FIELDS: tuple[Field, ...] = (
    Field(
        "first_name",
        "First name",
        ("the same", "short form or initial", "a slip apart", "near, but both are names here", "different, one unusual", "different"),
        (0.87, 0.06, 0.03, 0.01, 0.02, 0.01),
    ),
    Field(
        "last_name",
        "Family name",
        ("the same", "a slip apart", "one is part of the other", "near, but both are names here", "different"),
        (0.9, 0.05, 0.01, 0.01, 0.03),
    ),
    Field("email", "E-mail address", ("the same mailbox", "a slip apart", "the same local part", "different"), (0.8, 0.02, 0.02, 0.16)),
    Field("phone", "Telephone", ("the same number", "a slip apart", "different"), (0.8, 0.03, 0.17)),
    Field(
        "address",
        "Address",
        (
            "the same house",
            "the same house, the street spelt otherwise or missing",
            "the same street, another number or none",
            "the same postcode",
            "the same town",
            "the same region",
            "different",
        ),
        (0.75, 0.08, 0.04, 0.03, 0.03, 0.03, 0.04),
    ),
    Field(
        "birth_date",
        "Date of birth",
        ("the same", "one slip or part apart", "the same year, no more is known", "different"),
        (0.6, 0.08, 0.28, 0.04),
    ),
    Field("cards", "Payment card", ("one card is on both", "no card is on both"), (0.8, 0.2)),
    Field("devices", "Device", ("both ordered on one device", "no device is on both"), (0.6, 0.4)),
)
POSITION: dict[Name, int] = {field.name: number for number, field in enumerate(FIELDS)}
