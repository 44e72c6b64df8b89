"""What models leave in the raw layer: their runs with model cards, figures and bins, and the scores of the latest run.

Scores name a customer, or whatever else they are of, by source and number, never by the key of a build, and every build makes its score
tables from them anew.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Integer, MetaData, Table, update
from sqlalchemy.engine import Connection

from jobs.shop_tables import TEXT

# The raw layer is one: jobs.raw declares its other tables on this.
metadata = MetaData()

model_runs = Table(
    "raw_model_runs",
    metadata,
    Column("run_id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("model", TEXT, nullable=False),
    Column("trained_at", TEXT, nullable=False),  # UTC, ISO
    Column("version", BigInteger, nullable=False),  # whose marts it read
    Column("as_of_date", TEXT, nullable=False),  # their last day
    Column("is_of_shown_data", BigInteger, nullable=False),  # 0 once a build has published other data
    Column("has_scores", BigInteger, nullable=False),  # 0 where there was not enough data
    Column("card", TEXT, nullable=False),  # JSON of dashapp.model_card.Card
)

# Numbers of a run that pages show, by name.
model_figures = Table(
    "raw_model_figures",
    metadata,
    Column("run_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", TEXT, primary_key=True),
    Column("value", Float(53), nullable=False),
    Column("low", Float(53)),  # of the interval, where there is one
    Column("high", Float(53)),
)

# Predicted and actual averages of groups of customers at an earlier cut: what a calibration chart draws.
model_bins = Table(
    "raw_model_bins",
    metadata,
    Column("run_id", BigInteger, primary_key=True, autoincrement=False),
    Column("measure", TEXT, primary_key=True),  # tenth, repeats ...
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("label", TEXT, nullable=False),
    Column("customers", BigInteger, nullable=False),
    Column("predicted", Float(53), nullable=False),
    Column("actual", Float(53), nullable=False),
)

clv_scores = Table(
    "raw_clv_scores",
    metadata,
    Column("source", TEXT, primary_key=True),
    Column("customer_id", TEXT, primary_key=True),
    Column("alive", Float(53), nullable=False),  # the chance that the customer may still buy
    Column("orders_12", Float(53), nullable=False),  # expected in the next twelve months
    Column("historic_cents", BigInteger, nullable=False),
    Column("predicted_3_cents", BigInteger, nullable=False),  # discounted, of the next three months; likewise below
    Column("predicted_6_cents", BigInteger, nullable=False),
    Column("predicted_12_cents", BigInteger, nullable=False),
)

churn_scores = Table(
    "raw_churn_scores",
    metadata,
    Column("source", TEXT, primary_key=True),
    Column("customer_id", TEXT, primary_key=True),
    Column("probability", Float(53), nullable=False),  # of no order in the next ninety days
    Column("band", TEXT, nullable=False),  # High, Medium or Low, by expected loss
    Column("expected_loss_cents", BigInteger, nullable=False),
    Column("worth_cents", BigInteger, nullable=False),  # of the last 365 days
    Column("risk_fifth", BigInteger, nullable=False),
    Column("value_fifth", BigInteger, nullable=False),
    Column("rhythm", TEXT, nullable=False),
    Column("silent_days", BigInteger, nullable=False),
    Column("reason_1", TEXT, nullable=False),  # what raises the probability most; likewise below
    Column("reason_2", TEXT, nullable=False),
    Column("reason_3", TEXT, nullable=False),
    Column("expected_next_date", TEXT, nullable=False),
)

cluster_scores = Table(
    "raw_cluster_scores",
    metadata,
    Column("source", TEXT, primary_key=True),
    Column("customer_id", TEXT, primary_key=True),
    Column("cluster_number", BigInteger, nullable=False),  # from 1, that of the best customers first
    Column("cluster", TEXT, nullable=False),  # what its customers are high and low in
)

theme_scores = Table(
    "raw_theme_scores",
    metadata,
    Column("source", TEXT, primary_key=True),
    Column("review_id", TEXT, primary_key=True),
    Column("theme_number", BigInteger, primary_key=True, autoincrement=False),  # from 1, the theme of most reviews first
    Column("theme", TEXT, nullable=False),  # its strongest words
    Column("share", Float(53), nullable=False),  # the most that it explains of one sentence of the text
)

# What score tables are made of; a new model adds its scores.
LEFT_BY_MODELS = (model_runs, model_figures, model_bins, clv_scores, churn_scores, cluster_scores, theme_scores)


def mark_as_older(connection: Connection) -> None:
    """A build publishes other data: every run so far is of older data than what is shown."""
    connection.execute(update(model_runs).where(model_runs.c.is_of_shown_data == 1).values(is_of_shown_data=0))
