"""One customer: who they are, what they bought, and everything they and the shop had to do with each other."""

from dashapp.auth.permissions import Permission
from dashapp.charts import columns
from dashapp.page import Chart, Facts, Grid, Kpi, Page, Row

TOTALS = "customer.totals"
PAYMENTS = "customer.payments"

page = Page(
    "customer",
    title="Customer",
    group="Customers",
    permission=Permission.CUSTOMER_VIEW,
    question="Who is this, what do they buy, and what did they tell us?",
    filters=(),
    parameters=("source", "customer_id"),
    hidden=True,
    rows=(
        Row(
            Kpi(TOTALS, "orders"),
            Kpi(TOTALS, "net_sales"),
            Kpi(TOTALS, "aov"),
            Kpi("customer.margin", "cm2"),
            Kpi(TOTALS, "returns"),
            Kpi(PAYMENTS, "refunded"),
        ),
        Row(
            Facts("customer.person", title="Customer", subtitle="Who they are", span=4),
            Facts("customer.relations", title="Consent and loyalty", subtitle="What may be sent to them, and how they came", span=4),
            Facts("customer.habit", title="Recency, frequency, spending", subtitle="Raw, and scored among all customers", span=4),
        ),
        Row(
            Chart(
                "customer.months",
                columns(x="month", y="net_sales"),
                title="Net sales by month",
                subtitle="From the first order on; returns count in the month they are processed",
                span=8,
                height=300,
            ),
            Facts("customer.outlook", title="Outlook", subtitle="What the models expect, and when the next order is due", span=4),
        ),
        Row(
            Grid(
                "customer.orders",
                title="Orders",
                subtitle="Every order; click one to open it",
                span=8,
                height=320,
                empty="No order is within your reach.",
            ),
            Facts(PAYMENTS, title="Payments", subtitle="Given back, declined, disputed", span=4),
        ),
        Row(
            Grid("customer.returns", title="Returns", subtitle="Sent back or cancelled", span=6, height=280, empty="Nothing came back."),
            Grid("customer.tickets", title="Tickets", subtitle="What they asked for", span=6, height=280, empty="They opened no ticket."),
        ),
        Row(
            Grid("customer.reviews", title="Reviews", subtitle="What they wrote", span=6, height=280, empty="They wrote no review."),
            Grid(
                "customer.survey_answers",
                title="Surveys",
                subtitle="How likely they recommend the shop",
                span=6,
                height=280,
                empty="They were not asked.",
            ),
        ),
        Row(
            Grid(
                "customer.contacts",
                title="Contacts",
                subtitle="Everything above in order of time, the latest first",
                height=360,
                empty="Nothing is recorded.",
            )
        ),
    ),
)
