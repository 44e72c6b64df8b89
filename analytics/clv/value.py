"""What is to come of a customer in money: purchases month by month, each month discounted and weighed by its season."""

from __future__ import annotations

from collections.abc import Sequence

import numpy

from analytics.clv.histories import Histories, Numbers
from analytics.clv.purchases import Purchasing

# A month's money is worth so much less than today's.
MONTHLY_DISCOUNT = 0.008
MONTH_DAYS = 365.25 / 12


def discounted_purchases(fitted: Purchasing, histories: Histories, months: Sequence[float], days_of_unit: float = 1.0) -> Numbers:
    """Purchases of each customer up to the end of each month, one column a month, each purchase discounted to the cut.

    months: the weight of the season on each month to come, 1 where none is known.
    """
    compressed, places = histories.compressed()
    family, values = fitted.speaking
    ends = [family.expected(values, compressed, (month + 1) * MONTH_DAYS / days_of_unit) for month in range(len(months))]
    of_month = numpy.diff(numpy.stack([numpy.zeros(len(compressed)), *ends]), axis=0)
    weights = numpy.array(months) / (1 + MONTHLY_DISCOUNT) ** numpy.arange(1, len(months) + 1)
    return numpy.cumsum(of_month * weights[:, None], axis=0).T[places]
