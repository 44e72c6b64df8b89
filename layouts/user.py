"""One person: what may they do and reach, and what did they do?"""

from dashapp.auth.permissions import Permission
from dashapp.page import Facts, Grid, Page, Panel, Row

NEVER, IDLE = "They never signed in.", "They did nothing yet."

page = Page(
    "user",
    title="User",
    group="Reports & admin",
    permission=Permission.USERS_MANAGE,
    question="What may this person do and reach, and what did they do?",
    filters=(),
    parameters=("user_name",),
    hidden=True,
    rows=(
        Row(Facts("access.user", title="Person", span=5), Panel("access.person", title="Role and reach", span=7)),
        Row(
            Panel("access.sign_in", title="Signing in", subtitle="How they come in, and where they are signed in now", span=6),
            Panel("access.tokens", title="Tokens", subtitle="What asks the API in their name", span=6),
        ),
        Row(Grid("access.sessions", title="Sessions", subtitle="Browsers in which they are or were signed in", height=300, empty=NEVER)),
        Row(Grid("access.events", title="What they did", subtitle="The audit trail of this person", height=400, empty=IDLE)),
    ),
)
