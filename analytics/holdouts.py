"""Hold-outs: who of a list is left alone, which lift the list can show, and which it showed."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass

from analytics.proportions import wilson

# One in twenty chances of a lift where there is none, one in five of missing the lift that is named detectable.
CONFIDENCE, POWER = 1.959964, 0.841621
_BITS = 64


@dataclass(frozen=True)
class Lift:
    """By how much the share of those who were contacted exceeds the share of the hold-out, with its 95 % interval."""

    value: float
    low: float
    high: float


def held_out(seed: str, members: Iterable[str], share: float) -> list[bool]:
    """Of each member whether they are held out: the same for the same seed and member, whoever else is on the list."""
    return [_drawn(seed, member) < share for member in members]


def detectable(contacted: int, held: int, rate: float) -> float | None:
    """The least lift over a rate that such a list shows in four of five cases; None without a hold-out or without anybody contacted."""
    if not contacted or not held:
        return None
    return (CONFIDENCE + POWER) * math.sqrt(rate * (1 - rate) * (1 / contacted + 1 / held))


def lift(contacted: int, contacted_yes: int, held: int, held_yes: int) -> Lift | None:
    """The difference of two shares with Newcombe's interval (R. Newcombe, Statistics in Medicine 17, 1998); None without a hold-out."""
    if not contacted or not held:
        return None
    ours, theirs = contacted_yes / contacted, held_yes / held
    (low, high), (their_low, their_high) = wilson(contacted_yes, contacted), wilson(held_yes, held)
    value = ours - theirs
    below, above = math.hypot(ours - low, their_high - theirs), math.hypot(high - ours, theirs - their_low)
    return Lift(value, value - below, value + above)


def _drawn(seed: str, member: str) -> float:
    """A number of 0 up to 1 that nothing but seed and member decides."""
    digest = hashlib.sha256(f"{seed}\n{member}".encode()).digest()
    return int.from_bytes(digest[: _BITS // 8], "big") / 2**_BITS
