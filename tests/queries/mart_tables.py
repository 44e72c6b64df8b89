"""The mart tables that tests of the questions write into, with the columns that questions read."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, MetaData, Table, Text

from jobs import calendar
from tests.queries import mart_voices
from tests.queries.mart_churn import churn_tables
from tests.queries.mart_models import model_tables

COSTS = ("cost", "fulfilment", "payment_fee")
AMOUNTS = ("gross", "discount", "return", "cancellation", "tax", "shipping", "fee", "adjustment", "gift_card", "bad_debt", *COSTS)
_TEXTS = ("category", "brand", "channel", "platform", "country", "region", "payment_method")
metadata = MetaData()


def _integers(*names: str) -> list[Column]:
    return [Column(name, BigInteger) for name in names]


def _texts(*names: str) -> list[Column]:
    return [Column(name, Text().with_variant(Text(collation="C"), "postgresql")) for name in names]


dates = Table("dim_date", metadata, *[_texts(name)[0] if kind == "text" else _integers(name)[0] for name, kind in calendar.COLUMNS.items()])
customers = Table(
    "dim_customers",
    metadata,
    *_integers("customer_key"),
    *_texts("source", "customer_id", "customer_name", "customer_email", "country", "region"),
    *_integers("first_order_day", "last_order_day", "is_known", "is_house_account", "is_erased"),
)
products = Table(
    "dim_products",
    metadata,
    *_integers("product_key"),
    *_texts("source", "product_id", "product_name", "category", "brand", "department", "brand_kind", "vendor_id", "vendor_name"),
)
segments = Table("dim_segments", metadata, *_integers("recency_score", "frequency_score"), *_texts("segment"), *_integers("segment_order"))
scores = Table(
    "score_rfm",
    metadata,
    *_integers("customer_key", "recency_days", "frequency", "monetary_cents", "recency_score", "frequency_score", "monetary_score"),
    *_texts("rfm_code", "segment"),
    *_integers("last_order_day"),
)
limits = Table("dim_rfm_limits", metadata, *_integers("score", "recency_most_days", "frequency_least", "monetary_least_cents", "is_used"))
cut_points = Table(
    "score_rfm_cut_points",
    metadata,
    *_integers("score", "recency_most_days", "frequency_least", "monetary_least_cents", "is_fixed"),
    *_integers("recency_over", "recency_until", "frequency_from", "frequency_below"),
)
events = Table(
    "fct_sales_events",
    metadata,
    *_integers("event_key", "line_id", "order_key", "customer_key", "product_key", "event_day", "order_day", "event_hour", "order_hour"),
    *_texts("event_type", "order_id", "document_id", "source", "currency", *_TEXTS),
    *_integers("is_known_customer", "is_linked", "is_correction", "original_event_day", "original_order_day", "units", "returned_units"),
    *_integers(*(f"{name}_{kind}" for name in AMOUNTS for kind in ("cents", "local_cents"))),
)
orders = Table(
    "fct_orders",
    metadata,
    *_integers("order_key", "order_day"),
    *_texts("source", "order_id", "ordered_at", "status"),
)
looked_after = Table(
    "dim_order_salespeople",
    metadata,
    *_integers("order_key", "salesperson_key"),
    *_texts("salesperson_id", "salesperson_name", "team"),
)
vendors = Table("dim_vendors", metadata, *_texts("vendor_id"))
influencers = Table("dim_influencers", metadata, *_integers("influencer_key"), *_texts("influencer_id", "manager"))
campaigns = Table("dim_campaigns", metadata, *_integers("campaign_key"), *_texts("campaign_id", "campaign_name"))
customer_orders = Table(
    "fct_customer_orders",
    metadata,
    *_integers("order_key", "customer_key", "order_day", "place", "is_first", "days_since_before", "days_to_next"),
    *_integers("demand_cents", "net_cents", "cm2_cents"),
    *_texts("channel", "country", "region"),
)
cohort_cells = Table(
    "fct_cohort_cells",
    metadata,
    *_integers("cell_key", "cohort_day", "age", "steps_over", "customers", "active_customers", "orders", "demand_cents", "net_cents"),
    *_integers("cm2_cents", "orders_so_far", "net_so_far_cents", "cm2_so_far_cents", "spend_cents"),
    *_texts("cohort_kind", "cohort", "cohort_name"),
)
touchpoints = Table(
    "fct_touchpoints",
    metadata,
    *_integers("touchpoint_key", "order_key", "position", "touches", "touched_day"),
    *_texts("marketing_channel", "region", "country"),
)
_MONEY = ("payment", "refund")
documents = Table(
    "dim_documents",
    metadata,
    *_integers("document_key", "document_day"),
    *_texts("source", "document_id", "channel", "platform", "country", "region", "payment_method"),
)
money = Table(
    "fct_payment_events",
    metadata,
    *_integers("event_key", "event_day", "order_key"),
    *_texts("event_type", "currency"),
    *_integers(*(f"{name}_{kind}" for name in _MONEY for kind in ("cents", "local_cents"))),
)
claims = Table("fct_ad_days", metadata, *_integers("ad_day_key", "day_number", "claimed_cents"), *_texts("category", "region", "country"))
came = (customer_orders, cohort_cells, touchpoints, campaigns)
said = mart_voices.tables(metadata)
scored = (segments, scores, limits, cut_points)
sold = (dates, customers, products, events, orders, looked_after, vendors, influencers, documents, money, claims)
MARTS = (*sold, *scored, *came, *said, *model_tables(metadata), *churn_tables(metadata))
