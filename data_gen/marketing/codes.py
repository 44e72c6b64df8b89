"""Discount codes of the shop's own. Orders have had them entered at the checkout."""

from __future__ import annotations

import pandas

from data_gen.checkout import THANKS, WELCOME
from data_gen.world import World


def codes(world: World) -> None:
    """Make discount_codes."""
    rows = [(WELCOME[0], "Welcome", WELCOME[1]), (THANKS[0], "Thanks", THANKS[1])]
    world.tables["discount_codes"] = pandas.DataFrame(rows, columns=["code", "purpose", "discount_rate"])
