"""How much, where, through whom, when?"""

from dashapp.auth.permissions import Permission
from dashapp.charts import bars, bridge, heatmap, line
from dashapp.page import Chart, Grid, Kpi, Page, Row

LINES = "sales.event_lines"

page = Page(
    "sales",
    title="Sales performance",
    group="Sales & products",
    icon="graph-up",
    order=3,
    permission=Permission.SALES_VIEW,
    question="How much do we sell, when, where and through whom?",
    filters=("dates", "category", "brand", "channel", "region", "country", "payment_method"),
    beside="reconcile",
    rows=(
        Row(
            Kpi("net_sales", explained_by="sales"),
            Kpi("total_sales", explained_by="sales"),
            Kpi("orders", explained_by="sales"),
            Kpi("aov", explained_by="sales"),
            Kpi("units", explained_by="sales"),
            Kpi("upt", explained_by="sales"),
        ),
        Row(
            Kpi("gross_sales", explained_by="sales"),
            Kpi("discounts", explained_by="sales"),
            Kpi("returns", explained_by="sales"),
            Kpi("active_customers", explained_by="segments"),
            Kpi("daily_active_customers", explained_by="segments"),
            Kpi("anonymous_orders", explained_by="sales"),
        ),
        Row(
            Chart("net_sales", line(by="day"), title="Net sales", span=7, height=340, drill=LINES),
            Chart(
                ("gross_sales", "discounts", "returns", "net_sales", "shipping_revenue", "tax", "total_sales"),
                bridge(),
                title="From gross sales to total sales",
                span=5,
                height=340,
                drill=LINES,
            ),
        ),
        Row(
            Chart("net_sales", heatmap(x="hour", y="weekday"), title="Net sales by weekday and hour", span=12, height=300, drill=LINES),
        ),
        Row(
            Chart("net_sales", bars(by="channel"), title="Net sales by channel", span=4, drill=LINES),
            Chart("net_sales", bars(by="payment_method"), title="Net sales by payment method", span=4, drill=LINES),
            Chart("net_sales", bars(by="country"), title="Net sales by country", span=4, drill=LINES),
        ),
        Row(Grid("sales.orders", title="Orders", subtitle="One row an order or return document of the period; click an order to open it")),
    ),
)
