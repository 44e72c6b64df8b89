"""The panels of a shop: what the published version tells of its customers at each cut-off."""

from __future__ import annotations

import pandas

from analytics.churn import HORIZON, CutOffs, cut_offs
from dashapp.auth.viewer import OPERATOR
from dashapp.errors import NoData
from dashapp.periods import day_number
from jobs.churn import EVERYBODY
from queries.run import run
from queries.warehouse import Warehouse


def shop_cut_offs(warehouse: Warehouse) -> CutOffs:
    """The cut-offs of what is published; NoData where its history is too short for a model."""
    version = warehouse.version()
    try:
        return cut_offs(day_number(version.first_date), day_number(version.as_of))
    except ValueError as error:
        raise NoData(str(error)) from None


def panels(warehouse: Warehouse, cuts: CutOffs) -> dict[int, pandas.DataFrame]:
    """The panel of every cut-off, that of today included, each with its customers in the order of their keys."""
    return {day: panel(warehouse, day) for day in cuts.all}


def panel(warehouse: Warehouse, cut_off_day: int) -> pandas.DataFrame:
    """The panel of one cut-off."""
    asked = {"cut_off_day": cut_off_day, "horizon_days": HORIZON}
    found = run(warehouse, "churn.panel", asked, OPERATOR, limit=EVERYBODY).frame
    return found.sort_values("customer_key", ignore_index=True)
