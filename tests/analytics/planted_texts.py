"""Texts whose themes are known: sentences put together from the words of a theme and from words that belong to none, in many wordings."""

from __future__ import annotations

from functools import cache

import numpy

# By theme: what a sentence is about, and what is said of it. No word stands in two themes.
ENGLISH = {
    "delivery": (
        ["delivery", "parcel", "courier", "shipping", "driver"],
        ["arrived", "late", "delayed", "weeks", "waiting", "doorstep", "lost", "tracking"],
    ),
    "fit": (
        ["size", "sleeves", "waist", "fit", "length"],
        ["tight", "loose", "narrow", "larger", "smaller", "shrunk", "measured", "baggy"],
    ),
    "battery": (
        ["battery", "charger", "cable", "power", "plug"],
        ["charging", "empties", "hours", "overheats", "dead", "lasts", "socket", "recharge"],
    ),
    "taste": (
        ["taste", "flavour", "coffee", "aroma", "chocolate"],
        ["bitter", "sweet", "fresh", "stale", "delicious", "salty", "roasted", "mild"],
    ),
    "service": (
        ["service", "support", "hotline", "agent", "refund"],
        ["rude", "helpful", "answered", "ignored", "polite", "solved", "emailed", "promised"],
    ),
    "colour": (
        ["colour", "shade", "print", "fabric", "pattern"],
        ["faded", "bright", "pale", "darker", "washed", "vivid", "stained", "glossy"],
    ),
}
GERMAN = {
    "lieferung": (
        ["lieferung", "paket", "bote", "versand", "zustellung"],
        ["verspätet", "angekommen", "gewartet", "wochen", "verloren", "beschädigt"],
    ),
    "größe": (["größe", "ärmel", "hose", "passform", "länge"], ["eng", "weit", "kleiner", "größer", "eingelaufen", "gemessen"]),
    "akku": (["akku", "ladegerät", "kabel", "strom", "stecker"], ["lädt", "leer", "stunden", "überhitzt", "defekt", "hält"]),
    "geschmack": (["geschmack", "kaffee", "aroma", "schokolade", "sorte"], ["bitter", "süß", "frisch", "köstlich", "salzig", "mild"]),
}
_FILLING = [
    "really",
    "quite",
    "sister",
    "birthday",
    "yesterday",
    "honestly",
    "bought",
    "present",
    "kitchen",
    "summer",
    "maybe",
    "thought",
    "friend",
    "house",
    "second",
]
_FRAMES = {
    "english": (
        "The {0} was {1} and {2}",
        "I found the {0} {1}, {2}",
        "This {0} is {1} and the {3} {2}",
        "Not what we want: {0} {1} {2}",
    ),
    "german": ("Die {0} war sehr {1} und {2}", "Das ist mit der {0} nicht {1} oder {2}", "Der {0} {1} und auch {3} {2}"),
}


@cache
def planted(
    count: int = 900, language: str = "english", themes: int = 6, seed: int = 1, unlike: int = 3
) -> tuple[tuple[str, ...], tuple[frozenset[str], ...]]:
    """Texts of one to three sentences and the themes that each was made of. unlike: words of no theme at the end of a sentence."""
    random = numpy.random.default_rng(seed)
    known = dict(list((ENGLISH if language == "english" else GERMAN).items())[:themes])
    texts, true = [], []
    for _ in range(count):
        about = [str(name) for name in random.choice(list(known), random.integers(1, 4))]
        texts.append(" ".join(_sentence(known[name], language, random, unlike) for name in about))
        true.append(frozenset(about))
    return tuple(texts), tuple(true)


def _sentence(words: tuple[list[str], list[str]], language: str, random: numpy.random.Generator, unlike: int) -> str:
    subjects, sayings = (random.permutation(part) for part in words)
    frame = _FRAMES[language][random.integers(len(_FRAMES[language]))]
    told = frame.format(subjects[0], sayings[0], sayings[1], subjects[1])
    return f"{told} {' '.join(random.choice(_FILLING, random.integers(0, unlike + 1)))}{random.choice(['.', '!', '...'])}"


@cache
def noise(count: int, words: int, seed: int, *, is_skewed: bool) -> tuple[str, ...]:
    """Texts of two sentences whose words are drawn one by one from as many words, skewed as words of a language are or not."""
    random = numpy.random.default_rng(seed)
    known = ["".join(letters) for letters in random.choice(list("abcdefghiklmnoprstuvz"), (words, 7))]
    share = 1.0 / numpy.arange(1, words + 1) if is_skewed else numpy.ones(words)
    drawn = random.choice(known, (count, 2, 6), p=share / share.sum())
    return tuple(". ".join(" ".join(sentence) for sentence in text) + "." for text in drawn)
