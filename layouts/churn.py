"""Who is slipping, and did we save them?"""

from dashapp.auth.permissions import Permission
from dashapp.charts import bars, line, matrix
from dashapp.page import Chart, Grid, Kpi, Page, Panel, Row

HIGHLIGHTS, TEST, COUNTS = "churn.highlights", "churn.test_of_model", "winback.counts"
NO_ACTION = "No win-back action was started yet."

page = Page(
    "churn",
    title="Churn & win-back",
    group="Customers",
    icon="arrow-repeat",
    order=40,
    permission=Permission.CHURN_VIEW,
    question="Who is slipping, and did we save them?",
    filters=("region", "country", "segment"),
    whole_reach=True,
    rows=(
        Row(
            Kpi(HIGHLIGHTS, "at_risk"),
            Kpi(HIGHLIGHTS, "at_risk_value"),
            Kpi(HIGHLIGHTS, "overdue"),
            Kpi(TEST, "auc"),
            Kpi(TEST, "precision_at_capacity"),
            Kpi(TEST, "base_rate"),
        ),
        Row(
            Chart(
                "churn.risk_by_value",
                matrix(x="value_fifth", y="risk_fifth", value="customers"),
                title="Customers by churn probability and worth",
                subtitle="Rows: probability, columns: worth of the year, both in fifths; click a cell to list its customers",
                span=6,
                height=400,
                drill="#customers",
            ),
            Chart(
                "churn.reasons",
                bars(x="reason", y="customers"),
                title="Why they may not return",
                subtitle="Main reason where the loss at stake is High or Medium; click a bar to list them",
                span=6,
                height=400,
                drill="#customers",
            ),
        ),
        Row(
            Grid(
                "churn.at_risk",
                title="Customers",
                subtitle="The highest expected loss first; loss at stake ranks that loss, not the probability",
                listens_to="customers",
            )
        ),
        Row(
            Chart(
                "churn.survival",
                line(x="weeks", y="waiting_share"),
                title="Not yet ordered again",
                subtitle="Share of customers by weeks since an order, waits that are not over counted as far as they go",
                span=6,
                height=400,
            ),
            Panel("models.churn", title="The model", subtitle="How it was tested, and where it fails", span=6),
        ),
        Row(Kpi(COUNTS, "lift"), Kpi(COUNTS, "measured"), Kpi(COUNTS, "running")),
        Row(Panel("winback.actions", title="Win back", subtitle="An offer to a list, and a part of it that is left alone")),
        Row(Grid("winback.actions", title="Win-back actions", subtitle="What came of them", height=320, empty=NO_ACTION)),
        Row(Grid("winback.targets", title="Whom to write to", subtitle="Without the hold-outs", height=360, empty="No action runs.")),
    ),
)
