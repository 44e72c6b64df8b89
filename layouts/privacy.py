"""Who asks what we hold about them, and until when is it to be answered?"""

from dashapp.auth.permissions import Permission
from dashapp.page import Grid, Kpi, Page, Panel, Row

COUNTS = "privacy.counts"
NONE = "No request was written down yet. Search the person above, or write the request down by number."

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
        Row(Grid("privacy.requests", title="Requests", subtitle="Click a number to answer it", height=320, empty=NONE)),
        Row(Panel("privacy.retention", title="What is kept how long", subtitle="Counted first, then removed")),
    ),
)
