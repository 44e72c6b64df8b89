"""The panels of a shop: what a published version tells of its customers at each cut-off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas

from analytics.churn import HORIZON, CutOffs

# Asks a query of the library by name with its values, all rows.
Ask = Callable[[str, Mapping[str, Any]], pandas.DataFrame]


def panels(ask: Ask, cuts: CutOffs) -> dict[int, pandas.DataFrame]:
    """The panel of every cut-off, that of today included."""
    return {day: ask("churn.panel", {"cut_off_day": day, "horizon_days": HORIZON}) for day in cuts.all}
