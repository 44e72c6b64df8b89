"""Who may come in, what may they do, and which rows do they reach?"""

from dashapp.auth.permissions import Permission
from dashapp.page import Grid, Kpi, Page, Panel, Row

COUNTS = "access.counts"

page = Page(
    "users",
    title="Users & roles",
    group="Reports & admin",
    icon="people",
    order=20,
    permission=Permission.USERS_MANAGE,
    question="Who may come in, what may they do, and which rows do they reach?",
    filters=(),
    rows=(
        Row(
            Kpi(COUNTS, "users"),
            Kpi(COUNTS, "admins"),
            Kpi(COUNTS, "signed_in"),
            Kpi(COUNTS, "unseen"),
            Kpi(COUNTS, "limited"),
            Kpi(COUNTS, "inactive"),
        ),
        Row(Grid("access.users", title="Users", subtitle="Click a name to change what the person may do", height=360)),
        Row(
            Panel("access.invite", title="Add a user", subtitle="By a link in a mail, or a one-time password", span=7),
            Panel("access.program", title="Add a program", subtitle="It asks the API with tokens and never signs in", span=5),
        ),
        Row(Panel("access.single_sign_on", title="Single sign-on", subtitle="Which group of the provider gives which role; read only")),
        Row(
            Panel(
                "access.matrix",
                title="Roles",
                subtitle="What each role opens and does; roles are code, who holds one is set above",
                has_table=True,
            )
        ),
    ),
)
