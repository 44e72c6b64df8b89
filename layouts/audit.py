"""Who did what, is the record of it whole, and what left the house?"""

from dashapp.auth.permissions import Permission
from dashapp.page import Grid, Kpi, Page, Panel, Row

COUNTS = "audit.counts"

page = Page(
    "audit",
    title="Audit & compliance",
    group="Reports & admin",
    icon="shield-lock",
    order=30,
    permission=Permission.AUDIT_VIEW,
    question="Who did what, is the record of it whole, and what left the house?",
    filters=(),
    rows=(
        Row(
            Kpi(COUNTS, "events_today"),
            Kpi(COUNTS, "refused"),
            Kpi(COUNTS, "exports"),
            Kpi(COUNTS, "open_requests"),
            Kpi(COUNTS, "waiting_changes", explained_by="approvals"),
            Kpi(COUNTS, "waiting_exports", explained_by="approvals"),
        ),
        Row(
            Panel("audit.chain", title="Is the trail whole?", span=6),
            Panel("audit.evidence", title="Evidence of a month", subtitle="What an auditor asks, in one ZIP", span=6),
        ),
        Row(Grid("access.events", title="Events", subtitle="Everything worth remembering, the latest first", height=480)),
        Row(
            Grid(
                "audit.exports",
                title="Downloads",
                subtitle="The export register: what left the house, and why",
                height=400,
                empty="Nothing was downloaded yet.",
            )
        ),
    ),
)
