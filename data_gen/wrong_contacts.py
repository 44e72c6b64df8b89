"""Wrong contacts: addresses and numbers that cannot be right, that reach nobody, or that only look odd."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy
import pandas

from data_gen.world import World

# Shares of the contacts given. Classes of the first group can be told by looking, those of the second are fine.
INVALID_EMAIL = {"no at sign": 0.004, "two dots": 0.004, "space inside": 0.003, "no ending": 0.004, "mistyped domain": 0.011,
                 "disposable domain": 0.006, "placeholder": 0.004}  # fmt: skip
INVALID_PHONE = {"too short": 0.009, "too long": 0.005, "another country": 0.008, "placeholder": 0.006, "letters inside": 0.003}
FINE_EMAIL = {"plus tag": 0.015, "new top-level domain": 0.008, "international domain": 0.004, "dead": 0.02}
FINE_PHONE = {"extension": 0.01, "dead": 0.02}
DISPOSABLE = ("mailinator.com", "guerrillamail.com", "10minutemail.com", "yopmail.com", "trashmail.com")
NEW_DOMAINS = ("studio.photography", "atelier.design", "werkbank.shop", "lakeside.club")
INTERNATIONAL = ("bücherstube.de", "café-lumière.fr", "grünhof.de", "maison-éléna.fr")
MISTYPED = {"gmail.com": "gmial.com", "outlook.com": "outlok.com", "yahoo.com": "yaho.com", "icloud.com": "iclod.com",
            "hotmail.com": "hotmial.com", "proton.me": "protn.me"}  # fmt: skip
PLACEHOLDER_EMAILS = ("test@test.com", "none@none.com", "a@a.com", "asdf@asdf.com")
# Longer rows such as 1234567890 or 9999999999 are somebody's number in one country or another.
PLACEHOLDER_PHONES = ("0000000000", "1111111111", "1234567", "000000")
# Dialling codes of countries whose numbers have eight digits.
_SHORT_NUMBERED = ("+45", "+47", "+65")
_OWN_DIGITS = 9
Random = numpy.random.Generator


def wrong_contacts(world: World) -> None:
    """Spoil some e-mail addresses and phone numbers of accounts, and make others look odd that are fine.

    truth["contacts"]: customer_id, channel, contact_class, is_invalid; a row a contact that is given.
    """
    random, customers = world.random("wrong contacts"), world.tables["customers"]
    noise = world.config.noise
    email, email_class = _altered(random, customers["email"], {**INVALID_EMAIL, **FINE_EMAIL}, _EMAILS, noise)
    phone, phone_class = _altered(random, customers["phone"], {**INVALID_PHONE, **FINE_PHONE}, _PHONES, noise)
    world.tables["customers"] = customers.assign(email=email, phone=phone)
    parts = []
    for channel, classes, invalid in (("email", email_class, INVALID_EMAIL), ("phone", phone_class, INVALID_PHONE)):
        frame = pandas.DataFrame({"customer_id": customers["customer_id"], "channel": channel, "contact_class": classes})
        parts.append(frame[classes != ""].assign(is_invalid=frame["contact_class"].isin(list(invalid)).astype(int)))
    world.truth["contacts"] = pandas.concat(parts, ignore_index=True)


def _altered(
    random: Random, values: pandas.Series, shares: dict[str, float], spoil: dict[str, Callable[[Random, str], str]], noise: float
) -> tuple[pandas.Series, numpy.ndarray]:
    """The contacts with some altered, and the class of each; the class of one that is not given is empty."""
    names = [*shares, "valid"]
    share = numpy.array(list(shares.values())) * noise
    classes = numpy.array(names, object)[random.choice(len(names), len(values), p=[*share, 1 - share.sum()])]
    classes[values.isna()] = ""
    altered = values.astype(object).copy()
    for name, change in spoil.items():
        rows = numpy.flatnonzero(classes == name)
        altered.iloc[rows] = [change(random, text) for text in altered.iloc[rows]]
    unchanged = (classes != "dead") & (altered == values).to_numpy()
    classes[unchanged & (classes != "")] = "valid"
    return altered.astype(values.dtype), classes


def _one_of(random: Random, choices: tuple[str, ...]) -> str:
    return choices[random.integers(len(choices))]


def _domain(change: Callable[[Random, str], str]) -> Callable[[Random, str], str]:
    """A change of what stands after the at sign."""

    def changed(random: Random, text: str) -> str:
        local, _, domain = text.partition("@")
        return f"{local}@{change(random, domain)}"

    return changed


def _inside(text: str, piece: str) -> str:
    local, at, domain = text.partition("@")
    return f"{local[: len(local) // 2]}{piece}{local[len(local) // 2 :]}{at}{domain}"


def _another_country(random: Random, text: str) -> str:
    """The end of the own number behind the dialling code of a country where it cannot exist, as when the wrong one is chosen in a list."""
    return f"{_one_of(random, _SHORT_NUMBERED)} {re.sub(r'[^0-9]', '', text)[-_OWN_DIGITS:]}"


_EMAILS: dict[str, Callable[[Random, str], str]] = {
    "no at sign": lambda random, text: text.replace("@", ""),
    "two dots": lambda random, text: _inside(text, ".."),
    "space inside": lambda random, text: _inside(text, " "),
    "no ending": _domain(lambda random, domain: domain.partition(".")[0]),
    "mistyped domain": _domain(lambda random, domain: MISTYPED.get(domain.lower(), domain)),
    "disposable domain": _domain(lambda random, domain: _one_of(random, DISPOSABLE)),
    "placeholder": lambda random, text: _one_of(random, PLACEHOLDER_EMAILS),
    "plus tag": lambda random, text: text.replace("@", f"+{_one_of(random, ('shop', 'orders', 'tallow', 'home'))}@"),
    "new top-level domain": _domain(lambda random, domain: _one_of(random, NEW_DOMAINS)),
    "international domain": _domain(lambda random, domain: _one_of(random, INTERNATIONAL)),
}
_PHONES: dict[str, Callable[[Random, str], str]] = {
    "too short": lambda random, text: text[: -int(random.integers(3, 6))],
    "too long": lambda random, text: text + "".join(str(digit) for digit in random.integers(0, 10, 5)),
    "another country": _another_country,
    "placeholder": lambda random, text: _one_of(random, PLACEHOLDER_PHONES),
    "letters inside": lambda random, text: text[:-7] + _one_of(random, ("abcd", "xxxx", "n/a", "home")),
    "extension": lambda random, text: f"{text} ext. {random.integers(10, 999)}",
}
