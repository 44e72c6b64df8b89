"""Which groups, and how do they buy?"""

from dashapp.auth.permissions import Permission
from dashapp.charts import bars, matrix
from dashapp.page import Chart, Grid, Kpi, Page, Row

HIGHLIGHTS = "segmentation.highlights"

page = Page(
    "segments",
    title="Segments & RFM",
    group="Customers",
    icon="people",
    order=10,
    permission=Permission.SEGMENTS_VIEW,
    question="Which groups of customers do we have, and what are they worth?",
    filters=("category", "brand", "channel", "region", "country", "segment"),
    rows=(
        Row(
            Kpi(HIGHLIGHTS, "champions"),
            Kpi(HIGHLIGHTS, "champions_value"),
            Kpi(HIGHLIGHTS, "at_risk"),
            Kpi(HIGHLIGHTS, "at_risk_value"),
            Kpi(HIGHLIGHTS, "cannot_lose"),
            Kpi(HIGHLIGHTS, "cannot_lose_value"),
        ),
        Row(
            Chart(
                "segmentation.rfm_heat_map",
                matrix(x="frequency_score", y="recency_score", value="average_monetary"),
                title="Average lifetime net sales by recency and frequency",
                subtitle="Rows: recency score, columns: frequency score, 5 is best; click a cell to list its customers",
                span=6,
                height=400,
                drill="#customers",
            ),
            Chart(
                "segmentation.segments",
                bars(x="segment", y="customers"),
                title="Customers by segment",
                subtitle="Eleven names for the 25 cells; click a bar to list its customers",
                span=6,
                height=400,
                drill="#customers",
            ),
        ),
        Row(Grid("segmentation.segments", title="Segments", subtitle="Size, value and habit of each segment", height=500)),
        Row(
            Grid(
                "segmentation.customers",
                title="Customers",
                subtitle="Raw and scored recency, frequency and monetary value, counted to the as-of date",
                listens_to="customers",
            )
        ),
    ),
)
