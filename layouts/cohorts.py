"""Do newer customers come back more?"""

from dashapp.auth.permissions import Permission
from dashapp.charts import at_age, columns, curves, triangle
from dashapp.page import Chart, Choice, Grid, Kpi, Page, Row
from layouts._recovery import SOURCE_KIND, recovered

CELLS = "cohorts.cells"
MEASURE = Choice(
    "measure",
    "Measure",
    (
        ("retention", "Retention"),
        ("orders", "Orders a customer"),
        ("net_sales", "Net sales a customer"),
        ("aov", "Average order value"),
        ("orders_so_far", "Orders so far"),
        ("net_so_far", "Net sales so far"),
        ("cm2_so_far", "CM2 so far"),
    ),
)
COHORT_KIND = Choice(
    "cohort_kind",
    "Cohorts by",
    (
        ("month", "Month of the first order"),
        ("week", "Week of the first order"),
        ("quarter", "Quarter of the first order"),
        ("marketing_channel", "Acquisition channel"),
        ("campaign", "Campaign"),
        ("influencer", "Influencer"),
        ("category", "First category"),
        ("product", "First product"),
        ("discount", "Discount on the first order"),
    ),
)
AGE = Choice("age_shown", "Trend of age", tuple((age, age) for age in ("1", "2", "3", "6", "12")))

page = Page(
    "cohorts",
    title="Cohorts & retention",
    group="Customers",
    icon="cells",
    order=11,
    permission=Permission.COHORTS_VIEW,
    question="Do newer customers come back more, and what do they bring?",
    filters=("dates",),
    choices=(MEASURE, COHORT_KIND, AGE, SOURCE_KIND),
    default_days=730,
    rows=(
        Row(
            Kpi("retention_month_1", explained_by="cohorts"),
            Kpi("retention_month_3", explained_by="cohorts"),
            Kpi("retention_month_6", explained_by="cohorts"),
            Kpi("retention_month_12", explained_by="cohorts"),
            Kpi("repeat_rate_90_days", explained_by="cohorts"),
            Kpi("cohorts.second_orders", "median_days"),
        ),
        Row(
            Chart(
                CELLS,
                triangle(x="age", y="cohort", value=":measure", size="cohort_size"),
                title="Cohorts by age",
                subtitle="A row a cohort, with its customers; blank where an age is not over. Click a cell for its customers",
                span=12,
                height=660,
                drill="#cohort_customers",
            ),
        ),
        Row(
            Chart(
                CELLS,
                curves(x="age", y="cohort", value=":measure", size="cohort_size"),
                title="Cohorts over age",
                subtitle="A line a cohort; all together weighted by their customers",
                span=6,
                height=320,
            ),
            Chart(
                CELLS,
                at_age(x="age", y="cohort", value=":measure", age=":age_shown", size="cohort_size"),
                title="One age across cohorts",
                subtitle="The age chosen above, of every cohort that has reached it",
                span=6,
                height=320,
            ),
        ),
        Row(
            recovered(span=8),
            Chart(
                "cohorts.order_sequence",
                columns(x="place", y="share"),
                title="Who places the next order",
                subtitle="Share of customers with a first, second, third ... order to this day",
                span=4,
                height=320,
            ),
        ),
        Row(
            Grid("cohorts.listing", title="Cohorts", subtitle="Retention, value and cost; ages count weeks, months or quarters", height=420)
        ),
        Row(
            Grid(
                "cohorts.customers",
                title="Customers",
                subtitle="Customers of the cohorts shown; those who ordered at that age once a cell is chosen",
                listens_to="cohort_customers",
            )
        ),
    ),
)
