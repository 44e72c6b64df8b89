"""Rules over the weights: what families have in common is no proof of one person.

A rule never adds evidence. It says how probable a pair may be at most, and what it takes away is a line of the explanation.
"""

from __future__ import annotations

from enum import IntEnum

import numpy

from analytics.duplicates.fields import FIELDS, POSITION
from analytics.duplicates.spelling import Numbers


class Guard(IntEnum):
    """Which rule holds for a pair; the graver one where two do."""

    NONE = 0
    NAMESAKES = 1
    UNNAMED = 2
    SHARED_CONTACTS = 3
    UNUSUAL = 4
    UNTOLD = 5
    HOUSEHOLD = 6


WORDS = {
    Guard.NONE: "no rule",
    Guard.NAMESAKES: "name and address agree, but no contact: perhaps parent and child",
    Guard.UNNAMED: "one first name is missing: perhaps two of a household",
    Guard.SHARED_CONTACTS: "different first names with one mailbox and one number: perhaps a couple",
    Guard.UNUSUAL: "different first names, one of them unusual: misspelt, or another person of a household",
    Guard.UNTOLD: "different first names, and no contact is known on both sides",
    Guard.HOUSEHOLD: "different first names: two people of a household",
}
# The highest probability that a pair under each rule may have: below the band of automatic links, or below that of review.
HIGHEST = {
    Guard.NAMESAKES: 0.7,
    Guard.UNNAMED: 0.9,
    Guard.SHARED_CONTACTS: 0.55,
    Guard.UNUSUAL: 0.9,
    Guard.UNTOLD: 0.9,
    Guard.HOUSEHOLD: 0.01,
}
_FIRST = next(field for field in FIELDS if field.name == "first_name").levels
_UNUSUAL = _FIRST.index("different, one unusual")
_DIFFERENT = (_FIRST.index("different"), _FIRST.index("near, but both are names here"), _UNUSUAL)
_ONE_HOUSE = (0, 1)


def guards(levels: Numbers) -> Numbers:
    """(pairs,) the Guard of each row of levels (pairs, fields)."""
    first, last, email, phone, address, birth, cards, _ = (levels[:, POSITION[field.name]] for field in FIELDS)
    born_alike = birth == 0
    other_person = numpy.isin(first, _DIFFERENT) & ~born_alike
    same_contacts = (email == 0) & (phone == 0)
    contact = (email == 0) | (phone == 0)
    differs = (email > 0) | (phone > 0)
    home = numpy.isin(address, _ONE_HOUSE)
    namesakes = home & differs & ~contact & ~born_alike & (cards != 0) & (first >= 0) & (last >= 0)
    unnamed = (first < 0) & ~same_contacts & ~born_alike
    known = (email >= 0) | (phone >= 0)
    unusual = other_person & (first == _UNUSUAL) & contact
    conditions = [
        other_person & ~known,
        unusual & ~same_contacts,
        other_person & ~same_contacts,
        other_person & same_contacts,
        unnamed,
        namesakes,
    ]
    chosen = [Guard.UNTOLD, Guard.UNUSUAL, Guard.HOUSEHOLD, Guard.SHARED_CONTACTS, Guard.UNNAMED, Guard.NAMESAKES]
    return numpy.asarray(numpy.select(conditions, chosen, Guard.NONE))


def highest_bits(levels: Numbers) -> Numbers:
    """(pairs,) the most bits that the rules allow a row of levels (pairs, fields) to have; infinite where none holds."""
    table = numpy.array([numpy.log2(HIGHEST[guard] / (1 - HIGHEST[guard])) if guard in HIGHEST else numpy.inf for guard in Guard])
    return numpy.asarray(table[guards(levels)])
