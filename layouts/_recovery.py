"""What came back of the cost of winning customers, as every page that tells of it shows it."""

from dashapp.charts import recovery
from dashapp.page import Chart, Choice

SOURCE_KIND = Choice(
    "source_kind", "Cost by", (("marketing_channel", "Acquisition channel"), ("campaign", "Campaign"), ("influencer", "Influencer"))
)


def recovered(span: int, height: int = 320) -> Chart:
    """The chart of that, for pages that offer the choice of sources."""
    return Chart(
        "cohorts.recovery",
        recovery(x="age", y="source", value="recovered"),
        title="What came back of the acquisition cost",
        subtitle="CM2 so far divided by what it cost to win the customers, by months since the first order",
        span=span,
        height=height,
        empty="No source of these cohorts cost anything. Load advertising or influencer costs to see what comes back.",
    )
