"""Who will not order again soon: the probability that a customer places no order in the next HORIZON days, why, and what is lost.

A panel is the frame of one cut-off day, a row a customer, as sql/advanced/churn/panel.sql gives it: what was known before the day, and
whether an order followed. `cut_offs` names the days, `trained` fits on the earlier ones and tests on the newest whose horizon is over,
and the model that it gives scores a panel of today. The label is what happened after the cut-off, never how long ago the last order was.
"""

from analytics.churn.bands import CutPoints
from analytics.churn.cut_offs import HORIZON, CutOffs, cut_offs, needed_days
from analytics.churn.model import Churn, Scores, trained
from analytics.churn.testing import Report

__all__ = ["HORIZON", "Churn", "CutOffs", "CutPoints", "Report", "Scores", "cut_offs", "needed_days", "trained"]
