"""Names, e-mail addresses, phone numbers and postal addresses for any number of people at once."""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy
import pandas

from data_gen.shop import countries, names, shop
from data_gen.texts import is_among
from data_gen.world import World

_DOMAINS = {"gmail.com": 0.46, "outlook.com": 0.14, "yahoo.com": 0.12, "icloud.com": 0.1, "hotmail.com": 0.1, "proton.me": 0.04, "": 0.04}
_WITHOUT_PHONE = 0.2
_POSTAL_DIGITS = {"United Kingdom": 0, "India": 3, "United States": 2}
_LETTERS = numpy.array(list("ABDEFGHJLNPQRSTUWXYZ"))


def plain_letters(text: str) -> str:
    """Lower-case ASCII letters only, as people write their names in addresses."""
    folded = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ı", "i"))
    return "".join(letter for letter in folded.lower() if letter.isascii() and letter.isalpha())


def names_of(random: numpy.random.Generator, country: numpy.ndarray) -> pandas.DataFrame:
    """first_name and last_name for people of these country codes."""
    found = {column: numpy.empty(len(country), object) for column in ("first_name", "last_name")}
    for code, name in enumerate(countries()):
        here = numpy.flatnonzero(country == code)
        for column, words in (("first_name", names()[name]["first"]), ("last_name", names()[name]["family"])):
            rank = 1 / (numpy.arange(len(words)) + 8.0)
            found[column][here] = numpy.array(words, object)[random.choice(len(words), len(here), p=rank / rank.sum())]
    return pandas.DataFrame(found, dtype=object)


def emails_of(
    random: numpy.random.Generator, country: numpy.ndarray, people: pandas.DataFrame, taken: pandas.Series | None
) -> numpy.ndarray:
    """An e-mail address for each, in the styles that people choose; different for all, and from those that are taken."""
    first, last = (_folded(people[column]) for column in ("first_name", "last_name"))
    number = random.integers(1, 9999, len(people)).astype(str).astype(object)
    year = random.integers(50, 107, len(people)) % 100
    initial = pandas.Series(first).str[0].to_numpy(dtype=object)
    style = random.choice(4, len(people), p=[0.4, 0.25, 0.2, 0.15])
    two_digits = _digits(year, 2)
    local = numpy.choose(style, [first + "." + last, first + last + two_digits, initial + last + number, first + "_" + last])
    domain = random.choice(numpy.array(list(_DOMAINS), object), len(people), p=list(_DOMAINS.values()))
    own = numpy.array(["post." + shop()["countries"][name]["domain"] for name in countries()], object)
    domain = numpy.where(domain == "", own[country], domain)
    wanted = pandas.Series(local + "@" + domain)
    again = wanted.groupby(wanted).cumcount().to_numpy() + (is_among(wanted, taken) if taken is not None else 0)
    salt = random.integers(10, 99, len(people)) + 100 * again
    return local + numpy.where(again > 0, salt.astype(str).astype(object), "") + "@" + domain


def phones_of(random: numpy.random.Generator, country: numpy.ndarray) -> numpy.ndarray:
    """A mobile number that can exist for four in five, in the country's international form."""
    found = numpy.empty(len(country), object)
    for code, given in enumerate(shop()["countries"].values()):
        here = numpy.flatnonzero(country == code)
        starts = numpy.array(given["mobile"], object)
        low = 2 * 10 ** (given["mobile_digits"] - len(starts[0]) - 1)
        number = random.integers(low, 5 * low, len(here)).astype(str).astype(object)
        found[here] = given["dialling"] + " " + random.choice(starts, len(here)) + number
    found[random.random(len(country)) < _WITHOUT_PHONE] = None
    return found


def places_of(world: World, random: numpy.random.Generator, region: numpy.ndarray) -> pandas.DataFrame:
    """street, city and postal_code of an address in each of these region codes."""
    regions = world.latent["regions"]
    found = {column: numpy.empty(len(region), object) for column in ("street", "city", "postal_code")}
    for code, (name, country) in enumerate(zip(regions["region"], regions["country"], strict=True)):
        here = numpy.flatnonzero(region == code)
        _, _, _, cities, starts = next(entry for entry in shop()["countries"][country]["regions"] if entry[0] == name)
        city = random.integers(len(cities), size=len(here))
        street = random.choice(numpy.array(names()[country]["streets"], object), len(here))
        house = random.integers(1, 180, len(here)).astype(str).astype(object)
        found["street"][here] = street + " " + house if country == "Germany" else house + " " + street
        found["city"][here] = numpy.array(cities, object)[city]
        found["postal_code"][here] = _postal_codes(random, country, numpy.array(starts, object)[city])
    return pandas.DataFrame(found, dtype=object)


def _postal_codes(random: numpy.random.Generator, country: str, start: numpy.ndarray) -> numpy.ndarray:
    digits = _POSTAL_DIGITS.get(country, 3)
    if digits:
        return start + _digits(random.integers(0, 10**digits, len(start)), digits)
    outward = random.integers(1, 21, len(start)).astype(str).astype(object)
    inward = random.integers(1, 10, len(start)).astype(str).astype(object)
    letters = random.choice(_LETTERS, (2, len(start))).astype(object)
    return start + outward + " " + inward + letters[0] + letters[1]


def _digits(numbers: numpy.ndarray, width: int) -> numpy.ndarray:
    return numpy.array([f"{number:0{width}d}" for number in numbers.tolist()], object)


def _folded(values: pandas.Series) -> numpy.ndarray:
    folded = cache(plain_letters)
    return numpy.array([folded(value) for value in values], object)
