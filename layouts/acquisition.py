"""Whom do we win, and at what cost?"""

from dashapp.auth.permissions import Permission
from dashapp.charts import bars, lines, matrix
from dashapp.page import Chart, Grid, Kpi, Page, Row

page = Page(
    "acquisition",
    title="Customers & acquisition",
    group="Customers",
    icon="person",
    order=9,
    permission=Permission.ACQUISITION_VIEW,
    question="Whom do we win, through what, and at what cost?",
    filters=("dates", "region", "country"),
    rows=(
        Row(
            Kpi("new_customers", explained_by="acquisition"),
            Kpi("returning_customers", explained_by="acquisition"),
            Kpi("active_customers", explained_by="segments"),
            Kpi("acquisition_spend", explained_by="acquisition"),
        ),
        Row(
            Kpi("cac", explained_by="acquisition"),
            Kpi("blended_cac", explained_by="acquisition"),
            Kpi("first_order_cm2", explained_by="cohorts"),
            Kpi("acquisition.payback", "payback_months"),
        ),
        Row(
            Chart(
                "ordering_customers",
                lines(by=("day", "is_first")),
                title="New and returning customers",
                subtitle="Customers with their first order, and customers with a later one",
                span=8,
                height=320,
            ),
            Chart("cac", bars(by="marketing_channel"), title="Acquisition cost by channel", span=4, height=320),
        ),
        Row(
            Chart("new_customers", bars(by="marketing_channel"), title="New customers by acquisition channel", span=4),
            Chart("first_orders", bars(by="age_band"), title="New customers by age", subtitle="At sign-up", span=4),
            Chart("first_orders", bars(by="gender"), title="New customers by gender", subtitle="As their accounts say", span=4),
        ),
        Row(
            Chart(
                "acquisition.paths",
                matrix(x="marketing_channel", y="first_channel", value="customers"),
                title="From the first touch to the first order",
                subtitle="Rows: channel of the first touch, columns: the one that brought the order; customers whose way was followed",
                span=12,
                height=400,
                empty="No way to a first order was followed. Load journeys with their touchpoints to see them.",
            ),
        ),
        Row(Grid("acquisition.top_customers", title="Top customers", subtitle="Known customers by net sales of the orders of the period")),
    ),
)
