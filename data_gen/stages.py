"""The order in which a world is made."""

from __future__ import annotations

from collections.abc import Mapping

from data_gen.answers import answers
from data_gen.benchmarks import benchmarks
from data_gen.catalogue import catalogue
from data_gen.coupon_farms import coupon_farms
from data_gen.demand import demand
from data_gen.duplicates import duplicates
from data_gen.external import external
from data_gen.filing import filing
from data_gen.finance.chargebacks import chargebacks
from data_gen.finance.costs import costs
from data_gen.finance.gift_cards import gift_cards
from data_gen.finance.payments import payments
from data_gen.finance.plans import plans
from data_gen.finance.refunds import refunds
from data_gen.finance.settlements import settlements
from data_gen.flaws import flaws
from data_gen.fraud import fraud
from data_gen.holidays import holidays
from data_gen.influencers.buyers import influencer_buyers
from data_gen.influencers.contracts import influencer_contracts
from data_gen.influencers.credits import influencer_credits
from data_gen.influencers.posts import influencer_posts
from data_gen.influencers.programme import programme
from data_gen.influencers.sales import influencer_sales
from data_gen.labels import labels
from data_gen.marketing.holdouts import holdouts
from data_gen.marketing.order import MARKETING
from data_gen.orders import settle_orders
from data_gen.people import people
from data_gen.places import places
from data_gen.prices import prices
from data_gen.promotions import promotions
from data_gen.purchases import purchases
from data_gen.rates import rates
from data_gen.sales_staff import sales_staff
from data_gen.seasons import seasons
from data_gen.service.exchanges import exchanges
from data_gen.service.returns import returns
from data_gen.service.reviews import reviews
from data_gen.service.shipments import shipments
from data_gen.service.surveys import surveys
from data_gen.service.tickets import tickets
from data_gen.supply.books import books
from data_gen.supply.counting import counting
from data_gen.supply.labour import labour
from data_gen.supply.mismatches import mismatches
from data_gen.supply.purchasing import purchasing
from data_gen.supply.replenishment import replenishment
from data_gen.supply.vendor_terms import vendor_terms
from data_gen.world import Stage
from data_gen.writing import writing
from data_gen.wrong_contacts import wrong_contacts

STAGES: tuple[Stage, ...] = (
    places,
    holdouts,
    holidays,
    rates,
    seasons,
    catalogue,
    prices,
    promotions,
    demand,
    people,
    purchases,
    # Stages that add orders stand here.
    programme,
    influencer_posts,
    influencer_buyers,
    influencer_sales,
    # Who has several accounts, who means ill, and how everybody wrote down who they are.
    duplicates,
    fraud,
    coupon_farms,
    writing,
    settle_orders,
    labels,
    answers,
    # Stages that follow from orders stand here.
    influencer_contracts,
    influencer_credits,
    *MARKETING,
    sales_staff,
    shipments,
    returns,
    exchanges,
    reviews,
    surveys,
    tickets,
    external,
    benchmarks,
    # Stock follows what was sold and what came back.
    vendor_terms,
    mismatches,
    replenishment,
    purchasing,
    books,
    counting,
    labour,
    # Money follows everything that happened to the orders.
    payments,
    refunds,
    chargebacks,
    settlements,
    gift_cards,
    costs,
    plans,
    wrong_contacts,
    filing,
    flaws,
)

# What no later stage reads is let go of after these, so that a large world fits into memory: names of latent by stage.
LAST_READERS: Mapping[Stage, tuple[str, ...]] = {
    answers: ("customers", "addresses", "devices", "payment_methods", "order_lines", "demand", "curves", "prices", "customer_ids"),
    influencer_credits: ("orders", "order_of_intent"),
    MARKETING[-1]: ("online", "visitors", "last_touch"),
    counting: ("stock", "stock_places"),
}
