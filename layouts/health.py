"""Is the desk itself well: its jobs, builds, backups, sizes and limits?"""

from dashapp.auth.permissions import Permission
from dashapp.charts import bars
from dashapp.page import Chart, Grid, Kpi, Page, Panel, Row

NOW = "monitor.now"
NOT_MEASURED = "Nothing was measured yet. `manage.py maintain` does, and so does every build."
NONE_REPEATED = "No load brought rows that were there already."

page = Page(
    "health",
    title="System health",
    group="Reports & admin",
    icon="cpu",
    order=60,
    permission=Permission.SYSTEM_VIEW,
    question="Is the desk itself well: its jobs, builds, backups, sizes and limits?",
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
                height=340,
                empty="No build has kept its steps yet.",
            ),
            Chart(
                "sizes.tables",
                bars(x="table_name", y="megabytes", top=10),
                title="Largest tables",
                subtitle="Megabytes, with their indexes",
                height=340,
                empty=NOT_MEASURED,
            ),
        ),
        Row(
            Grid("builds.runs", title="Builds", subtitle="A new version each, or none", height=320, empty="Nothing was built yet."),
        ),
        Row(
            Grid(
                "integrations.sources", title="Sources", subtitle="Loads by import map", span=7, height=320, empty="Nothing was loaded yet."
            ),
            Grid("purge.repeated_loads", title="Repeated loads", subtitle="Rows that were there", span=5, height=320, empty=NONE_REPEATED),
        ),
        Row(
            Grid("backups.runs", title="Backups and restores", height=320, empty="There is no backup yet: manage.py backup FOLDER --test.")
        ),
        Row(
            Grid("sizes.history", title="Size over time", subtitle="Of each database", span=4, empty=NOT_MEASURED),
            Grid("sizes.tables", title="Tables", subtitle="As they were measured last", span=8, empty=NOT_MEASURED),
        ),
        Row(Grid("sizes.indexes", title="Indexes", subtitle="Uses where the engine counts them", height=400, empty=NOT_MEASURED)),
        Row(
            Grid("alerts.failing_since", title="Checks that keep failing", span=7, height=400, empty="No check fails."),
            Grid("slow.checks", title="Slowest checks", subtitle="Of the latest whole run", span=5, height=400, empty="No whole run yet."),
        ),
        Row(
            Grid("limits.dated", title="Limits", subtitle="Set by manage.py maintain --limit", span=7, height=320),
            Grid(
                "purge.candidates",
                title="Old enough to go",
                subtitle="By manage.py retention",
                span=5,
                height=320,
                empty="Nothing is kept.",
            ),
        ),
        Row(
            Grid(
                "archive.orders_by_year",
                title="Orders by year",
                subtitle="Nothing archives by itself",
                height=320,
                empty="Nothing is published.",
            ),
        ),
    ),
)
