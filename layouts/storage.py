"""How large is everything, how fast does it grow, and what may go?"""

from dashapp.auth.permissions import Permission
from dashapp.charts import bars
from dashapp.page import Chart, Grid, Page, Row

NOT_MEASURED = "Nothing was measured yet. `manage.py maintain` does, and so does every build."
NONE_REPEATED = "No load brought rows that were there already."

page = Page(
    "storage",
    title="Storage",
    group="Reports & admin",
    icon="layers",
    order=61,
    permission=Permission.SYSTEM_VIEW,
    question="How large is everything, how fast does it grow, and what may go?",
    filters=(),
    whole_reach=True,
    rows=(
        Row(
            Chart(
                "sizes.tables",
                bars(x="table_name", y="megabytes", top=10),
                title="Largest tables",
                subtitle="Megabytes, with their indexes",
                height=340,
                empty=NOT_MEASURED,
            ),
            Grid("sizes.history", title="Size over time", subtitle="Of each database", span=6, height=340, empty=NOT_MEASURED),
        ),
        Row(Grid("sizes.tables", title="Tables", subtitle="As they were measured last", empty=NOT_MEASURED)),
        Row(Grid("sizes.indexes", title="Indexes", subtitle="Uses where the engine counts them", height=400, empty=NOT_MEASURED)),
        Row(
            Grid(
                "purge.candidates",
                title="Old enough to go",
                subtitle="By manage.py retention",
                span=6,
                height=320,
                empty="Nothing is kept.",
            ),
            Grid("purge.repeated_loads", title="Repeated loads", subtitle="Rows that were there", span=6, height=320, empty=NONE_REPEATED),
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
