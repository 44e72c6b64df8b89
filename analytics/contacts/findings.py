"""What a check of a contact says: a verdict, the reasons for it, the normal form and what was probably meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["valid", "doubtful", "invalid"]

# Why a contact is refused: it cannot be an address or a number at all.
REFUSED = {
    "no_at_sign": "There is no @ in it",
    "spaces": "There is a space inside",
    "two_dots": "Two dots follow each other",
    "no_ending": "The domain has no ending, such as .com",
    "syntax": "An e-mail address cannot be written like this",
    "no_number": "There is no telephone number in it",
    "letters": "There are letters inside",
    "length": "No number of the country has so many digits",
    "filler": "It was typed to fill the field",
}
# Why somebody should look: it is written well, and it probably reaches nobody or not for long.
DOUBTED = {
    "slip": "One slip away from a domain that many people use",
    "disposable": "A domain that hands out addresses for minutes",
    "not_assigned": "Its length is right, but the country has not given out numbers that begin like this",
    "vanity": "Letters stand for digits",
    "no_country": "Without + and the code of a country the number cannot be read",
}
# What is only told: nothing is wrong with it.
NOTED = {
    "role": "A mailbox of a function, not of a person",
    "domain_once": "No other customer has an address there",
    "extension": "It has an extension",
}
REASONS = {**REFUSED, **DOUBTED, **NOTED}


@dataclass(frozen=True)
class ContactCheck:
    """What is known of one contact as it was given.

    reasons: keys of REASONS, the gravest first. normal: the address in lower-case domain, or the number as E.164; None where it is
    refused. suggestion: what was probably meant; a suggestion never refuses by itself. is_possible and is_valid are of numbers: whether
    the length can be, and whether such a number has been given out; None for addresses and where there is no number.
    """

    given: str
    reasons: tuple[str, ...] = ()
    normal: str | None = None
    suggestion: str | None = None
    is_possible: bool | None = None
    is_valid: bool | None = None

    @property
    def verdict(self) -> Verdict:
        """invalid when a reason refuses it, doubtful when one doubts it, else valid."""
        if any(reason in REFUSED for reason in self.reasons):
            return "invalid"
        return "doubtful" if any(reason in DOUBTED for reason in self.reasons) else "valid"
