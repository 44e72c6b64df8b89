"""The tiers of influencers: how many there are, how large their following is, what they sell and what is agreed with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy


@dataclass(frozen=True)
class Tier:
    """A tier as the programme knows it.

    share: part of the influencers. fewest, most: followers when they joined. engagement: likes of a post by its reach.
    sells: expected extra orders of a post, Micro being 1. on_orders: share of influencers paid by order.
    worth: truly extra sales that a fee is agreed for, by the fee. with_agency: share of influencers who have an agency.
    """

    name: str
    share: float
    fewest: int
    most: int
    engagement: float
    sells: float
    on_orders: float
    worth: float
    with_agency: float


TIERS = (
    Tier("Nano", 0.25, 1_000, 9_999, 0.08, 0.35, 0.65, 3.2, 0.0),
    Tier("Micro", 0.35, 10_000, 99_999, 0.06, 1.0, 0.5, 3.6, 0.1),
    Tier("Mid", 0.22, 100_000, 499_999, 0.045, 3.0, 0.25, 3.5, 0.2),
    Tier("Macro", 0.12, 500_000, 999_999, 0.032, 6.0, 0.0, 3.1, 0.5),
    Tier("Mega", 0.06, 1_000_000, 7_000_000, 0.024, 12.0, 0.0, 2.7, 0.9),
)


def of_tiers(name: str) -> numpy.ndarray:
    """One value of every tier, in order."""
    found: list[Any] = [getattr(tier, name) for tier in TIERS]
    return numpy.array(found)
