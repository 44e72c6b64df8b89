"""Identifiers of people in the one form in which they are compared, and the keyed hashes that remember them without holding them."""

from __future__ import annotations

import hmac
import re
import unicodedata
from dataclasses import dataclass

_PHONE_DIGITS = 9
_FEWEST_DIGITS = 7
_CHECK_LETTERS, _TOKEN_LETTERS = 16, 16


def email_form(text: str | None) -> str:
    """An e-mail address without case, blanks around it or look-alike encodings; empty when it is none."""
    plain = unicodedata.normalize("NFKC", text or "").strip().strip("<>").casefold()
    return plain if re.fullmatch(r"[^@\s]+@[^@\s]+", plain) else ""


def phone_form(text: str | None) -> str:
    """The last nine digits of a telephone number: with or without country code it is the same one. Empty when it is none."""
    plain = unicodedata.normalize("NFKC", text or "").strip()
    digits = re.sub(r"\D", "", plain)
    if len(digits) < _FEWEST_DIGITS or re.search(r"[^\d\s()+./-]", plain):
        return ""
    return digits.lstrip("0")[-_PHONE_DIGITS:]


def name_form(text: str | None) -> str:
    """A name without case, accents and punctuation, its words one blank apart."""
    decomposed = unicodedata.normalize("NFKD", text or "")
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w]+|_", " ", bare.casefold()).split())


def number_form(text: str | None) -> str:
    """A customer's number as the import keeps it: blanks around it do not count, case does."""
    return (text or "").strip()


@dataclass(frozen=True)
class Hasher:
    """Hashes with the key of the installation (ERASURE_KEY). Without the key nobody can try candidates against them."""

    key: str

    def of(self, kind: str, *parts: str) -> str:
        """The hash of an identifier of a kind, 64 hexadecimal letters."""
        return hmac.digest(self.key.encode(), "\0".join((kind, *parts)).encode("utf-8", "surrogatepass"), "sha256").hex()

    def email(self, text: str | None) -> str:
        """The hash of an e-mail address; empty when the text is none."""
        form = email_form(text)
        return self.of("email", form) if form else ""

    def phone(self, text: str | None) -> str:
        """The hash of a telephone number; empty when the text is none."""
        form = phone_form(text)
        return self.of("phone", form) if form else ""

    def customer(self, source: str, customer_id: str | None) -> str:
        """The hash of a customer's number in a source; empty without a number."""
        form = number_form(customer_id)
        return self.of("customer", source, form) if form else ""

    def guest(self, source: str, name: str | None) -> str:
        """The hash of a name that stands on orders without number and address; empty without a name."""
        form = name_form(name)
        return self.of("guest", source, form) if form else ""

    def token(self, value: str) -> str:
        """What stands in the place of an identifier that rows are joined by: the same for the same value."""
        return f"erased-{self.of('token', value)[:_TOKEN_LETTERS]}"

    @property
    def check(self) -> str:
        """What tells one key from another."""
        return self.of("check")[:_CHECK_LETTERS]
