"""Which groups, and how do they buy?"""

from dashapp.auth.permissions import Permission
from dashapp.charts import bars, columns, flows, lines, matrix, treemap
from dashapp.page import Chart, Choice, Grid, Kpi, Page, Panel, Row

HIGHLIGHTS, MOVEMENTS = "segmentation.highlights", "segmentation.movements"
MONTH = Choice("month", "Migration to the end of", months=12)
MONTHS_BEFORE = Choice(
    "months_before", "Migration over", (("1", "One month"), ("3", "Three months"), ("6", "Six months"), ("12", "Twelve months"))
)
REFUSED = "KMeans found no clusters that hold, or has not run yet. Its card says why."
UNTRIED = "No number of groups was tried yet. The card of the clusters says what is missing."
MOVED = ("risen", "fallen", "into_risk", "recovered", "lost", "regained")

page = Page(
    "segments",
    title="Segments & RFM",
    group="Customers",
    icon="people",
    order=10,
    permission=Permission.SEGMENTS_VIEW,
    question="Which groups of customers do we have, and what are they worth?",
    filters=("category", "brand", "channel", "region", "country", "segment"),
    choices=(MONTH, MONTHS_BEFORE),
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
        Row(
            Chart(
                "segmentation.segments",
                treemap(x="segment", y="monetary", shade="average_monetary"),
                title="What segments are worth",
                subtitle="Area: lifetime net sales; the stronger the colour, the more each customer spent; click a tile to list them",
                span=5,
                height=500,
                drill="#customers",
            ),
            Grid("segmentation.segments", title="Segments", subtitle="Size, value and habit of each segment", span=7, height=500),
        ),
        Row(
            Grid(
                "segmentation.customers",
                title="Customers",
                subtitle="Raw and scored recency, frequency and monetary value, counted to the as-of date",
                listens_to="customers",
            )
        ),
        Row(*(Kpi(MOVEMENTS, name, days=("from_date", "to_date")) for name in MOVED)),
        Row(
            Chart(
                "segmentation.migration",
                flows(x="from_segment", y="to_segment", value="customers"),
                title="Where customers went",
                subtitle="Left: before, right: at the end of the chosen month; green rises, red falls, grey stays",
                span=6,
                height=440,
            ),
            Chart(
                "segmentation.migration",
                matrix(x="to_segment", y="from_segment", value="customers"),
                title="From one segment to another",
                subtitle="A row adds up to its segment before; both ends by the same cut points; click a cell to list its customers",
                span=6,
                height=440,
                drill="#movers",
            ),
        ),
        Row(
            Grid(
                "segmentation.movers",
                title="Who was where",
                subtitle="Every customer's segment at the end of the chosen month, and before",
                listens_to="movers",
                empty="No month is over yet.",
            )
        ),
        Row(
            Chart(
                "segmentation.segment_months",
                lines(x="month", y="customers", series="segment"),
                title="Segments month by month",
                subtitle="Customers at the end of each full month, all by the cut points of now",
                span=6,
                height=320,
            ),
            Chart(
                "segmentation.next_purchases",
                columns(x="recency_score", y="purchase_rate"),
                title="Does recency tell who buys?",
                subtitle="Share that ordered within 90 days of being scored, by recency score",
                span=6,
                height=320,
            ),
        ),
        Row(
            Panel("models.clusters", title="Clusters by KMeans", subtitle="Whether customers fall into kinds by themselves", span=6),
            Chart(
                "segmentation.clusters",
                bars(x="cluster", y="customers"),
                title="Customers by cluster",
                subtitle="Named by what they are high and low in; click a bar to list its customers",
                span=6,
                height=400,
                drill="#customers",
                empty=REFUSED,
            ),
        ),
        Row(
            Grid(
                "segmentation.clusters",
                title="Clusters",
                subtitle="Size, share of sales, and what is usual in each",
                span=8,
                height=340,
                empty=REFUSED,
            ),
            Chart(
                "segmentation.cluster_stability",
                columns(x="groups", y="agreement"),
                title="Are the same groups found again?",
                subtitle="Agreement by number of groups, customers drawn anew; from 0.85 on a number is stable",
                span=4,
                height=340,
                empty=UNTRIED,
            ),
        ),
        Row(
            Panel("segments.kept", title="Segments of people", subtitle="Your own, and those that are shared with your role", span=6),
            Panel("segments.library", title="Segments that come with the desk", subtitle="By what they are about", span=6),
        ),
        Row(Grid("segmentation.cut_points", title="What the scores mean", subtitle="A score of 5 is best; ties share one", height=280)),
    ),
)
