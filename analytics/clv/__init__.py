"""Customer lifetime value: how often known customers will buy, what they will spend, and how sure that is.

Models of buying (BG/NBD, MBG/NBD, Pareto/NBD, and the plain NBD where nobody is seen to leave) and of spending (Gamma-Gamma) are
fitted by maximum likelihood. A customer's past is three numbers: repeat purchases, the time of the last one since the first, and the
time since the first, as in analytics.clv.histories. Purchases of one day are one purchase.
"""

from analytics.clv.histories import Histories, Log, histories_of
from analytics.clv.purchases import Purchasing, fit_purchases
from analytics.clv.spending import Spending, fit_spending

__all__ = ["Histories", "Log", "Purchasing", "Spending", "fit_purchases", "fit_spending", "histories_of"]
