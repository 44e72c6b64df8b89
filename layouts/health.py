"""Is the desk itself well: its jobs, builds, backups, queries and limits?"""

from dashapp.auth.permissions import Permission
from dashapp.charts import bars
from dashapp.page import Chart, Grid, Kpi, Page, Panel, Row

NOW = "monitor.now"
NO_TIMES = "No query ran in the last seven days, or none was written down yet: a server does so once a minute."

page = Page(
    "health",
    title="System health",
    group="Reports & admin",
    icon="cpu",
    order=60,
    permission=Permission.SYSTEM_VIEW,
    question="Is the desk itself well: its jobs, builds, backups, queries and limits?",
    filters=(),
    whole_reach=True,
    rows=(
        Row(
            Kpi(NOW, "signed_in"),
            Kpi(NOW, "running"),
            Kpi(NOW, "stalled"),
            Kpi(NOW, "failed_week"),
            Kpi(NOW, "events_hour"),
            Kpi(NOW, "refused_hour"),
        ),
        Row(
            Grid("health.measures", title="Health", subtitle="Each measure against the limit that counts now", span=8, height=400),
            Panel("health.copies", title="Copies and caches", subtitle="What makes pages fast, and may be deleted", span=4),
        ),
        Row(Grid("slow.queries", title="Queries of pages", subtitle="How long engines took, in 7 days", height=320, empty=NO_TIMES)),
        Row(Grid("jobs.runs", title="Jobs", subtitle="What is at work, what failed or stalled", height=400, empty="No job has run yet.")),
        Row(
            Grid("audits.latest", title="Done last", span=6, height=320, empty="Nothing was done yet."),
            Grid("workflow.waiting", title="Waiting for somebody", span=6, height=320, empty="Nothing waits for anybody."),
        ),
        Row(
            Chart(
                "builds.steps",
                bars(x="step_name", y="seconds", top=10),
                title="Longest steps of the last build",
                subtitle="Seconds",
                span=5,
                height=340,
                empty="No build has kept its steps yet.",
            ),
            Grid("builds.runs", title="Builds", subtitle="A new version each, or none", span=7, height=340, empty="Nothing was built yet."),
        ),
        Row(
            Grid(
                "integrations.sources", title="Sources", subtitle="Loads by import map", span=6, height=320, empty="Nothing was loaded yet."
            ),
            Grid(
                "backups.runs",
                title="Backups and restores",
                span=6,
                height=320,
                empty="There is no backup yet: manage.py backup FOLDER --test.",
            ),
        ),
        Row(
            Grid("alerts.failing_since", title="Checks that keep failing", span=7, height=320, empty="No check fails."),
            Grid("slow.checks", title="Slowest checks", subtitle="Of the latest whole run", span=5, height=320, empty="No whole run yet."),
        ),
        Row(Grid("limits.dated", title="Limits", subtitle="Set by manage.py maintain --limit", height=320)),
    ),
)
