"""What waits for a second person, and which months are locked?"""

from dashapp.auth.permissions import Permission
from dashapp.page import Grid, Page, Panel, Row

NONE = "Nothing was proposed yet."

page = Page(
    "approvals",
    title="Approvals & locks",
    group="Reports & admin",
    icon="inbox",
    order=40,
    permission=Permission.AUDIT_VIEW,
    question="What waits for a second person, and which months are locked?",
    filters=(),
    rows=(
        Row(
            Panel("approvals.changes", title="Waiting changes", subtitle="Whoever proposes one does not decide it", span=6),
            Panel("approvals.exports", title="Waiting downloads", subtitle="Large ones; nobody agrees to their own", span=6),
        ),
        Row(
            Panel("approvals.locks", title="Locked months", subtitle="A locked month stays as it was published", span=6),
            Panel(
                "approvals.definitions",
                title="Definitions",
                subtitle="Metrics that a second person approved as they are",
                span=6,
                has_table=True,
            ),
        ),
        Row(Grid("approvals.changes", title="Changes", subtitle="Every proposal and what became of it", height=400, empty=NONE)),
    ),
)
