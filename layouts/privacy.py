"""Who asks what we hold about them, and until when is it to be answered?"""

from dashapp.auth.permissions import Permission
from dashapp.page import Grid, Kpi, Page, Panel, Row

COUNTS = "privacy.counts"

page = Page(
    "privacy",
    title="Personal data",
    group="Reports & admin",
    icon="person",
    order=50,
    permission=Permission.PERSONAL_DATA_HANDLE,
    question="Who asks what we hold about them, and until when is it to be answered?",
    filters=(),
    rows=(
        Row(Kpi(COUNTS, "open_requests"), Kpi(COUNTS, "due_soon"), Kpi(COUNTS, "overdue"), Kpi(COUNTS, "answered")),
        Row(
            Panel("privacy.search", title="Who is meant?", subtitle="Over everything that was ever loaded", span=6),
            Panel("privacy.open", title="Write a request down", subtitle="It is due 30 days from now", span=6),
        ),
        Row(Grid("privacy.requests", title="Requests", subtitle="Click a number to answer it", height=360)),
        Row(Panel("privacy.retention", title="What is kept how long", subtitle="Counted first, then removed")),
    ),
)
