"""Are we on plan, and what changed?"""

from dashapp.auth.permissions import Permission
from dashapp.charts import line, share
from dashapp.page import Chart, Kpi, Page, Row, Scorecard

page = Page(
    "overview",
    title="Executive overview",
    group="Home",
    icon="house",
    order=1,
    permission=Permission.OVERVIEW_VIEW,
    question="Are we selling more than before, and what changed?",
    filters=("dates", "category", "brand", "channel", "region", "country"),
    rows=(
        Row(
            Kpi("net_sales", explained_by="sales"),
            Kpi("total_sales", explained_by="sales"),
            Kpi("orders", explained_by="sales"),
            Kpi("aov", explained_by="sales"),
            Kpi("active_customers", explained_by="segments"),
            Kpi("return_rate", explained_by="sales"),
        ),
        Row(
            Chart("net_sales", line(by="day"), title="Net sales", span=8, height=320, drill="sales.event_lines"),
            Chart("net_sales", share(by="category"), title="Net sales by category", span=4, height=320, drill="sales.event_lines"),
        ),
        Row(
            Scorecard(
                ("net_sales", "orders", "aov", "units", "active_customers", "discount_rate", "return_rate"),
                title="Scorecard",
                subtitle="Each metric week by week; darker is more of the metric",
            ),
        ),
    ),
)
