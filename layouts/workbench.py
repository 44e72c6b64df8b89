"""What does nobody's card answer yet?"""

from dashapp.auth.permissions import Permission
from dashapp.page import Page, Panel, Row

page = Page(
    "workbench",
    title="SQL workbench",
    group="Intelligence & data",
    icon="code",
    order=33,
    permission=Permission.SQL_RUN,
    question="What does the data say that no card answers yet?",
    filters=(),
    whole_reach=True,
    rows=(
        Row(
            Panel("workbench.statement", title="One SELECT over published tables", span=8),
            Panel("workbench.saved", title="Saved", subtitle="Your own, and those that others share", span=4),
        ),
        Row(Panel("workbench.tables", title="What can be asked")),
    ),
)
