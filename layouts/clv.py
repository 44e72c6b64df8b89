"""What is a customer worth, by source?"""

from dashapp.auth.permissions import Permission
from dashapp.charts import bars, lines
from dashapp.page import Chart, Grid, Kpi, Page, Panel, Row
from layouts._recovery import SOURCE_KIND, recovered

TOTALS = "clv.totals"
LACKING = "Not enough data yet. The model card on this page says what is missing."

page = Page(
    "clv",
    title="Lifetime value",
    group="Customers",
    icon="cash",
    order=30,
    permission=Permission.CLV_VIEW,
    question="What is a customer worth, by source?",
    filters=(),
    choices=(SOURCE_KIND,),
    default_days=730,
    rows=(
        Row(
            Kpi(TOTALS, "historic", empty=LACKING),
            Kpi(TOTALS, "predicted", empty=LACKING),
            Kpi(TOTALS, "total", empty=LACKING),
            Kpi("ltv_to_cac_12_months", explained_by="cohorts"),
            Kpi("acquisition.payback", "payback_months"),
            Kpi(TOTALS, "model_error", empty=LACKING),
        ),
        Row(
            recovered(span=7, height=340),
            Chart(
                "clv.spread",
                bars(x="band", y="predicted", ordered=True),
                title="Who the predicted value comes from",
                subtitle="Next twelve months, customers ranked by what they are expected to be worth",
                span=5,
                height=340,
                empty=LACKING,
            ),
        ),
        Row(
            Chart(
                "clv.calibration",
                lines(x="tenth", y="orders", series="kind"),
                title="Predicted and actual orders",
                subtitle="A customer, in the days held out, by tenth of the prediction",
                span=6,
                height=340,
                empty=LACKING,
            ),
            Panel("models.clv", title="Model card", subtitle="What the model was asked, how it was tested, where it fails", span=6),
        ),
        Row(
            Grid(
                "clv.channels",
                title="Acquisition channels",
                subtitle="Value of a customer by horizon, beside what was spent to win one",
                height=440,
                empty=LACKING,
            )
        ),
        Row(Grid("clv.customers", title="Customers", subtitle="Most valuable in the next twelve months first", empty=LACKING)),
    ),
)
