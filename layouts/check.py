"""One check: what does it find, which rows, and what is done about it?"""

from dashapp.auth.permissions import Permission
from dashapp.page import Facts, Grid, Page, Panel, Row

page = Page(
    "check",
    title="Check of the data",
    group="Intelligence & data",
    permission=Permission.QUALITY_VIEW,
    question="What does it find, which rows, and what is done about it?",
    filters=(),
    parameters=("check_name",),
    hidden=True,
    whole_reach=True,
    rows=(
        Row(
            Facts("quality.check", title="Check", subtitle="What its latest run found", span=6),
            Panel("check.deeds", title="What is done about it", span=6),
        ),
        Row(Panel("check.rows", title="Rows that offend", subtitle="As the warehouse holds them now, masked by role")),
        Row(
            Grid("quality.history", title="Runs", subtitle="What every run found", span=6, height=360, empty="It never ran."),
            Grid(
                "quality.incident_events",
                title="Incident",
                subtitle="Everything that happened to it",
                span=6,
                height=360,
                empty="It has no incident.",
            ),
        ),
    ),
)
