"""The comparison vector: for each pair of records, at which level each field agrees."""

from __future__ import annotations

import numpy
import pandas

from analytics.duplicates.fields import FIELDS, MISSING, POSITION
from analytics.duplicates.name_levels import name_levels
from analytics.duplicates.spelling import Numbers, are_near, chosen, crossed, looked_up, sides, slips

_FEWEST_DIGITS, _YEAR = 3, 4


def compare(records: pandas.DataFrame, pairs: Numbers) -> Numbers:
    """(pairs, fields) int8 levels of FIELDS, -1 where a side is empty; records as comparable() gives them, pairs of row numbers."""
    levels = numpy.full((len(pairs), len(FIELDS)), MISSING, numpy.int8)
    first, last = name_levels(records, pairs)
    found = {
        "first_name": first,
        "last_name": last,
        "email": _emails(records, pairs),
        "phone": _phones(records, pairs),
        "address": _addresses(records, pairs),
        "birth_date": _births(records, pairs),
        "cards": _lists(records["cards"], pairs),
        "devices": _lists(records["devices"], pairs),
    }
    for field in FIELDS:
        levels[:, POSITION[field.name]] = found[field.name]
    return levels


def _emails(records: pandas.DataFrame, pairs: Numbers) -> Numbers:
    """What is not the same counts only where a number in it is: namesakes have theo.smith and theo_smith anyway."""
    compared = sides(records["mailbox"], pairs)
    local = records["local"].where(records["local"].str.count(r"\d") >= _FEWEST_DIGITS)
    numbered = sides(local.str.replace(r"\D", "", regex=True), pairs).equal
    near = numbered & are_near(compared, numbered)
    return chosen(compared.both, [compared.equal, near, sides(local, pairs).equal], 3)


def _phones(records: pandas.DataFrame, pairs: Numbers) -> Numbers:
    compared, line = sides(records["phone"], pairs), sides(records["line"], pairs)
    return chosen(compared.both, [compared.equal | line.equal, slips(line) == 1], 2)


def _addresses(records: pandas.DataFrame, pairs: Numbers) -> Numbers:
    """House, street, postcode and town together: a postcode and its town are one piece of news, not two."""
    house, street, postcode, city, region = (sides(records[name], pairs) for name in ("house", "street", "postcode", "city", "region"))
    same_street = street.equal | are_near(street)
    same_town = city.equal | are_near(city)
    place = postcode.equal | (slips(postcode) == 1) & same_town | same_town & ~postcode.both
    conditions = [
        house.equal & same_street & (place | same_town),
        house.equal & postcode.equal | same_street & place & ~house.both & postcode.both,
        same_street & place,
        postcode.equal,
        same_town,
        region.equal,
    ]
    return chosen(postcode.both | city.both, conditions, 6)


def _births(records: pandas.DataFrame, pairs: Numbers) -> Numbers:
    """One slip, or two of year, month and day the same, or day and month exchanged; of a year alone, that it is the same."""
    compared, text = sides(records["birth"], pairs), records["birth"]
    year, month, day = (sides(text.str[start:end], pairs) for start, end in ((0, 4), (4, 6), (6, 8)))
    exchanged = crossed(text.str[4:6], text.str[6:8], pairs).equal & crossed(text.str[6:8], text.str[4:6], pairs).equal & year.equal
    two = year.equal.astype(int) + month.equal + day.equal >= 2
    whole = sides(text.where(text.str.len() > _YEAR), pairs).both
    return chosen(compared.both, [whole & compared.equal, whole & ((slips(compared) == 1) | two | exchanged), ~whole & year.equal], 3)


def _lists(values: pandas.Series, pairs: Numbers) -> Numbers:
    """Whether one of several values is on both sides."""
    compared = sides(values, pairs)
    shared = looked_up(compared, _share, numpy.False_)
    return chosen(compared.both, [compared.equal | shared], 1)


def _share(left: list[str], right: list[str]) -> Numbers:
    """Whether each two lists, parted by "|", have one in common."""
    rows = zip(left, right, strict=True)
    return numpy.array([not {*one.split("|")}.isdisjoint(other.split("|")) for one, other in rows], bool)
