"""Can we trust the data, and what is done about what is wrong?"""

from dashapp.auth.permissions import Permission
from dashapp.charts import bars, heatmap, line
from dashapp.page import Chart, Grid, Kpi, Page, Panel, Row

COUNTS = "quality.counts"
INCIDENTS = "quality.incidents"
NO_RUN = "No check ran yet. Checks run after every build, or now: run them below."
NO_INCIDENT = "No incident was opened yet: no critical or major check has failed."

page = Page(
    "quality",
    title="Data quality",
    group="Intelligence & data",
    icon="check",
    order=40,
    permission=Permission.QUALITY_VIEW,
    question="Can we trust the data, and what is done about what is wrong?",
    filters=(),
    whole_reach=True,
    rows=(
        Row(
            Kpi(COUNTS, "score"),
            Kpi(COUNTS, "column_share"),
            Kpi(COUNTS, "open_incidents"),
            Kpi(COUNTS, "hours_to_acknowledge"),
            Kpi(COUNTS, "hours_to_resolve"),
            Kpi(COUNTS, "at_risk"),
        ),
        Row(
            Kpi(COUNTS, "validation"),
            Kpi(COUNTS, "completeness"),
            Kpi(COUNTS, "accuracy"),
            Kpi(COUNTS, "consistency"),
            Kpi(COUNTS, "anomaly"),
            Kpi(COUNTS, "late_sources"),
        ),
        Row(
            Chart(
                "quality.tiers_by_table",
                heatmap(x="tier", y="table_name", value="lost"),
                title="Where points are lost",
                subtitle="Tables in which something offends; click a cell for its incidents and checks",
                span=8,
                height=420,
                drill="#results",
                empty="Nothing offends, or no check ran yet.",
            ),
            Chart(
                "quality.load",
                bars(x="owner", y="incidents"),
                title="Open incidents",
                subtitle="By who answers for the check",
                span=4,
                height=420,
                empty="No incident is open.",
            ),
        ),
        Row(
            Grid(
                INCIDENTS,
                title="Incidents",
                subtitle="Choose some, then say beside the list what is done; click a check for its rows",
                span=9,
                height=420,
                listens_to="results",
                empty=NO_INCIDENT,
                chosen_for=INCIDENTS,
            ),
            Panel(INCIDENTS, title="What is done about them", subtitle="About all that are chosen", span=3),
        ),
        Row(
            Grid(
                "quality.results",
                title="Checks",
                subtitle="What the latest run of each found; click one for its rows",
                listens_to="results",
                empty=NO_RUN,
            )
        ),
        Row(
            Chart(
                "quality.trend", line(x="run", y="score"), title="Score", subtitle="Of the latest runs of everything", span=6, empty=NO_RUN
            ),
            Panel("quality.run", title="Run the checks", subtitle="On what is published now", span=3),
            Panel("duplicates.bands", title="Duplicate customers", subtitle="Pairs that are probably one person", span=3),
        ),
        Row(
            Panel(
                "quality.corrections",
                title="Corrections",
                subtitle="Spaces, spelling, mistyped domains, formats: approved by a second person, and taken back at will",
            )
        ),
        Row(Grid("quality.rules", title="Rules", subtitle="What people added without SQL", height=280, empty="Nobody added a rule yet.")),
        Row(Panel("quality.rules", title="Add a rule", subtitle="It counts from the next run on")),
        Row(
            Grid(
                "quality.waivers", title="Waivers", subtitle="Failures accepted until a day", span=8, height=320, empty="Nothing is waived."
            ),
            Panel("quality.limits", title="How old sources may be", subtitle="Days behind the as-of day of the data", span=4),
        ),
        Row(Grid("quality.columns", title="Columns", subtitle="Every column as the latest run of everything found it", empty=NO_RUN)),
    ),
)
