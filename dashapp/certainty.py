"""How sure a number is that comes from people's answers: its margin of error, how many answered, and whether that is enough."""

from __future__ import annotations

from dashapp import formats

FEWEST_ANSWERS = 30


def is_indicative(answers: float | None) -> bool:
    """Whether so few answered that a number only hints."""
    return formats.missing(answers) or answers is None or answers < FEWEST_ANSWERS


def certainty(margin: float | None, answers: float | None, locale: str) -> str:
    """'± 8.1, 324 answers', or 'Indicative: ± 30.2, 12 answers'."""
    count = 0 if formats.missing(answers) or answers is None else int(answers)
    words = f"{formats.integer(count, locale)} answer{'' if count == 1 else 's'}"
    if not formats.missing(margin) and margin is not None:
        words = f"± {formats.decimal(margin, locale, 1)}, {words}"
    return f"Indicative: {words}" if is_indicative(answers) else words
