"""What does this number mean, and what hangs on it?"""

from dashapp.auth.permissions import Permission
from dashapp.page import Page, Panel, Row

page = Page(
    "metric",
    title="Metric",
    group="Intelligence & data",
    permission=Permission.CATALOGUE_VIEW,
    question="What does this number mean, where does it come from, and what hangs on it?",
    filters=(),
    parameters=("metric",),
    hidden=True,
    rows=(
        Row(
            Panel("metric.about", title="Definition", span=8),
            Panel("metric.certification", title="Certification", span=4),
        ),
        Row(Panel("metric.target", title="Target")),
        Row(Panel("metric.lineage", title="Where it comes from")),
        Row(Panel("metric.impact", title="What a change touches")),
    ),
)
