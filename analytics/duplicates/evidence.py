"""Why two records are proposed as one person: bits from the prior to the total, step by step, as a waterfall is drawn."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from analytics.duplicates.fields import FIELDS, MISSING_WORDS, POSITION
from analytics.duplicates.guards import WORDS, Guard, guards
from analytics.duplicates.spelling import Numbers
from analytics.duplicates.weights import STEPS

_TITLES: dict[str, str] = {
    "prior": "How rare pairs of one person are",
    **{field.name: field.title for field in FIELDS},
    "first_name_rarity": "How rare the first name is",
    "last_name_rarity": "How rare the family name is",
    "cards_rarity": "How rare the card is",
    "rule": "Rules for households",
    "reviews": "What reviews taught about all pairs",
}


@dataclass(frozen=True)
class Step:
    """One step of the evidence: its key, its words, the level that was seen, and its bits for (or, negative, against) one person."""

    key: str
    title: str
    level: str
    bits: float


@dataclass(frozen=True)
class Evidence:
    """The steps of a pair, whose bits add up to `bits`, the logarithm to the base of two of the odds; and the probability of that.

    No value of the records is in it: whoever shows it reads these where they are masked.
    """

    steps: tuple[Step, ...]
    bits: float
    probability: float

    def as_json(self) -> dict[str, object]:
        """What a job stores: plain lists, texts and numbers."""
        return {"bits": self.bits, "probability": self.probability, "steps": [asdict(step) for step in self.steps]}


def evidence(levels: Numbers, prior: float, bits: Numbers, probability: float) -> Evidence:
    """The evidence of one pair from its levels (fields,), the bits of the prior and of its STEPS. Steps that say nothing are left out.

    A field always stays, also where a side is empty: that nothing is known is part of the answer.
    """
    found = [Step("prior", _TITLES["prior"], "before anything is compared", prior)]
    for key, value in zip(STEPS, bits.tolist(), strict=True):
        if value or key in POSITION:
            found.append(Step(key, _TITLES[key], _level(key, levels), value))
    return Evidence(tuple(found), float(sum(step.bits for step in found)), probability)


def _level(key: str, levels: Numbers) -> str:
    """The words of what was seen in a step."""
    if key in POSITION:
        number = POSITION[key]
        return FIELDS[number].levels[levels[number]] if levels[number] >= 0 else MISSING_WORDS
    if key == "rule":
        return WORDS[Guard(int(guards(levels[None])[0]))]
    return "both records" if key == "reviews" else "beside the mean of what two people share"
