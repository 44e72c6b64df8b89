"""The product with one page more: the page that is measured, all of it made of ordinary cards."""

from __future__ import annotations

import layouts
from dashapp.auth.permissions import Permission
from dashapp.charts import line, lines, matrix, share
from dashapp.page import Chart, Grid, Kpi, Page, Row
from dashapp.settings import Settings
from wsgi import compose

PAGE = Page(
    "measured",
    title="Measured page",
    group="Sales & products",
    permission=Permission.SALES_VIEW,
    question="What does one refresh cost?",
    filters=("dates", "category", "brand", "channel", "region", "country"),
    hidden=True,
    rows=(
        Row(Kpi("net_sales"), Kpi("orders"), Kpi("aov"), Kpi("active_customers")),
        Row(Chart("net_sales", line(by="day"), title="Net sales", span=8), Chart("net_sales", share(by="category"), title="Share", span=4)),
        Row(
            Chart("net_sales", lines(by=("day", "category")), title="Category trend"),
            Chart(
                "segmentation.rfm_heat_map",
                matrix(x="frequency_score", y="recency_score", value="average_monetary"),
                title="Recency and frequency",
            ),
        ),
        Row(Grid("segmentation.customers", title="Top customers")),
    ),
)


def server():
    """The WSGI callable for gunicorn."""
    return compose(Settings.from_environment(), {**layouts.pages(), PAGE.name: PAGE}).server
